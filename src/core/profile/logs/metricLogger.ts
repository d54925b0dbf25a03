/** Lines of the MetricLogger of torchvision's reference scripts, which DETR, DeiT, MAE and many others took over. */

import type { LineReader, Scanner } from '../importer';
import type { Profile } from '../profile';
import { clockSeconds, positive } from './figures';
import { known, measured, profileOf } from './findings';
import { EpochTimes } from './epochTimes';

const ID = 'metric-logger-log';

/** Longest line that is looked at. */
const MAX_LENGTH = 2000;

/** `Epoch: [0] Total time: 0:05:12 (0.2494 s / it)` */
const END = /\bEpoch: \[(\d{1,9})\] {1,4}Total time: ((?:\d{1,6} days?, )?\d[\d:]{1,12}) \((\d{1,9}\.\d{1,9}) s \/ it\)/;

/** `Epoch: [0]  [  10/1251]  eta: 0:10:11  ...  time: 0.4922  data: 0.0003  max mem: 5000` */
const STEP = /\bEpoch: \[\d{1,9}\] {1,4}\[ {0,12}\d{1,12}\/(\d{1,12})\] {1,4}eta: /;

/** Highest memory that PyTorch had allocated, in units of 2^20 bytes, at the end of the line. */
const MEMORY = /max mem: (\d{1,9})\s*$/;

/** Reads the totals at the end of epochs; those of evaluations begin with `Test:`. */
export const metricLoggerLog: Scanner = { id: ID, label: 'training log of torchvision references (MetricLogger)', start: () => new MetricLoggerReader() };

class MetricLoggerReader implements LineReader {
  private readonly times = new EpochTimes();
  private lastEpoch = 0;
  private steps: number | undefined;
  private memory: number | undefined;

  line(text: string): void {
    if (!text.includes('Epoch: [') || text.length > MAX_LENGTH) return;
    const [, epoch, seconds = '', step] = END.exec(text) ?? [];
    if (epoch !== undefined) {
      const stepSeconds = positive(step);
      this.lastEpoch = Math.max(this.lastEpoch, Number(epoch));
      this.times.add({ seconds: positive(clockSeconds(seconds)), stepMs: stepSeconds === undefined ? undefined : stepSeconds * 1000 });
      return;
    }
    const [, steps] = STEP.exec(text) ?? [];
    if (steps === undefined) return;
    this.steps = positive(steps);
    const memory = positive(MEMORY.exec(text)?.[1]);
    if (memory !== undefined) this.memory = Math.max(this.memory ?? 0, memory * 2 ** 20);
  }

  end(): Profile | undefined {
    if (this.times.count === 0) return undefined;
    return profileOf(ID, {
      mode: measured('training', 'epochs of the MetricLogger'),
      ...this.times.findings({ seconds: 'Total time of an epoch', secondsCertainty: 'measured', stepMs: 's / it of an epoch', stepCertainty: 'measured' }),
      epochs: measured(this.lastEpoch + 1, 'last epoch of the log, counted from 0'),
      stepsPerEpoch: known(this.steps, 'total in [done/total]', 'measured'),
      peakMemoryBytes: known(this.memory, 'max mem of PyTorch, as allocated', 'measured'),
    });
  }
}
