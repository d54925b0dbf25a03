import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inspectReport } from '../../../src/core/profile/inspect';
import { fileInMemory } from '../../../src/core/profile/fileSource';
import { readProfile } from '../../../src/core/profile/registry';
import { fixture } from '../shared';
import { bytesOf, ONE_GPU_TWO_STEPS, read, statsCsv, statsJson, type Row } from './reading';

// One seed: the suite tests the same inputs in every run.
fc.configureGlobal({ seed: 42, numRuns: 200 });

/** Times as profilers write them, zero included. */
const microseconds = fc.oneof(fc.constant(0), fc.double({ min: 0.001, max: 1e9, noNaN: true }));
const opType = fc.oneof(fc.constantFrom('Conv2D', 'MatMul', 'IDLE', '_FusedConv2D', 'BiasAddGrad', 'Dataset'), fc.stringMatching(/^\w{1,20}$/));
const place = fc.constantFrom('Device', 'Host');
const opDictionary = fc.uniqueArray(fc.tuple(fc.tuple(place, opType).map((parts) => parts.join('_')), microseconds), {
  selector: ([key]) => key.toLowerCase(), minLength: 1, maxLength: 40,
}).filter((ops) => ops.some(([, us]) => us > 0));
const statsRows = fc.array(fc.tuple(place, opType, fc.stringMatching(/^[\w/]{0,30}$/), fc.integer({ min: 1, max: 50 }), microseconds), { minLength: 1, maxLength: 40 })
  .filter((rows) => rows.some((row) => row[4] > 0));

/** Every number anywhere in a result. */
function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}

function expectSound(content: Uint8Array): void {
  const result = readProfile(fileInMemory('profile', content));
  if (!result.ok) return expect(result.failure.message).not.toMatch(/undefined|\[object|Error:/);
  for (const number of numbersIn(inspectReport(result.value))) expect(number >= 0 && Number.isFinite(number)).toBe(true);
}

describe('PROFET JSON', () => {
  test('twice the step times of its ops are its totals, per place', () => {
    fc.assert(fc.property(opDictionary, (ops) => {
      const profile = read(JSON.stringify([Object.fromEntries(ops)]));
      for (const [prefix, where] of [['Device_', 'device'], ['Host_', 'host']] as const) {
        const totalUs = ops.reduce((sum, [key, us]) => sum + (key.startsWith(prefix) ? us : 0), 0);
        const stepMs = profile.ops.reduce((sum, op) => sum + (op.place === where ? op.ms : 0), 0);
        expect(Math.abs(stepMs * 2000 - totalUs)).toBeLessThanOrEqual(1e-9 * totalUs);
      }
    }));
  });

  test('the order of keys is irrelevant', () => {
    fc.assert(fc.property(opDictionary.chain((ops) => fc.tuple(fc.constant(ops), fc.shuffledSubarray(ops, { minLength: ops.length }))), ([ops, shuffled]) => {
      expect(read(JSON.stringify(Object.fromEntries(shuffled)))).toEqual(read(JSON.stringify(Object.fromEntries(ops))));
    }));
  });

  test('nothing is negative, NaN or infinite, whatever the values', () => {
    fc.assert(fc.property(fc.dictionary(fc.oneof(fc.string(), opType.map((type) => `Device_${type}`)), fc.oneof(fc.double(), fc.jsonValue())), (object) => {
      expectSound(bytesOf(JSON.stringify(object)));
    }));
  });
});

describe('tensorflow_stats', () => {
  test('CSV and JSON agree, and times per step add up to the totals', () => {
    fc.assert(fc.property(statsRows, (rows: Row[]) => {
      const profile = read(statsCsv(rows));
      expect({ ...read(statsJson(rows)), format: '' }).toEqual({ ...profile, format: '' });
      const steps = profile.steps?.value ?? Number.NaN;
      const devices = profile.deviceCount?.value ?? 1;
      const totalUs = rows.reduce((sum, row) => sum + row[4], 0);
      const addedUs = profile.ops.reduce((sum, op) => sum + op.ms * 1000 * steps * (op.place === 'device' ? devices : 1), 0);
      expect(Math.abs(addedUs - totalUs)).toBeLessThanOrEqual(1e-9 * totalUs);
      expectSound(bytesOf(statsCsv(rows)));
    }));
  });
});

describe('mutated files never throw and never give an impossible number', () => {
  const originals: readonly (readonly [string, Uint8Array])[] = [
    ['PROFET JSON', bytesOf('[{"Device_Conv2D": 30000.5, "Device_IDLE": 1e4, "Host_IDLE": 4000}]')],
    ['CSV', bytesOf(statsCsv(ONE_GPU_TWO_STEPS))],
    ['JSON', bytesOf(statsJson(ONE_GPU_TWO_STEPS))],
    ['framework_op_stats', fixture('tensorflow/2.21/mlp_3step.framework_op_stats.json').bytes.subarray(0, 20_000)],
  ];
  test.each(originals)('%s', (_, original) => {
    const at = fc.nat(original.length - 1);
    const edits = fc.array(fc.record({ at, byte: fc.nat(255) }), { minLength: 1, maxLength: 8 });
    fc.assert(fc.property(edits, fc.option(at), fc.option(fc.tuple(at, at)), (changes, cut, splice) => {
      let bytes: Uint8Array = Uint8Array.from(original);
      for (const change of changes) bytes[change.at] = change.byte;
      if (splice) bytes = Buffer.concat([bytes.subarray(0, splice[0]), bytes.subarray(splice[1])]);
      expectSound(cut === null ? bytes : bytes.subarray(0, cut));
    }), { numRuns: 400 });
  });
});
