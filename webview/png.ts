/** The charts as one picture, with what they rest on written below: a picture travels without its page. */

import type { Advice } from '../src/core/advice/advice';
import { assumedFields, jobLine } from '../src/core/advice/jobLine';
import { drawable } from './drawable';
import { priceNote } from './folds';
import { strings } from './strings';
import type { Theme } from './theme';

/** Space around everything, CSS pixels. */
const MARGIN = 16;
const LINE = 1.4;
/** Longest text of a line before it is wrapped, characters. */
const LONGEST = 1_000;

/** A picture of a chart with its title. */
export interface Figure {
  readonly title: string;
  readonly canvas: HTMLCanvasElement;
}

/** Draws the figures one below the other. Returns base64 of a PNG, or undefined when the browser makes none. */
export function chartsAsPng(advice: Advice, figures: readonly Figure[], theme: Theme): string | undefined {
  const width = Math.max(480, ...figures.map(({ canvas }) => canvas.clientWidth)) + 2 * MARGIN;
  const scale = Math.max(1, window.devicePixelRatio);
  const canvas = document.createElement('canvas');
  const ctx = canvas.getContext('2d');
  if (ctx === null) return undefined;
  const font = (size: number, weight = 400): string => `${weight} ${size}px ${theme.fontFamily}`;
  const wrap = (text: string, size: number, weight?: number): Text[] => {
    ctx.font = font(size, weight);
    return wrapped(ctx, drawable(text, LONGEST), width - 2 * MARGIN).map((line) => ({ line, size, weight: weight ?? 400 }));
  };
  const head = wrap(advice.verdict.sentence, theme.fontSize * 1.15, 600);
  const foot = [
    jobLine(advice), ...assumptions(advice), `${priceNote(advice)}. ${strings.model(advice.modelVersion)}.`,
  ].flatMap((text) => wrap(text, theme.fontSize * 0.92));
  const heightOf = (texts: readonly Text[]): number => texts.reduce((sum, { size }) => sum + size * LINE, 0);
  const height = figures.reduce((sum, figure) => sum + figure.canvas.clientHeight + 2.5 * theme.fontSize, 3 * MARGIN + heightOf(head) + heightOf(foot));
  canvas.width = Math.ceil(width * scale);
  canvas.height = Math.ceil(height * scale);
  ctx.scale(scale, scale);
  ctx.fillStyle = theme.background;
  ctx.fillRect(0, 0, width, height);
  let y = MARGIN;
  const write = (texts: readonly Text[], colour: string): void => {
    ctx.fillStyle = colour;
    ctx.textBaseline = 'top';
    for (const { line, size, weight } of texts) {
      ctx.font = font(size, weight);
      ctx.fillText(line, MARGIN, y);
      y += size * LINE;
    }
  };
  write(head, theme.foreground);
  for (const { title, canvas: chart } of figures) {
    y += theme.fontSize * 0.5;
    write([{ line: title, size: theme.fontSize, weight: 600 }], theme.foreground);
    ctx.drawImage(chart, MARGIN, y, chart.clientWidth, chart.clientHeight);
    y += chart.clientHeight + theme.fontSize * 0.6;
  }
  write(foot, theme.muted);
  const [, base64] = canvas.toDataURL('image/png').split(',');
  return base64;
}

interface Text {
  readonly line: string;
  /** Pixels. */
  readonly size: number;
  readonly weight: number;
}

/** What was assumed rather than known, in one line; none when nothing was. */
function assumptions(advice: Advice): string[] {
  const names = strings.jobFields as Readonly<Record<string, string>>;
  const assumed = assumedFields(advice).map((field) => names[field] ?? field);
  return [...(assumed.length === 0 ? [] : [strings.assumed(assumed.join(', '))]), ...advice.warnings];
}

function wrapped(ctx: CanvasRenderingContext2D, text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && ctx.measureText(longer).width > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return line === '' ? lines : [...lines, line];
}
