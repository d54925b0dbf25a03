/** Timings of repeated inferences: `Average inference time: 0.008868 seconds`, with the threads used. */

import type { LineReader, Scanner } from '../importer';
import type { Profile } from '../profile';
import { milliseconds } from './figures';
import { known, measured, profileOf } from './findings';

const ID = 'inference-timings';

/** Longest line that is looked at. */
const MAX_LENGTH = 300;

/** Reads the average of the last measurement in a text. */
export const inferenceTimings: Scanner = { id: ID, label: 'inference timings', start: () => new InferenceReader() };

class InferenceReader implements LineReader {
  private stepMs: number | undefined;
  private threads: number | undefined;

  line(text: string): void {
    if (text.length > MAX_LENGTH) return;
    if (text.includes('Average inference time: ')) this.stepMs = milliseconds(/time: (\d{1,9}(?:\.\d{1,12})?) ?s(?:ec|econds?)?\b/.exec(text)?.[1], 's');
    else if (text.includes('CPU Threads used: ')) this.threads = Number(/used: (\d{1,6})/.exec(text)?.[1] ?? Number.NaN) || undefined;
  }

  end(): Profile | undefined {
    if (this.stepMs === undefined) return undefined;
    const on = this.threads === undefined ? '' : ` on ${this.threads} CPU ${this.threads === 1 ? 'thread' : 'threads'}`;
    return profileOf(ID, {
      mode: measured('inference', 'Average inference time'),
      stepMs: known(this.stepMs, `Average inference time${on}`, 'measured'),
      warnings: ['These are times of inferences, not of training steps.'],
    });
  }
}
