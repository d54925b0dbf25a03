/**
 * Lines of PyTorch's AverageMeter, as its ImageNet example and its many descendants print them:
 * `Epoch: [0][ 10/5005]  Time 0.256 ( 1.024)  Data ...` is the time of the last step and, in brackets, the mean since the epoch began.
 */

import type { LineReader, Scanner } from '../importer';
import type { Profile } from '../profile';
import { positive } from './figures';
import { known, measured, profileOf, type Findings } from './findings';
import { EpochTimes } from './epochTimes';

const ID = 'average-meter-log';

/** What a position contains. */
const MARKS = ['][', '] [', ']  [', '%)]'];

/** Longest line that is looked at. */
const MAX_LENGTH = 2000;

/** Epoch, steps done and steps of the epoch; then the mean seconds per step, waiting for data included, and with timm the mean samples per second. */
interface Shape {
  readonly position: RegExp;
  readonly time: RegExp;
}

const SHAPES: readonly Shape[] = [
  // `Epoch: [0][ 10/5005]`, `TRAIN [0][180/1938]`, `Train: [0/300][10/1251]` (Swin)
  { position: /\[(\d{1,9})(?:\/\d{1,9})?\] {0,3}\[ {0,12}(\d{1,12})\/(\d{1,12})\]/, time: /\b[Tt]ime:? {0,3}\d{1,9}\.\d{1,9} \( {0,3}(\d{1,9}\.\d{1,9})\)/ },
  // `Train: 0 [  50/1251 (  4%)]  Loss: ...  Time: 0.250s, 1024.31/s  (0.260s,  984.62/s)` (timm)
  {
    position: /\bTrain: (\d{1,9}) \[ {0,12}(\d{1,12})\/(\d{1,12}) {1,3}\( {0,3}\d{1,3}%\)\]/,
    time: /\bTime: \d{1,9}\.\d{1,9}s, {1,6}\d{1,9}\.\d{1,9}\/s {1,3}\( {0,3}(\d{1,9}\.\d{1,9})s, {1,6}(\d{1,9}\.\d{1,9})\/s\)/,
  },
];

/** Lines of evaluations have their own prefix. */
const EVALUATION = /\b(?:test|eval|evaluation|val|valid|validation|validate)\b/i;

/** An epoch counts when its last line is at least this far in it: printing every 10th or 100th step ends a little short of it. */
const NEAR_END = 0.9;

/**
 * Reads the mean at the last line of each epoch: it covers every step of the epoch, also those between two lines, so it is what an
 * epoch costs; the values beside it are single steps. The median over the epochs after the first is the step time.
 */
export const averageMeterLog: Scanner = { id: ID, label: 'training log of PyTorch examples (AverageMeter)', start: () => new AverageMeterReader() };

interface Position {
  readonly epoch: number;
  readonly done: number;
  readonly total: number;
  readonly mean: number;
  /** Samples of a step on all devices, from timm's samples per second. */
  readonly batch: number | undefined;
}

class AverageMeterReader implements LineReader {
  private current: Position | undefined;
  private run = new EpochTimes();
  private steps: number | undefined;
  private batch: number | undefined;
  private longest: { readonly run: EpochTimes; readonly steps: number | undefined } | undefined;
  private runs = 0;
  private unfinished: Position | undefined;

  line(text: string): void {
    if (!text.includes('ime') || !MARKS.some((mark) => text.includes(mark)) || text.length > MAX_LENGTH) return;
    const position = positionOf(text);
    if (position === undefined) return;
    const { current } = this;
    if (current && position.epoch !== current.epoch) this.closeEpoch();
    if (current && isRestart(position, current)) this.closeRun();
    this.current = position;
  }

  end(): Profile | undefined {
    this.closeEpoch();
    this.closeRun();
    if (this.longest) return profileOf(ID, this.findings(this.longest.run, this.longest.steps));
    const { unfinished } = this;
    return unfinished && profileOf(ID, {
      mode: measured('training', 'training lines of the log'),
      stepMs: measured(unfinished.mean * 1000, `mean Time of ${unfinished.done} of ${unfinished.total} steps of the only epoch`),
      stepsPerEpoch: measured(unfinished.total, 'total in [done/total]'),
      warnings: ['The log ends inside its first epoch.'],
    });
  }

  private closeEpoch(): void {
    const { current } = this;
    if (current === undefined) return;
    this.current = undefined;
    this.unfinished = undefined;
    if (current.done < NEAR_END * current.total) {
      this.unfinished = current;
      return;
    }
    this.steps = current.total;
    this.batch = current.batch;
    this.run.add({ stepMs: current.mean * 1000, seconds: current.mean * current.total });
  }

  private closeRun(): void {
    if (this.run.count > 0) {
      this.runs += 1;
      if (this.longest === undefined || this.run.totalSeconds >= this.longest.run.totalSeconds) this.longest = { run: this.run, steps: this.steps };
    }
    this.run = new EpochTimes();
  }

  private findings(run: EpochTimes, steps: number | undefined): Findings {
    return {
      mode: measured('training', 'training lines of the log'),
      ...run.findings({ seconds: 'mean Time x steps', secondsCertainty: 'derived', stepMs: 'mean Time at the end of an epoch', stepCertainty: 'measured' }),
      epochs: measured(run.count, 'finished epochs of the log'),
      stepsPerEpoch: known(steps, 'total in [done/total]', 'measured'),
      batchSize: known(positive(this.batch), 'mean time x mean samples per second, all devices together', 'derived'),
      warnings: [
        ...(this.runs > 1 ? [`The text holds ${this.runs} runs; the longest, of ${run.count} epochs, was taken.`] : []),
        ...(this.unfinished ? [`The last epoch ends at step ${this.unfinished.done} of ${this.unfinished.total} and is left out.`] : []),
      ],
    };
  }
}

/** Whether a run begins anew. Lines of several processes overtake each other a little, which is no new run. */
function isRestart(position: Position, current: Position): boolean {
  return position.epoch < current.epoch || (position.epoch === current.epoch && position.done < current.done / 2);
}

function positionOf(text: string): Position | undefined {
  for (const { position, time } of SHAPES) {
    const found = position.exec(text);
    if (found === null || EVALUATION.test(text.slice(0, found.index))) continue;
    const [, epoch, done, total] = found;
    const [, mean, rate] = (time.exec(text) ?? []).map(positive);
    const steps = positive(total);
    if (mean === undefined || steps === undefined || Number(done) > steps) return undefined;
    return { epoch: Number(epoch), done: Number(done), total: steps, mean, batch: rate === undefined ? undefined : Math.round(mean * rate) };
  }
  return undefined;
}
