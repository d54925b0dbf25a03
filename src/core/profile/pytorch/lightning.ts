/** The report of PyTorch Lightning's SimpleProfiler: a table of actions and the seconds they took. */

import type { LineReader, Scanner } from '../importer';
import type { Known, Profile } from '../profile';

const ID = 'lightning-profiler';

/** Reads epoch and step from `run_training_epoch` and `run_training_batch`; of several reports the first that has them. */
export const lightningProfiler: Scanner = {
  id: ID,
  label: 'PyTorch Lightning profiler report (simple)',
  start: () => new LightningScan(),
};

/** One action. Old reports have no number of calls. */
interface Action {
  readonly meanSeconds: number;
  readonly totalSeconds: number;
  /** Calls, as printed or as total over mean. */
  readonly calls: number;
}

interface Report {
  readonly actions: Map<string, Action>;
  readonly hasCalls: boolean;
}

const MAX_LINE = 2000;
const MAX_ACTIONS = 5000;

class LightningScan implements LineReader {
  private columns: readonly string[] | undefined;
  private reports = 0;
  private current: Report | undefined;
  private best: Report | undefined;

  line(text: string): void {
    if (text.includes('Mean duration (s)') && text.length <= MAX_LINE && text.includes('Action')) return this.begin(text);
    if (this.columns === undefined || this.current === undefined) return;
    if (text.includes('|') && text.length <= MAX_LINE) this.row(this.columns, this.current, text);
    else if (text.trim() !== '' && !text.includes('-----')) this.close();
  }

  end(): Profile | undefined {
    this.close();
    return this.best && profileOf(this.best, this.reports);
  }

  private begin(text: string): void {
    this.close();
    this.columns = cellsOf(text);
    this.reports += 1;
    this.current = { actions: new Map(), hasCalls: this.columns.includes('Num calls') };
  }

  private row(columns: readonly string[], { actions, hasCalls }: Report, text: string): void {
    const cells = cellsOf(text);
    const numberIn = (column: string): number => Number(/^\d+(?:\.\d+)?(?:e[-+]?\d{1,3})?$/.exec(cells[columns.indexOf(column)] ?? '')?.[0]);
    const name = cells[columns.indexOf('Action')] ?? '';
    const meanSeconds = numberIn('Mean duration (s)');
    const totalSeconds = numberIn('Total time (s)');
    const calls = hasCalls ? numberIn('Num calls') : Math.round(totalSeconds / meanSeconds);
    if (![meanSeconds, totalSeconds].every((seconds) => seconds > 0 && seconds <= MAX_SECONDS) || !Number.isSafeInteger(calls) || calls < 1) return;
    if (actions.size < MAX_ACTIONS && !actions.has(name)) actions.set(name, { meanSeconds, totalSeconds, calls });
  }

  private close(): void {
    if (this.current && (this.best === undefined || (!isTraining(this.best) && isTraining(this.current)))) this.best = this.current;
    this.current = undefined;
    this.columns = undefined;
  }
}

/** A hundred years; beyond it a number is no time. */
const MAX_SECONDS = 3.2e9;

function cellsOf(text: string): string[] {
  const from = text.indexOf('|');
  return text.slice(from + 1).split('|').map((cell) => cell.trim());
}

function isTraining({ actions }: Report): boolean {
  return actions.has('run_training_epoch') || actions.has('run_training_batch');
}

function profileOf(report: Report, reports: number): Profile {
  const epoch = report.actions.get('run_training_epoch');
  const batch = report.actions.get('run_training_batch');
  const countsFrom = report.hasCalls ? 'calls' : 'total over mean';
  const step = stepOf(epoch, batch, fetchOf(report));
  const stepsPerEpoch = epoch && batch && batch.calls / epoch.calls;
  return {
    format: ID,
    framework: { value: 'pytorch', source: 'a report of the PyTorch Lightning profiler', certainty: 'measured' },
    ...(isTraining(report) && { mode: { value: 'training', source: 'training batches were timed', certainty: 'derived' } }),
    ...(step && { stepMs: step.stepMs }),
    ...(batch && { steps: { value: batch.calls, source: `run_training_batch, ${countsFrom}`, certainty: report.hasCalls ? 'measured' : 'derived' } }),
    ...(epoch && {
      epochSeconds: { value: epoch.meanSeconds, source: `run_training_epoch, mean of ${epoch.calls}, the first and validation included`, certainty: 'derived' },
      epochs: { value: epoch.calls, source: `run_training_epoch, ${countsFrom}`, certainty: report.hasCalls ? 'measured' : 'derived' },
    }),
    ...(stepsPerEpoch !== undefined && stepsPerEpoch >= 1 && { stepsPerEpoch: wholeSteps(stepsPerEpoch) }),
    ops: [],
    warnings: [
      ...(reports > 1 ? [`The text holds ${reports} reports of the Lightning profiler; the first of a training run was read.`] : []),
      ...(isTraining(report) ? [] : ['The report of the Lightning profiler has no training batches, so it gives no step time.']),
      ...(step?.warnings ?? []),
      'The report of the Lightning profiler times actions, not ops.',
    ],
  };
}

/** Fetching a batch is an action of its own, outside `run_training_batch`; its name changed. */
function fetchOf({ actions }: Report): Action | undefined {
  const name = [...actions.keys()].find((action) => /(?:^|\.)(?:train_dataloader_next|get_train_batch)$/.test(action));
  return name === undefined ? undefined : actions.get(name);
}

/** Above this factor the epoch is something else than its batches. */
const MUCH = 1.5;

function stepOf(epoch: Action | undefined, batch: Action | undefined, fetch: Action | undefined): { readonly stepMs: Known<number>; readonly warnings: readonly string[] } | undefined {
  if (batch === undefined) return undefined;
  const batchMs = 1000 * (batch.meanSeconds + (fetch?.meanSeconds ?? 0));
  const parts = `run_training_batch${fetch ? ' and fetching the batch' : ''}`;
  if (epoch === undefined) return { stepMs: { value: batchMs, source: `${parts}, means of ${batch.calls}`, certainty: 'derived' }, warnings: [] };
  const stepMs = (1000 * epoch.totalSeconds) / batch.calls;
  return {
    stepMs: { value: stepMs, source: `run_training_epoch over ${batch.calls} batches, validation included`, certainty: 'derived' },
    warnings: stepMs > MUCH * batchMs
      ? [`The epoch takes ${stepMs.toPrecision(3)} ms per batch, but ${parts} ${fetch ? 'take' : 'takes'} ${batchMs.toPrecision(3)} ms: the rest is validation, waiting for data or start-up; give the step time if it is known.`]
      : [],
  };
}

function wholeSteps(stepsPerEpoch: number): Known<number> {
  const value = Math.round(stepsPerEpoch);
  const exact = Math.abs(stepsPerEpoch - value) < 0.01;
  return { value, source: 'calls of run_training_batch per run_training_epoch', certainty: exact ? 'derived' : 'guess' };
}
