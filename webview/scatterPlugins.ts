/** What Chart.js does not draw itself in the scatter: intervals, names, and limits that can be dragged. */

import type { Chart, Plugin, Scale } from 'chart.js';
import { duration, usdShort } from '../src/core/format';
import { fontOf } from './chartParts';
import { faint } from './patterns';
import type { Limits, ScatterDrawing } from './scatter';
import type { Scatter, Spot } from './scatterModel';
import { strings } from './strings';

/** How near to a rule a pointer takes hold of it, pixels. */
const GRIP = 8;

/** Draws intervals under the points, names beside those that matter, and the rules of the limits. */
export function scatterPlugin(drawing: () => ScatterDrawing): Plugin<'scatter'> {
  return {
    id: 'scatter',
    beforeDatasetsDraw(chart) {
      const { scatter, theme } = drawing();
      const [x, y] = axes(chart);
      if (x === undefined || y === undefined) return;
      const { ctx } = chart;
      ctx.save();
      for (const spot of scatter.spots) {
        ctx.strokeStyle = faint(spot.look === 'muted' ? theme.muted : theme.foreground, spot.look === 'recommended' || spot.look === 'anchor' ? 0.8 : 0.35);
        ctx.lineWidth = 1;
        cross(ctx, spot, x, y);
      }
      ctx.restore();
    },
    afterDatasetsDraw(chart) {
      const { scatter, theme } = drawing();
      const [x, y] = axes(chart);
      if (x === undefined || y === undefined) return;
      const { ctx } = chart;
      ctx.save();
      ctx.font = fontOf(theme);
      writeNames(ctx, scatter.spots, x, y, theme);
      if (scatter.isJob) drawRules(ctx, scatter, x, y, theme);
      ctx.restore();
    },
  };
}

function axes(chart: Chart): [Scale | undefined, Scale | undefined] {
  return [chart.scales['x'], chart.scales['y']];
}

function cross(ctx: CanvasRenderingContext2D, { time, cost }: Spot, x: Scale, y: Scale): void {
  const [atX, atY] = [x.getPixelForValue(time.estimate), y.getPixelForValue(cost.estimate)];
  ctx.beginPath();
  ctx.moveTo(x.getPixelForValue(time.low), atY);
  ctx.lineTo(x.getPixelForValue(time.high), atY);
  ctx.moveTo(atX, y.getPixelForValue(cost.low));
  ctx.lineTo(atX, y.getPixelForValue(cost.high));
  ctx.stroke();
}

/** Names of the front, the anchor and the recommended type, where they do not lie over another name. */
function writeNames(ctx: CanvasRenderingContext2D, spots: readonly Spot[], x: Scale, y: Scale, theme: ScatterDrawing['theme']): void {
  const rank = ({ look, isOnFront }: Spot): number => (look === 'recommended' ? 0 : look === 'anchor' ? 1 : isOnFront ? 2 : 3);
  const taken: { left: number; right: number; top: number }[] = [];
  const height = theme.fontSize + 2;
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  for (const spot of spots.filter((each) => rank(each) < 3).sort((a, b) => rank(a) - rank(b))) {
    const width = ctx.measureText(spot.label).width;
    const at = x.getPixelForValue(spot.time.estimate);
    const left = at + 10 + width > x.right ? at - 10 - width : at + 10;
    const top = Math.max(y.top + height / 2, y.getPixelForValue(spot.cost.estimate) - 9);
    if (taken.some((box) => left < box.right && left + width > box.left && Math.abs(top - box.top) < height)) continue;
    taken.push({ left, right: left + width, top });
    // A halo in the colour of the ground keeps the name apart from the lines behind it.
    ctx.lineWidth = 3;
    ctx.strokeStyle = theme.background;
    ctx.strokeText(spot.label, left, top);
    ctx.fillStyle = theme.foreground;
    ctx.fillText(spot.label, left, top);
  }
}

