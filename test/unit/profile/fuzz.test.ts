import { expect, test } from 'vitest';
import { readSeeds } from '../../../tools/fuzz/seeds';
import { faultOf, inputOf } from '../../../tools/fuzz/verdict';

/** A sample of `npm run fuzz`, on the files of this repository only, so that every clone tests the same inputs. */
const INPUTS = 3000;

test(`${INPUTS} damaged files give a profile without impossible figures, or one sentence`, () => {
  const seeds = readSeeds(['test/fixtures', 'media/samples']);
  const faults: string[] = [];
  for (let index = 0; index < INPUTS; index++) {
    const input = inputOf(seeds, index);
    const fault = faultOf(input);
    if (fault !== undefined) faults.push(`input ${index}, ${input.name}: ${fault}`);
  }
  expect(faults).toEqual([]);
}, 120_000);
