/** Lines of PyTorch's MNIST example and its descendants: `Train Epoch: 1 [12800/60000 (21%)]  Loss: 0.57`, which have no times. */

import type { LineReader, Scanner } from '../importer';
import type { Profile } from '../profile';
import { positive } from './figures';
import { known, measured, profileOf } from './findings';

const ID = 'pytorch-example-log';

/** Longest line that is looked at. */
const MAX_LENGTH = 2000;

const LINE = /\bTrain Epoch: (\d{1,9}) \[ {0,12}(\d{1,12})\/(\d{1,12}) \( {0,3}\d{1,3}%\)\]/;

/** Reads samples and epochs: with the seconds of the job (SageMaker) and a batch size they tell the step. */
export const sampleCountLog: Scanner = { id: ID, label: 'training log of the PyTorch MNIST example', start: () => new SampleCountReader() };

class SampleCountReader implements LineReader {
  private epoch = 0;
  private samples: number | undefined;

  line(text: string): void {
    if (!text.includes('Train Epoch: ') || text.length > MAX_LENGTH) return;
    const [, epoch, done, samples] = LINE.exec(text) ?? [];
    if (epoch === undefined || Number(done) > Number(samples)) return;
    this.epoch = Number(epoch);
    this.samples = positive(samples);
  }

  end(): Profile | undefined {
    if (this.samples === undefined) return undefined;
    return profileOf(ID, {
      mode: measured('training', 'Train Epoch lines'),
      samplesPerEpoch: measured(this.samples, 'total in [done/total (%)]'),
      epochs: known(positive(this.epoch), 'last Train Epoch of the log', 'measured'),
      warnings: ['The lines of the PyTorch example have no times.'],
    });
  }
}
