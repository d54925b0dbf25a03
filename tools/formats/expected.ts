/** Step times of the samples by a second method: what samples/INDEX.md and the expect.json files say, never what an importer said. */

import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** How the index writes a step time, and the milliseconds it means. */
const INDEX_PATTERNS: readonly (readonly [RegExp, (...groups: string[]) => number])[] = [
  [/ProfilerStep .*?median ([\d.]+) us/, (us) => Number(us) / 1000],
  [/step (?:time )?ms avg=([\d.]+)/, Number],
  [/"steptime_ms_average": "([\d.]+)"/, Number],
  [/iter latency=([\d.]+) (us|ms|s)\b/, (value, unit) => Number(value) * (MS[unit] ?? NaN)],
  [/first \('\d+', '\d+', '\d+', '([\d.]+)', '(us|ms|s)'\)/, (value, unit) => Number(value) * (MS[unit] ?? NaN)],
  [/last running avg ([\d.]+) s\/step/, (seconds) => Number(seconds) * 1000],
  // PROFET profiles two steps.
  [/IDLE sum to ([\d.]+) us/, (us) => Number(us) / 2000],
];

const MS: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000 };

/** Milliseconds per step by path below `samples/`, for the files whose entry in INDEX.md tells one. */
export function stepsOfIndex(samplesFolder: string): Map<string, number> {
  const entries = readFileSync(join(samplesFolder, 'INDEX.md'), 'utf8').split(/^- \*\*/m).slice(1);
  return new Map(entries.flatMap((entry) => {
    const [path = ''] = entry.split('**');
    // One step on each of several devices.
    const deviceSteps = Array.from(entry.matchAll(/Steps ms=\[([\d.]+)\]/g), ([, ms]) => Number(ms));
    if (deviceSteps.length > 0) return [[path, deviceSteps.reduce((sum, ms) => sum + ms, 0) / deviceSteps.length] as const];
    for (const [pattern, milliseconds] of INDEX_PATTERNS) {
      const found = pattern.exec(entry);
      if (found !== null) return [[path, milliseconds(...found.slice(1))] as const];
    }
    return [];
  }));
}

interface Expectation {
  /** Traces. */
  readonly steps?: readonly { readonly dur_us: number }[] | number;
  /** Keras logs. */
  readonly epochs?: readonly { readonly step_s_shown: number }[] | number;
  /** Iteration logs. */
  readonly median_ms?: number;
  /** Progress bars. */
  readonly final_by_bar?: Readonly<Record<string, { readonly rate: number }>>;
}

/** Milliseconds per step of a file of `samples-own`, if its expect.json tells it. */
export function stepOfOwn(path: string): number | undefined {
  const file = join(dirname(path), 'expect.json');
  if (!existsSync(file)) return undefined;
  const expected = (JSON.parse(readFileSync(file, 'utf8')) as Record<string, Expectation | undefined>)[basename(path)];
  if (expected === undefined) return undefined;
  const { steps, epochs, median_ms: medianMs, final_by_bar: bars } = expected;
  if (isList(steps)) return median(steps.map((step) => step.dur_us / 1000));
  if (isList(epochs)) return median(epochs.slice(1).map((epoch) => epoch.step_s_shown * 1000));
  if (medianMs !== undefined) return medianMs;
  return bars === undefined ? undefined : median(Object.values(bars).map(({ rate }) => 1000 / rate));
}

/** Some files count where others list. */
function isList<T>(value: readonly T[] | number | undefined): value is readonly T[] {
  return typeof value === 'object' && value.length > 0;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] ?? NaN : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}
