/** The report of DeepSpeed's flops profiler, which times one training iteration. */

import type { LineReader, Scanner } from '../importer';
import { isMicroseconds } from '../opTotals';
import type { Known, Profile } from '../profile';
import { printedCount, printedTime } from './units';

const ID = 'deepspeed-flops';

/** Reads the iteration's time, batch and model size; of several reports the first that timed a whole iteration. */
export const deepspeedFlops: Scanner = {
  id: ID,
  label: 'DeepSpeed flops profiler report',
  start: () => new DeepSpeedScan(),
};

/** The summary's keys in lower case, as their case changed; values as printed. */
type Report = Map<string, string>;

/** The summary has some twenty lines, and notes before them. */
const SUMMARY_LINES = 60;
const MAX_LINE = 300;

class DeepSpeedScan implements LineReader {
  private reports = 0;
  private linesLeft = 0;
  private current: Report = new Map();
  private first: Report | undefined;
  private training: Report | undefined;

  line(text: string): void {
    if (this.linesLeft === 0) {
      if (text.includes('DeepSpeed Flops Profiler ---')) this.begin();
      return;
    }
    this.linesLeft -= 1;
    if (text.length > MAX_LINE) return;
    if (text.includes('DeepSpeed Flops Profiler ---')) this.begin();
    else if (text.includes('-- Aggregated Profile')) this.close();
    else {
      const [, key, value] = /^(.{4,200}?): {2,}(\S.{0,60}?) *$/.exec(text) ?? [];
      // Logs put marks before lines: `> `, `# `, `worker-0: `.
      if (key !== undefined && value !== undefined) this.current.set(key.replace(/^\W+|^[\w.[\]-]{1,40}: +/g, '').trim().toLowerCase(), value);
    }
  }

  end(): Profile | undefined {
    this.close();
    const report = this.training ?? this.first;
    return report && profileOf(report, this.reports);
  }

  private begin(): void {
    this.close();
    this.reports += 1;
    this.linesLeft = SUMMARY_LINES;
  }

  private close(): void {
    if (this.current.size > 0) {
      this.first ??= this.current;
      if (timeMs(this.current, 'iter latency') !== undefined) this.training ??= this.current;
    }
    this.current = new Map();
    this.linesLeft = 0;
  }
}

function timeMs(report: Report, key: string): number | undefined {
  const us = printedTime(report.get(key) ?? '')?.us;
  return us !== undefined && us > 0 && isMicroseconds(us) ? us / 1000 : undefined;
}

function countOf(report: Report, ...keys: readonly string[]): Known<number> | undefined {
  for (const key of keys) {
    const value = printedCount(report.get(key) ?? '');
    if (value !== undefined && value > 0) return { value: Math.round(value), source: `DeepSpeed's "${key}"`, certainty: 'measured' };
  }
  return undefined;
}

function profileOf(report: Report, reports: number): Profile {
  const stepMs = timeMs(report, 'iter latency');
  const batchSize = countOf(report, 'batch size per gpu');
  const deviceCount = countOf(report, 'world size');
  const modelParameters = countOf(report, 'params of model = params per gpu * mp_size', 'params of model', 'params per gpu', 'number of parameters');
  const found = batchSize ?? deviceCount ?? modelParameters;
  return {
    format: ID,
    framework: { value: 'pytorch', source: 'a report of the DeepSpeed flops profiler', certainty: 'measured' },
    ...(report.has('bwd latency') && { mode: { value: 'training', source: 'a backward pass was timed', certainty: 'derived' } }),
    ...(stepMs !== undefined && {
      stepMs: { value: stepMs, source: 'DeepSpeed\'s "iter latency" of one iteration', certainty: 'measured' },
      steps: { value: 1, source: 'DeepSpeed profiles one iteration', certainty: 'measured' },
    }),
    ...(batchSize && { batchSize }),
    ...(deviceCount && { deviceCount }),
    ...(modelParameters && { modelParameters }),
    ops: [],
    warnings: [
      ...(reports > 1 ? [`The text holds ${reports} reports of the DeepSpeed flops profiler; the first ${stepMs === undefined ? 'was' : 'of a whole iteration was'} read.`] : []),
      ...(stepMs === undefined ? [noStep(report)] : doubts(report, stepMs, batchSize, deviceCount)),
      ...(found === undefined && stepMs === undefined ? ['The report is cut short.'] : []),
    ],
  };
}

function noStep(report: Report): string {
  const forward = report.get('fwd latency') ?? report.get('latency');
  const forwardMs = timeMs(report, 'fwd latency') ?? timeMs(report, 'latency');
  if (report.has('iter latency')) return 'The "iter latency" of the DeepSpeed report is no possible time, as its timers were not running; give the step time.';
  if (forward === undefined || forwardMs === undefined) return 'The DeepSpeed report gives no time of an iteration; give the step time.';
  return `The DeepSpeed report times the forward pass only (${forward}), which is no training step: set wall_clock_breakdown, or give the step time.`;
}

/** Parts and whole are printed to about three digits. */
const TOLERANCE = 0.05;

function doubts(report: Report, stepMs: number, batchSize: Known<number> | undefined, devices: Known<number> | undefined): string[] {
  const parts = ['fwd latency', 'bwd latency', 'step latency'].map((key) => timeMs(report, key));
  const sumMs = parts.reduce<number>((sum, ms) => sum + (ms ?? 0), 0);
  const perSecond = Number(report.get('samples/second'));
  const expected = batchSize && devices ? (1000 * batchSize.value * devices.value) / stepMs : undefined;
  return [
    ...(parts.every((ms) => ms !== undefined) && differs(sumMs, stepMs)
      ? [`Forward, backward and step of the DeepSpeed report add up to ${sumMs.toPrecision(4)} ms, not to the ${stepMs.toPrecision(4)} ms of its "iter latency".`] : []),
    ...(perSecond > 0 && expected !== undefined && differs(perSecond, expected)
      ? [`The DeepSpeed report gives ${perSecond} samples per second, while batch size, devices and "iter latency" make ${expected.toPrecision(4)}.`] : []),
  ];
}

function differs(a: number, b: number): boolean {
  return Math.abs(a - b) > TOLERANCE * b;
}
