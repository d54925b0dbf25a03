/** Where the step's time goes on two types, by kind of operation: two bars to a kind, told apart by pattern. */

import { BarController, BarElement, CategoryScale, Chart, LinearScale, Tooltip, type ChartConfiguration } from 'chart.js';
import { milliseconds, significant } from '../src/core/format';
import { OP_FAMILIES, type OpFamily, type OpFamilyTimes } from '../src/core/profile/opFamilies';
import { tooltipLook } from './chartParts';
import { drawable } from './drawable';
import { faint, hatch } from './patterns';
import { strings } from './strings';
import { readTheme, type Theme } from './theme';

Chart.register(BarController, BarElement, CategoryScale, LinearScale, Tooltip);

/** Milliseconds per step by kind on one type. */
export interface Breakdown {
  readonly instanceType: string;
  readonly families: OpFamilyTimes;
}

/** The chart in its place; lives as long as the view. */
export interface FamiliesChart {
  readonly element: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  /** Two types, or one when both are the same. */
  update(breakdowns: readonly Breakdown[]): void;
  retheme(): void;
}

const GROUP_HEIGHT = 32;
const AXIS_HEIGHT = 28;
/** Below this share of the longest bar a kind says nothing. */
const LEAST_SHARE = 0.002;

/** The kinds that take any time worth a bar on one of the types, in the order in which they are always shown. */
export function shownFamilies(breakdowns: readonly Breakdown[]): readonly OpFamily[] {
  const most = Math.max(...breakdowns.flatMap(({ families }) => Object.values(families)));
  return OP_FAMILIES.filter((family) => breakdowns.some(({ families }) => (families[family] ?? 0) > most * LEAST_SHARE));
}

/** Makes an empty chart, to be in the document before its first update. */
export function createFamiliesChart(): FamiliesChart {
  const canvas = document.createElement('canvas');
  canvas.setAttribute('role', 'img');
  const place = document.createElement('div');
  place.className = 'plot families-plot';
  place.append(canvas);
  let shown: readonly Breakdown[] = [];
  let theme = readTheme();
  let chart: Chart<'bar', number[], string> | undefined;
  const redraw = (): void => {
    chart ??= new Chart(canvas, configuration(() => shown, () => theme));
    chart.data = dataOf(shown);
    chart.update('none');
  };
  return {
    element: place,
    canvas,
    update(breakdowns) {
      shown = breakdowns;
      canvas.setAttribute('aria-label', findingOf(breakdowns));
      const height = `${shownFamilies(breakdowns).length * GROUP_HEIGHT + AXIS_HEIGHT}px`;
      if (place.style.height !== height) place.style.height = height;
      redraw();
    },
    retheme() {
      theme = readTheme();
      if (chart !== undefined) redraw();
    },
  };
}

function dataOf(breakdowns: readonly Breakdown[]): Chart<'bar', number[], string>['data'] {
  const families = shownFamilies(breakdowns);
  return {
    labels: [...families],
    datasets: breakdowns.map((breakdown) => ({ label: drawable(breakdown.instanceType), data: families.map((family) => breakdown.families[family] ?? 0) })),
  };
}

function findingOf(breakdowns: readonly Breakdown[]): string {
  const longest = ({ instanceType, families }: Breakdown): string => {
    const [family, ms] = Object.entries(families).sort((a, b) => b[1] - a[1])[0] ?? ['', 0];
    return strings.longestFamily(instanceType, family, milliseconds(ms));
  };
  return [strings.familiesFinding, ...breakdowns.map(longest), strings.familiesTwin].join(' ');
}

function configuration(shown: () => readonly Breakdown[], theme: () => Theme): ChartConfiguration<'bar', number[], string> {
  const font = () => ({ family: theme().fontFamily, size: theme().fontSize - 1 });
  return {
    type: 'bar',
    data: dataOf(shown()),
    options: {
      indexAxis: 'y', animation: false, responsive: true, maintainAspectRatio: false,
      layout: { padding: { right: 8 } },
      interaction: { mode: 'index', axis: 'y', intersect: false },
      datasets: {
        bar: {
          barThickness: 11, borderWidth: 1, borderSkipped: false,
          // The first type is where the reader is: hatched, so that hue alone never tells the two apart.
          backgroundColor: ({ datasetIndex }) => (datasetIndex === 0 && shown().length > 1 ? hatch(theme().muted) : faint(theme().bar, 0.6)),
          hoverBackgroundColor: ({ datasetIndex }) => (datasetIndex === 0 && shown().length > 1 ? hatch(theme().muted) : theme().bar),
          borderColor: ({ datasetIndex }) => (datasetIndex === 0 && shown().length > 1 ? theme().muted : theme().highContrast ? theme().foreground : theme().bar),
        },
      },
      scales: {
        x: {
          min: 0, border: { display: false }, grid: { color: () => faint(theme().lines, 0.25), drawTicks: false },
          ticks: { color: () => theme().muted, font, padding: 6, maxTicksLimit: 5, maxRotation: 0, callback: (value) => strings.ms(significant(Number(value), 2)) },
        },
        y: { border: { display: false }, grid: { display: false }, ticks: { color: () => theme().foreground, font, padding: 6, autoSkip: false, crossAlign: 'far' } },
      },
      plugins: {
        tooltip: { ...tooltipLook(theme), callbacks: { label: ({ dataset, raw }) => `${dataset.label ?? ''}: ${milliseconds(Number(raw))}` } },
      },
    },
  };
}
