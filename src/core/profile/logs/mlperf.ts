/** MLPerf's log lines: `:::MLL 1560822378.320 run_start: {...}` (v0.6), `:::MLLOG {"time_ms": ...}` (from v0.7), `:::MLPv0.5.0 ...`. */

import type { LineReader, Scanner } from '../importer';
import type { Framework, Profile } from '../profile';
import { positive } from './figures';
import { derived, guessed, known, measured, profileOf, type Findings } from './findings';
import { EpochTimes } from './epochTimes';

const ID = 'mlperf-log';

/** Longest line that is parsed: some list all packages of a system. */
const MAX_LENGTH = 20_000;

/** Intervals that are open at one time; processes that write into one log repeat each other's. */
const MAX_OPEN = 100;

interface Entry {
  readonly key: string;
  readonly seconds: number;
  readonly value: unknown;
  readonly metadata: Readonly<Record<string, unknown>>;
}

interface Interval {
  readonly start: number;
  readonly epochs: number;
}

const FRAMEWORKS: readonly (readonly [RegExp, Framework])[] = [[/pytorch/i, 'pytorch'], [/tensorflow/i, 'tensorflow'], [/mxnet/i, 'mxnet'], [/jax/i, 'jax']];

/** Keys for samples of an epoch and of a step, over the versions. */
const SAMPLES = ['num_train_examples', 'train_samples', 'preproc_num_train_examples'];
const BATCHES = ['global_batch_size', 'input_batch_size'];

/** Reads run, epoch and block times. Evaluations have entries of their own and are left out of epochs. */
export const mlperfLog: Scanner = { id: ID, label: 'MLPerf log', start: () => new MlperfReader() };

class MlperfReader implements LineReader {
  private runStart: number | undefined;
  private runStop: number | undefined;
  private readonly open = new Map<string, Interval>();
  private readonly epochs = new EpochTimes();
  private readonly blocks = new EpochTimes();
  private epochCount = 0;
  private blockEpochs = 0;
  private samples: number | undefined;
  private batch: number | undefined;
  private framework: Framework | undefined;
  private found = false;

  line(text: string): void {
    const at = text.indexOf(':::ML');
    const entry = at === -1 || text.length > MAX_LENGTH ? undefined : entryOf(text.slice(at));
    if (entry === undefined) return;
    if (entry.key === 'submission_entry') this.framework = FRAMEWORKS.find(([name]) => name.test(/'framework': '([^']{0,80})/.exec(String(entry.value))?.[1] ?? ''))?.[1];
    if (SAMPLES.includes(entry.key)) this.samples = positive(Number(entry.value));
    if (BATCHES.includes(entry.key)) this.batch = positive(Number(entry.value));
    this.interval(entry);
  }

  end(): Profile | undefined {
    return this.found ? profileOf(ID, this.findings()) : undefined;
  }

  private interval({ key, seconds, metadata, value }: Entry): void {
    const number = [metadata['epoch_num'], metadata['first_epoch_num'], value].find((figure) => typeof figure === 'number') ?? '';
    if (key === 'run_start') this.runStart ??= seconds;
    else if (key === 'run_stop') this.runStop = seconds;
    else if (key === 'epoch_start' || key === 'block_start') this.begin(`${key.slice(0, 5)} ${number}`, { start: seconds, epochs: positive(Number(metadata['epoch_count'])) ?? 1 });
    else if (key === 'epoch_stop') this.finish(`epoch ${number}`, seconds, this.epochs);
    else if (key === 'block_stop') this.finish(`block ${number}`, seconds, this.blocks);
    else return;
    this.found = true;
  }

  private begin(name: string, interval: Interval): void {
    if (!this.open.has(name) && this.open.size < MAX_OPEN) this.open.set(name, interval);
  }

  private finish(name: string, stop: number, times: EpochTimes): void {
    const interval = this.open.get(name);
    this.open.delete(name);
    if (interval === undefined) return;
    times.add({ seconds: positive((stop - interval.start) / interval.epochs) });
    if (times === this.epochs) this.epochCount += 1;
    else this.blockEpochs += interval.epochs;
  }

  private findings(): Findings {
    const { runStart, runStop, samples, batch } = this;
    const hasEpochs = this.epochCount > 0;
    const times = hasEpochs ? this.epochs : this.blocks;
    const seconds = hasEpochs ? 'epoch_start to epoch_stop' : 'block_start to block_stop / epochs of the block';
    const found = times.findings({ seconds, secondsCertainty: hasEpochs ? 'measured' : 'derived', stepMs: '', stepCertainty: 'derived', ...(!hasEpochs && { unit: 'block' }) });
    const epochSeconds = found.epochSeconds ?? found.firstEpochSeconds;
    const steps = samples === undefined || batch === undefined ? undefined : Math.ceil(samples / batch);
    return {
      mode: measured('training', 'MLPerf training log'),
      framework: known(this.framework, 'framework of submission_entry', 'measured'),
      ...found,
      epochs: known(positive(hasEpochs ? this.epochCount : this.blockEpochs), hasEpochs ? 'epoch_stop entries' : 'epochs of the finished blocks', 'measured'),
      jobSeconds: known(runStart === undefined || runStop === undefined ? undefined : positive(runStop - runStart), 'run_start to run_stop', 'measured'),
      samplesPerEpoch: known(samples, 'training examples of the MLPerf log', 'measured'),
      batchSize: batch === undefined ? undefined : guessed(batch, 'global_batch_size, over all accelerators (tokens in some benchmarks)'),
      stepsPerEpoch: steps === undefined ? undefined : derived(steps, 'training examples / global_batch_size'),
      stepMs: steps === undefined || epochSeconds === undefined ? undefined : derived((epochSeconds.value * 1000) / steps, 'epoch time x global_batch_size / training examples'),
      warnings: runStart !== undefined && runStop === undefined ? ['The log ends before run_stop.'] : [],
    };
  }
}

/** v0.6: time, key, JSON; v0.7: all in JSON; v0.5: benchmark, time, (place in the code), key, value. */
function entryOf(text: string): Entry | undefined {
  const [, time = '', key = '', json = ''] = /^:::MLL (\d{1,12}(?:\.\d{1,9})?) (\w{1,60}): (\{.*\})/.exec(text) ?? [];
  if (key !== '') return entry(key, Number(time), parsed(json));
  const [, log = ''] = /^:::MLLOG (\{.*\})/.exec(text) ?? [];
  if (log !== '') {
    const fields = parsed(log);
    return entry(String(fields['key']), Number(fields['time_ms']) / 1000, fields);
  }
  const [, oldTime = '', oldKey = '', value = ''] = /^:::MLPv0\.5\.\d \w{1,40} (\d{1,12}\.\d{1,9}) \([^)]{0,200}\) (\w{1,60})(?:: (.{1,200}))?/.exec(text) ?? [];
  // v0.5 names only the beginning of an epoch, so the times between them hold the evaluations too; they are not read.
  return oldKey === '' ? undefined : entry(oldKey, Number(oldTime), { value: Number(value) });
}

function entry(key: string, seconds: number, fields: Readonly<Record<string, unknown>>): Entry | undefined {
  const metadata = fields['metadata'];
  return Number.isFinite(seconds) && seconds >= 0 ? { key, seconds, value: fields['value'], metadata: isObject(metadata) ? metadata : {} } : undefined;
}

function parsed(json: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(json);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
