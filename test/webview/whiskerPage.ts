/** Entry for a test that looks inside the chart: draws bars and tells where the plot lies. */

import { Chart } from 'chart.js';
import type { Bar } from '../../webview/bars';
import { createCostChart } from '../../webview/chart';

/** Where Chart.js put the plot, pixels, and the value at its right end, US dollars. */
export interface Plot {
  readonly left: number;
  readonly right: number;
  readonly max: number;
  /** Values that the axis is labelled with, US dollars. */
  readonly ticks: readonly number[];
  /** Middle of each bar. */
  readonly rows: readonly number[];
}

declare global {
  interface Window {
    drawBars(bars: readonly Bar[]): Plot;
  }
}

window.drawBars = (bars) => {
  const chart = createCostChart();
  document.body.append(chart.element);
  chart.update(bars, 'test');
  const canvas = chart.element.querySelector('canvas');
  const drawn = canvas === null ? undefined : Chart.getChart(canvas);
  const scale = drawn?.scales['x'];
  if (drawn === undefined || scale === undefined) throw new Error('no chart');
  return { left: scale.left, right: scale.right, max: scale.max, ticks: scale.ticks.map(({ value }) => value), rows: drawn.getDatasetMeta(0).data.map(({ y }) => y) };
};
