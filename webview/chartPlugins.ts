/** What Chart.js does not draw itself: interval whiskers and figures beside the bars. */

import type { Chart, Plugin, Scale, Tick } from 'chart.js';
import { usdShort } from '../src/core/format';
import type { Bar } from './bars';
import { fontOf } from './chartParts';
import type { Theme } from './theme';

/** What the plugins draw; read anew for every frame. */
export interface Drawing {
  readonly bars: readonly Bar[];
  readonly theme: Theme;
}

/** Half the height of a whisker's caps, pixels. */
const CAP = 4;

/** Gap between the plot and the figures, pixels. */
const GAP = 8;

/** Where a whisker lies, pixels; `cut` when the interval goes on, or lies whole, beyond the axis. */
export interface Whisker {
  readonly left: number;
  readonly right: number;
  readonly cut: boolean;
}

/** The whisker of an interval on the chart's own scale. */
export function whiskerOf(scale: Scale, { cost }: Bar): Whisker {
  const cut = cost.high > scale.max;
  return {
    left: Math.min(scale.getPixelForValue(cost.low), scale.right - 2 * CAP),
    right: cut ? scale.right : scale.getPixelForValue(cost.high),
    cut,
  };
}

/** Draws the whiskers and the figures of `drawing()` over the bars. */
export function intervalPlugin(drawing: () => Drawing): Plugin<'bar'> {
  return {
    id: 'intervals',
    afterDatasetsDraw(chart) {
      const { bars, theme } = drawing();
      const scale = chart.scales['x'];
      if (scale === undefined) return;
      const { ctx } = chart;
      ctx.save();
      chart.getDatasetMeta(0).data.forEach(({ y }, index) => {
        const bar = bars[index];
        if (bar === undefined) return;
        const whisker = whiskerOf(scale, bar);
        // A halo in the colour of the ground keeps the whisker apart from its own bar in every theme.
        strokeWhisker(ctx, whisker, y, theme.background, 4);
        strokeWhisker(ctx, whisker, y, bar.look === 'muted' ? theme.muted : theme.foreground, 2);
        writeCost(chart, bar, y, theme);
        if (bar.remark !== '') writeRemark(ctx, bar.remark, whisker, scale, y, theme);
      });
      ctx.restore();
    },
  };
}

function strokeWhisker(ctx: CanvasRenderingContext2D, { left, right, cut }: Whisker, y: number, colour: string, width: number): void {
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.beginPath();
  ctx.moveTo(left, y);
  ctx.lineTo(right, y);
  // The cap of an interval that lies whole beyond the axis would stand where no figure is.
  if (!cut || right - left > 2 * CAP) {
    ctx.moveTo(left, y - CAP);
    ctx.lineTo(left, y + CAP);
  }
  if (cut) {
    // An open arrow: there is more to the right.
    ctx.moveTo(right - CAP, y - CAP);
    ctx.lineTo(right, y);
    ctx.lineTo(right - CAP, y + CAP);
  } else {
    ctx.moveTo(right, y - CAP);
    ctx.lineTo(right, y + CAP);
  }
  ctx.stroke();
}

function writeCost(chart: Chart<'bar'>, bar: Bar, y: number, theme: Theme): void {
  const { ctx } = chart;
  ctx.fillStyle = bar.look === 'muted' ? theme.muted : theme.foreground;
  ctx.font = fontOf(theme, bar.look === 'recommended');
  ctx.textAlign = 'right';
  ctx.textBaseline = 'middle';
  ctx.fillText(bar.costText, chart.width, y);
}

/** Says why a bar is muted: behind its whisker where there is room, otherwise on the bar. */
function writeRemark(ctx: CanvasRenderingContext2D, remark: string, { right }: Whisker, scale: Scale, y: number, theme: Theme): void {
  ctx.font = `italic ${fontOf(theme)}`;
  ctx.textAlign = 'left';
  const width = ctx.measureText(remark).width;
  const behind = right + GAP;
  const left = behind + width <= scale.right ? behind : scale.left + GAP;
  ctx.fillStyle = theme.background;
  ctx.fillRect(left - 3, y - theme.fontSize / 2, width + 6, theme.fontSize);
  ctx.fillStyle = theme.muted;
  ctx.fillText(remark, left, y);
}

/** Width of the longest label, pixels: Chart.js would give labels no more than half of the plot and let them run into it. */
export function labelColumnWidth(ctx: CanvasRenderingContext2D, { bars, theme }: Drawing): number {
  ctx.font = fontOf(theme, true);
  return Math.ceil(Math.max(0, ...bars.map(({ label }) => ctx.measureText(label).width))) + GAP;
}

/** Room that the figures need right of the plot, pixels. */
export function costColumnWidth(ctx: CanvasRenderingContext2D, { bars, theme }: Drawing): number {
  ctx.font = fontOf(theme, true);
  return Math.ceil(Math.max(0, ...bars.map(({ costText }) => ctx.measureText(costText).width))) + GAP;
}

/**
 * The ticks that the axis has room for, evenly spaced: Chart.js's own skipping leaves uneven ones on a narrow plot, and it
 * makes one at the next round number beyond the end, which would stand among the figures beside the plot.
 */
export function readableTicks(scale: Scale, theme: Theme): Tick[] {
  const ticks = scale.ticks.filter(({ value }) => value <= scale.max);
  scale.ctx.font = fontOf(theme);
  const room = Math.max(...ticks.map(({ value }) => scale.ctx.measureText(usdShort(value)).width)) + 2 * GAP;
  const gaps = Math.max(1, Math.floor(scale.width / room));
  const step = Math.max(1, Math.ceil((ticks.length - 1) / gaps));
  return ticks.filter((_, index) => index % step === 0);
}