/** Dashed rules; a limit that is not set waits at the edge, to be dragged in. */
function drawRules(ctx: CanvasRenderingContext2D, { budgetUsd, deadlineSeconds }: Scatter, x: Scale, y: Scale, theme: ScatterDrawing['theme']): void {
  ctx.setLineDash([5, 4]);
  ctx.lineWidth = 1.5;
  const atY = budgetUsd === null ? y.top : y.getPixelForValue(budgetUsd);
  const atX = deadlineSeconds === null ? x.right : x.getPixelForValue(deadlineSeconds);
  const colourOf = (isSet: boolean): string => (isSet ? theme.foreground : theme.muted);
  ctx.strokeStyle = ctx.fillStyle = colourOf(budgetUsd !== null);
  line(ctx, x.left, atY, x.right, atY);
  ctx.textAlign = 'left';
  ctx.textBaseline = 'bottom';
  ctx.fillText(budgetUsd === null ? strings.noBudget : strings.budgetRule(usdShort(budgetUsd)), x.left + 2, atY - 1);
  ctx.strokeStyle = ctx.fillStyle = colourOf(deadlineSeconds !== null);
  line(ctx, atX, y.top, atX, y.bottom);
  ctx.textAlign = 'right';
  ctx.fillText(deadlineSeconds === null ? strings.noDeadline : strings.deadlineRule(duration(deadlineSeconds, 2)), Math.max(atX, x.left + 90), y.bottom - 2);
  ctx.setLineDash([]);
}

function line(ctx: CanvasRenderingContext2D, fromX: number, fromY: number, toX: number, toY: number): void {
  ctx.beginPath();
  ctx.moveTo(fromX, fromY);
  ctx.lineTo(toX, toY);
  ctx.stroke();
}

interface Dragging {
  readonly chart: () => Chart<'scatter', { x: number; y: number }[], string> | undefined;
  readonly scatter: () => Scatter;
  readonly show: (limits: Limits) => void;
  readonly letGo: (limits: Limits) => void;
}

/** Lets the pointer drag the rules; dragged to the edge, a limit is taken away. The fields above do the same by keyboard. */
export function dragLimits(canvas: HTMLCanvasElement, { chart, scatter, show, letGo }: Dragging): void {
  let dragged: 'budget' | 'deadline' | undefined;
  const under = ({ offsetX, offsetY }: PointerEvent): typeof dragged => {
    const [x, y] = axes(chart() ?? ({ scales: {} } as Chart));
    const { isJob, budgetUsd, deadlineSeconds } = scatter();
    if (x === undefined || y === undefined || !isJob) return undefined;
    if (Math.abs(offsetY - (budgetUsd === null ? y.top : y.getPixelForValue(budgetUsd))) <= GRIP && offsetX >= x.left) return 'budget';
    return Math.abs(offsetX - (deadlineSeconds === null ? x.right : x.getPixelForValue(deadlineSeconds))) <= GRIP && offsetY <= y.bottom ? 'deadline' : undefined;
  };
  const limitsAt = ({ offsetX, offsetY }: PointerEvent): Limits => {
    const { budgetUsd, deadlineSeconds } = scatter();
    const [x, y] = axes(chart() ?? ({ scales: {} } as Chart));
    if (x === undefined || y === undefined) return { budgetUsd, deadlineSeconds };
    if (dragged === 'budget') return { budgetUsd: offsetY <= y.top ? null : readable(y.getValueForPixel(Math.min(offsetY, y.bottom))), deadlineSeconds };
    return { budgetUsd, deadlineSeconds: offsetX >= x.right ? null : readable(x.getValueForPixel(Math.max(offsetX, x.left))) };
  };
  canvas.addEventListener('pointerdown', (event) => {
    dragged = under(event);
    if (dragged !== undefined) canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener('pointermove', (event) => {
    const held = dragged ?? under(event);
    canvas.style.cursor = held === undefined ? '' : held === 'budget' ? 'ns-resize' : 'ew-resize';
    if (dragged !== undefined) show(limitsAt(event));
  });
  canvas.addEventListener('pointerup', (event) => {
    if (dragged !== undefined) letGo(limitsAt(event));
    dragged = undefined;
  });
  canvas.addEventListener('pointercancel', () => { dragged = undefined; });
}

/** Two significant digits: a pointer is no finer, and the field beside it has to be read. */
function readable(value: number | undefined): number | null {
  return value === undefined || !(value > 0) ? null : Number(value.toPrecision(2));
}
