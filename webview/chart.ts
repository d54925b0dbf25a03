/** Horizontal bars of cost with interval whiskers, drawn by Chart.js in the colours of the theme. */

import { BarController, BarElement, CategoryScale, Chart, LinearScale, Tooltip, type ChartConfiguration } from 'chart.js';
import { color } from 'chart.js/helpers';
import { usdShort } from '../src/core/format';
import { axisEnd, type Bar } from './bars';
import { costColumnWidth, hatch, intervalPlugin, labelColumnWidth, readableTicks, type Drawing } from './chartPlugins';
import { readTheme, type Theme } from './theme';

Chart.register(BarController, BarElement, CategoryScale, LinearScale, Tooltip);

/** Height of one bar with its gap, and of the axis below, pixels. */
const ROW_HEIGHT = 26;
const AXIS_HEIGHT = 34;

/** How strong the fill of a bar is that is not recommended; its border stays full. */
const PLAIN_ALPHA = 0.35;

/** The chart in its place; lives as long as the view. */
export interface CostChart {
  readonly element: HTMLElement;
  /** Shows the bars, with what they find in words. */
  update(bars: readonly Bar[], finding: string): void;
  /** Draws again in the colours that the editor has now. */
  retheme(): void;
}

/** Makes an empty chart. It must be in the document before its first `update`, because it takes its width from there. */
export function createCostChart(): CostChart {
  const canvas = document.createElement('canvas');
  canvas.setAttribute('role', 'img');
  const place = document.createElement('div');
  place.className = 'plot';
  place.append(canvas);
  let drawing: Drawing = { bars: [], theme: readTheme() };
  let chart: Chart<'bar', number[], string> | undefined;

  const redraw = (): void => {
    chart ??= new Chart(canvas, configuration(() => drawing));
    chart.options.layout = { padding: { right: costColumnWidth(chart.ctx, drawing) } };
    chart.update('none');
  };
  return {
    element: place,
    update(bars, finding) {
      drawing = { ...drawing, bars };
      canvas.setAttribute('aria-label', finding);
      place.style.height = `${bars.length * ROW_HEIGHT + AXIS_HEIGHT}px`;
      if (chart !== undefined) chart.data = dataOf(bars);
      redraw();
    },
    retheme() {
      drawing = { ...drawing, theme: readTheme() };
      if (chart !== undefined) redraw();
    },
  };
}

function dataOf(bars: readonly Bar[]): { labels: string[]; datasets: { data: number[] }[] } {
  return { labels: bars.map(({ label }) => label), datasets: [{ data: bars.map(({ cost }) => cost.estimate) }] };
}

/** The colour made translucent; a colour that cannot be parsed stays as it is. */
function faint(colour: string, alpha: number): string {
  const parsed = color(colour);
  return parsed.valid ? parsed.alpha(alpha).rgbString() : colour;
}

function fillOf(bar: Bar, theme: Theme): string | CanvasPattern {
  if (bar.look === 'muted') return hatch(theme.muted);
  return bar.look === 'recommended' ? theme.bar : faint(theme.bar, PLAIN_ALPHA);
}

function borderOf(bar: Bar, theme: Theme): string {
  if (bar.look === 'muted') return theme.muted;
  return theme.highContrast ? theme.foreground : theme.bar;
}

/** Everything that depends on data or theme is a function of `drawing`, so that an update is enough to change it. */
function configuration(drawing: () => Drawing): ChartConfiguration<'bar', number[], string> {
  const bar = (index: number): Bar | undefined => drawing().bars[index];
  const pick = <T>(choose: (bar: Bar, theme: Theme) => T, otherwise: T) => ({ dataIndex }: { dataIndex: number }): T => {
    const found = bar(dataIndex);
    return found === undefined ? otherwise : choose(found, drawing().theme);
  };
  const font = () => ({ family: drawing().theme.fontFamily, size: drawing().theme.fontSize - 1 });
  return {
    type: 'bar',
    data: dataOf(drawing().bars),
    plugins: [intervalPlugin(drawing)],
    options: {
      indexAxis: 'y',
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      datasets: {
        bar: {
          barThickness: 14,
          borderWidth: 1,
          borderSkipped: false,
          backgroundColor: pick(fillOf, ''),
          hoverBackgroundColor: pick(fillOf, ''),
          borderColor: pick(borderOf, ''),
          hoverBorderColor: () => drawing().theme.foreground,
        },
      },
      interaction: { mode: 'nearest', axis: 'y', intersect: false },
      scales: {
        x: {
          min: 0,
          // Ends where `axisEnd` says, not at the next round number: the plot is narrow. Asked for on every update.
          bounds: 'data',
          afterDataLimits: (scale) => { scale.max = axisEnd(drawing().bars) || 1; },
          afterBuildTicks: (scale) => { scale.ticks = readableTicks(scale, drawing().theme); },
          border: { display: false },
          grid: { color: () => faint(drawing().theme.lines, 0.25), drawTicks: false },
          ticks: {
            color: () => drawing().theme.muted,
            font,
            autoSkip: false,
            maxTicksLimit: 5,
            maxRotation: 0,
            padding: 6,
            callback: (value) => usdShort(Number(value)),
          },
        },
        y: {
          afterFit: (scale) => { scale.width = labelColumnWidth(scale.ctx, drawing()); },
          border: { display: false },
          grid: { display: false },
          ticks: {
            autoSkip: false,
            crossAlign: 'far',
            padding: 6,
            color: ({ index }) => (bar(index)?.look === 'muted' ? drawing().theme.muted : drawing().theme.foreground),
            font: ({ index }) => ({ ...font(), weight: bar(index)?.look === 'recommended' ? 600 : 400 }),
          },
        },
      },
      plugins: { tooltip: tooltip(drawing) },
    },
  };
}

type TooltipOptions = NonNullable<NonNullable<NonNullable<ChartConfiguration<'bar'>['options']>['plugins']>['tooltip']>;

function tooltip(drawing: () => Drawing): TooltipOptions {
  const font = () => ({ family: drawing().theme.fontFamily, size: drawing().theme.fontSize - 1 });
  return {
    displayColors: false,
    cornerRadius: 3,
    padding: 8,
    caretSize: 0,
    borderWidth: 1,
    backgroundColor: () => drawing().theme.tooltipBackground,
    borderColor: () => drawing().theme.tooltipBorder,
    titleColor: () => drawing().theme.tooltipForeground,
    bodyColor: () => drawing().theme.tooltipForeground,
    titleFont: font,
    bodyFont: font,
    callbacks: {
      title: ([item]) => drawing().bars[item?.dataIndex ?? -1]?.tooltipTitle ?? '',
      label: ({ dataIndex }) => [...(drawing().bars[dataIndex]?.tooltip ?? [])],
    },
  };
}
