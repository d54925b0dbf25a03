/** Time against cost, drawn by Chart.js on logarithmic axes, with the Pareto front as a line and the limits as rules that can be dragged. */

import { Chart, LineElement, LogarithmicScale, PointElement, ScatterController, Tooltip, type ChartConfiguration, type PointStyle, type Scale } from 'chart.js';
import { duration, usdShort } from '../src/core/format';
import type { Tier } from '../src/core/predictor/predictor';
import { tooltipLook } from './chartParts';
import { faint } from './patterns';
import { dragLimits, scatterPlugin } from './scatterPlugins';
import { axisRange, scatterFinding, type Scatter, type Spot } from './scatterModel';
import { readTheme, type Theme } from './theme';

Chart.register(ScatterController, PointElement, LineElement, LogarithmicScale, Tooltip);

/** What is drawn; read anew for every frame. */
export interface ScatterDrawing {
  readonly scatter: Scatter;
  readonly theme: Theme;
}

/** Limits as the reader drags them; null sets none. */
export interface Limits {
  readonly budgetUsd: number | null;
  readonly deadlineSeconds: number | null;
}

/** The chart in its place; lives as long as the view. */
export interface ScatterChart {
  readonly element: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  update(scatter: Scatter): void;
  retheme(): void;
}

/** A tier's shape, so that it does not take a colour to tell them apart. */
const SHAPES: Readonly<Record<Tier, PointStyle>> = { measured: 'circle', calibrated: 'rectRot', transferred: 'triangle', 'order-of-magnitude': 'cross' };

const NOTHING: Scatter = { spots: [], isJob: false, budgetUsd: null, deadlineSeconds: null };

type Plot = Chart<'scatter', { x: number; y: number }[], string>;

/** Makes an empty chart, to be in the document before its first update; `onLimits` hears limits once they are let go. */
export function createScatter(onLimits: (limits: Limits) => void): ScatterChart {
  const canvas = document.createElement('canvas');
  canvas.setAttribute('role', 'img');
  const place = document.createElement('div');
  place.className = 'plot scatter-plot';
  place.append(canvas);
  let drawing: ScatterDrawing = { scatter: NOTHING, theme: readTheme() };
  let chart: Plot | undefined;
  const redraw = (): void => {
    chart ??= new Chart(canvas, configuration(() => drawing));
    chart.data = dataOf(drawing.scatter);
    chart.update('none');
  };
  dragLimits(canvas, {
    chart: () => chart,
    scatter: () => drawing.scatter,
    show: (limits) => {
      drawing = { ...drawing, scatter: { ...drawing.scatter, ...limits } };
      chart?.draw();
    },
    letGo: onLimits,
  });
  return {
    element: place,
    canvas,
    update(scatter) {
      drawing = { ...drawing, scatter };
      canvas.setAttribute('aria-label', scatterFinding(scatter));
      redraw();
    },
    retheme() {
      drawing = { ...drawing, theme: readTheme() };
      if (chart !== undefined) redraw();
    },
  };
}

/** First the points, then the front as a line from point to point. */
function dataOf({ spots }: Scatter): Plot['data'] {
  const point = ({ time, cost }: Spot): { x: number; y: number } => ({ x: time.estimate, y: cost.estimate });
  const front = spots.filter(({ isOnFront }) => isOnFront).sort((a, b) => a.time.estimate - b.time.estimate);
  return { datasets: [{ data: spots.map(point) }, { data: front.map(point), showLine: true, pointRadius: 0, pointHitRadius: 0 }] };
}

function configuration(drawing: () => ScatterDrawing): ChartConfiguration<'scatter', { x: number; y: number }[], string> {
  const font = () => ({ family: drawing().theme.fontFamily, size: drawing().theme.fontSize - 1 });
  const spot = (index: number): Spot | undefined => drawing().scatter.spots[index];
  const axis = (title: 'time' | 'cost', write: (value: number) => string): NonNullable<NonNullable<ChartConfiguration<'scatter'>['options']>['scales']>[string] => ({
    type: 'logarithmic',
    afterDataLimits: (scale: Scale) => {
      const { spots, budgetUsd, deadlineSeconds } = drawing().scatter;
      Object.assign(scale, axisRange(spots.map((each) => each[title]), title === 'time' ? deadlineSeconds : budgetUsd));
    },
    afterBuildTicks: (scale: Scale) => { scale.ticks = logTicks(scale.min, scale.max).map((value) => ({ value })); },
    border: { display: false },
    grid: { color: () => faint(drawing().theme.lines, 0.25), drawTicks: false },
    ticks: { color: () => drawing().theme.muted, font, padding: 6, maxRotation: 0, autoSkip: title === 'time', autoSkipPadding: 12, callback: (value) => write(Number(value)) },
  });
  return {
    type: 'scatter',
    data: dataOf(drawing().scatter),
    plugins: [scatterPlugin(drawing)],
    options: {
      animation: false, responsive: true, maintainAspectRatio: false,
      layout: { padding: { top: 14, right: 10 } },
      interaction: { mode: 'nearest', intersect: true },
      scales: { x: axis('time', (value) => duration(value, 2)), y: axis('cost', usdShort) },
      datasets: {
        scatter: {
          borderColor: () => drawing().theme.foreground,
          borderWidth: 1,
          pointRadius: ({ dataIndex }) => (spot(dataIndex)?.look === 'recommended' ? 7 : 5),
          pointHoverRadius: 8,
          pointStyle: ({ dataIndex }) => SHAPES[spot(dataIndex)?.tier ?? 'measured'],
          pointBackgroundColor: ({ dataIndex }) => fillOf(spot(dataIndex), drawing().theme),
          pointBorderColor: ({ dataIndex }) => (spot(dataIndex)?.look === 'muted' ? drawing().theme.muted : drawing().theme.foreground),
        },
      },
      plugins: {
        tooltip: {
          ...tooltipLook(() => drawing().theme),
          filter: ({ datasetIndex }) => datasetIndex === 0,
          callbacks: { title: ([item]) => spot(item?.dataIndex ?? -1)?.label ?? '', label: ({ dataIndex }) => [...(spot(dataIndex)?.tooltip ?? [])] },
        },
      },
    },
  };
}

function fillOf(spot: Spot | undefined, theme: Theme): string {
  if (spot?.look === 'recommended') return theme.bar;
  return spot?.look === 'anchor' ? theme.foreground : spot?.look === 'muted' ? 'transparent' : faint(theme.bar, 0.35);
}

/** 1, 2 and 5 of each power of ten where few fit; powers of ten alone where the axis is long. */
export function logTicks(min: number, max: number): readonly number[] {
  const first = Math.floor(Math.log10(min));
  const last = Math.ceil(Math.log10(max));
  const heads = last - first > 3 ? [1] : [1, 2, 5];
  return Array.from({ length: last - first + 1 }, (_, index) => 10 ** (first + index))
    .flatMap((power) => heads.map((head) => head * power)).filter((value) => value >= min && value <= max);
}

