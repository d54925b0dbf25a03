/** The sample profiles that ship, with the answers that belong to them (media/samples/samples.json, written by tools/samples). */

import type { Result } from '../failure';
import { readJson } from '../jsonFields';
import type { Answers } from './request';

/** A sample profile. */
export interface Sample {
  /** File name beside samples.json. */
  readonly file: string;
  readonly answers: Required<Pick<Answers, 'anchor' | 'stepMs' | 'batchSize' | 'samplesPerEpoch' | 'epochs'>>;
}

/** Reads samples.json; fails with the field that is wrong. The first sample is the one to show first. */
export function readSamples(json: unknown): Result<Sample[]> {
  return readJson(json, 'The list of samples', 'Reinstall the extension, or rebuild the file with npm run samples.', (root) => root.items().map((item) => {
    const answers = item.field('answers');
    return {
      file: item.field('file').text(),
      answers: {
        anchor: answers.field('anchor').text(),
        stepMs: answers.field('stepMs').positive(),
        batchSize: answers.field('batchSize').positive(),
        samplesPerEpoch: answers.field('samplesPerEpoch').positive(),
        epochs: answers.field('epochs').positive(),
      },
    };
  }));
}
