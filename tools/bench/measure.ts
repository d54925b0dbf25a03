/** What the benches share. */

import type { Result } from '../../src/core/failure';

const RUNS = 15;

/** Median milliseconds of `work`, after one run that is not counted. */
export function medianMs(work: () => void): number {
  work();
  const times = Array.from({ length: RUNS }, () => {
    const started = performance.now();
    work();
    return performance.now() - started;
  }).sort((a, b) => a - b);
  return times[Math.floor(RUNS / 2)] ?? Number.NaN;
}

/** The same in milliseconds of processor time, which others on the machine do not lengthen. */
export function medianCpuMs(work: () => void): number {
  work();
  const times = Array.from({ length: RUNS }, () => {
    const started = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(started);
    return (user + system) / 1000;
  }).sort((a, b) => a - b);
  return times[Math.floor(RUNS / 2)] ?? Number.NaN;
}

/** The value; a bench has nothing to do with a failure but to end. */
export function unwrapped<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

/** Prints one figure beside its reference. */
export function line(what: string, ms: number, than: string, referenceMs: number): void {
  console.log(`${what.padEnd(44)}${ms.toFixed(2).padStart(9)} ms ${(ms / referenceMs).toFixed(2).padStart(8)} x ${than} (${referenceMs.toFixed(2)} ms)`);
}
