/** Horizontal bars of cost with interval whiskers, drawn by Chart.js in the colours of the theme. */

import { BarController, BarElement, CategoryScale, Chart, LinearScale, Tooltip, type ChartConfiguration } from 'chart.js';
import { usdShort } from '../src/core/format';
import { axisEnd, type Bar } from './bars';
import { tooltipLook } from './chartParts';
import { costColumnWidth, intervalPlugin, labelColumnWidth, readableTicks, type Drawing } from './chartPlugins';
import { faint, hatch, purchaseFill } from './patterns';
import { readTheme, type Theme } from './theme';

Chart.register(BarController, BarElement, CategoryScale, LinearScale, Tooltip);

/** Height of one bar with its gap, and of the axis below, pixels. */
const ROW_HEIGHT = 26;
/** The same where a type has several bars, which then stand closer. */
const CLOSE_ROW_HEIGHT = 20;
const AXIS_HEIGHT = 34;

/** How strong the fill of a bar is that is not recommended; its border stays full. */
const PLAIN_ALPHA = 0.35;

/** The chart in its place; lives as long as the view. */
export interface CostChart {
  readonly element: HTMLElement;
  readonly canvas: HTMLCanvasElement;
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
    canvas,
    update(bars, finding) {
      drawing = { ...drawing, bars };
      canvas.setAttribute('aria-label', finding);
      const rowHeight = bars.some(({ isFurther }) => isFurther) ? CLOSE_ROW_HEIGHT : ROW_HEIGHT;
      const height = `${bars.length * rowHeight + AXIS_HEIGHT}px`;
      if (place.style.height !== height) place.style.height = height;
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

function fillOf(bar: Bar, theme: Theme): string | CanvasPattern {
  if (bar.look === 'muted') return hatch(theme.muted);
  if (bar.look === 'recommended') return theme.bar;
  return purchaseFill(bar.purchase, theme.bar, faint(theme.bar, PLAIN_ALPHA));
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
      plugins: {
        tooltip: {
          ...tooltipLook(() => drawing().theme),
          callbacks: {
            title: ([item]) => bar(item?.dataIndex ?? -1)?.tooltipTitle ?? '',
            label: ({ dataIndex }) => [...(bar(dataIndex)?.tooltip ?? [])],
          },
        },
      },
    },
  };
}
