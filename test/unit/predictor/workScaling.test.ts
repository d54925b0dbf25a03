import { describe, expect, test } from 'vitest';
import type { OpTime, Profile } from '../../../src/core/profile/profile';
import { withChange } from '../../../src/core/predictor/whatIf';
import { stepOnLine, stepWithWork, type ScalingModel } from '../../../src/core/predictor/workScaling';
import { stepVector } from '../../../src/core/predictor/stepVector';

const LINE = { inside: 0.05, outside: 0.1 };
/** A fixed share of 0.2 for more work and of 0.5 for less, whatever the profile says. */
const KIND = { more: [0.2], less: [0.5], spread: 0.2 };
const MODEL: ScalingModel = { batch: KIND, inputArea: KIND, line: LINE };

const op = (type: string, family: OpTime['family'], ms: number): OpTime => ({ name: `Device_${type}`, type, place: 'device', family, ms });
const profile: Profile = {
  format: 'test', warnings: [],
  ops: [op('Conv2D', 'convolution', 80), op('ResourceApplyGradientDescent', 'optimizer', 10), op('IDLE', 'idle', 10)],
};
const request = { profile, anchor: 'g4dn.xlarge', batchSize: 64, stepMs: { value: 100, source: 'given', certainty: 'measured' as const } };

describe('the line through two batch sizes', () => {
  // 60 ms at 32 and 100 ms at 64 are 20 ms + 1.25 ms a sample: 80 ms at 48, 180 ms at 128, 40 ms at 16.
  const at = (batchSize: number) => stepOnLine({ batchSize: 64, stepMs: 100 }, { batchSize: 32, stepMs: 60 }, batchSize, LINE);
  test.each([[48, 80, 'interpolated', 0.05], [128, 180, 'extrapolated', 0.0855], [16, 40, 'extrapolated', 0.0855]])(
    'at %d: %d ms, %s', (batchSize, stepMs, basis, width) => {
      // Beyond by a factor of 2: sqrt(0.05^2 + (0.1 ln 2)^2) = 0.0855.
      expect(at(batchSize)).toEqual({ ok: true, value: { stepMs, basis, width: expect.closeTo(width, 4) as number } });
    });

  test.each([
    ['falling', { batchSize: 32, stepMs: 120 }, 48],
    ['two times the same batch', { batchSize: 64, stepMs: 90 }, 48],
    ['through 0 before the batch asked for', { batchSize: 32, stepMs: 10 }, 4],
  ])('%s is refused', (_what, other, batchSize) => {
    expect(stepOnLine({ batchSize: 64, stepMs: 100 }, other, batchSize, LINE).ok).toBe(false);
  });
});

test('from one profile: the fixed share stays, the rest follows the work, the doubt follows the change', () => {
  const vector = stepVector(profile.ops, 100, 64);
  // More work: 20 + 80 x 4 = 340; less: 50 + 50 / 2 = 75.
  expect(stepWithWork(KIND, vector, 4)).toMatchObject({ stepMs: expect.closeTo(340, 9) as number, basis: 'one profile' });
  expect(stepWithWork(KIND, vector, 0.5).stepMs).toBeCloseTo(75, 9);
  expect(stepWithWork(KIND, vector, 4).width).toBeGreaterThan(stepWithWork(KIND, vector, 2).width);
});

describe('what-if requests', () => {
  const changedTo = (...[whatIf, from = request]: [Parameters<typeof withChange>[1], Partial<typeof request>?]) => {
    const result = withChange({ ...request, ...from }, whatIf, MODEL);
    if (!result.ok) throw new Error(result.failure.message);
    return result.value;
  };

  test('another batch: step by the model, device work by the factor, optimizer and idle as they were', () => {
    const { batchSize, stepMs, profile: scaled, stepDoubt } = changedTo({ batchSize: 128 });
    expect({ batchSize, ms: stepMs.value, certainty: stepMs.certainty }).toEqual({ batchSize: 128, ms: 180, certainty: 'derived' });
    expect(scaled.ops.map(({ ms }) => ms)).toEqual([160, 10, 10]);
    expect(stepMs.source).toBe('step at batch 128, modelled from one profile');
    expect(stepDoubt).toBeGreaterThan(0);
  });

  test('two points make it a line, which doubts less', () => {
    const line = changedTo({ batchSize: 48, second: { batchSize: 32, stepMs: 60 } });
    expect(line.stepMs).toMatchObject({ value: 80, source: 'step at batch 48, interpolated between two measured batch sizes' });
    expect(line.stepDoubt).toBeLessThan(changedTo({ batchSize: 48 }).stepDoubt ?? 0);
  });

  test('pixels change the work by their square', () => {
    expect(changedTo({ pixels: { from: 128, to: 256 } }).stepMs.value).toBeCloseTo(340, 9);
  });

  test('the same size changes nothing', () => {
    expect(changedTo({ batchSize: 64, pixels: { from: 128, to: 128 } })).toEqual(request);
  });

  test('an unknown batch size, and a profile without ops, are refused', () => {
    const unknown = { profile, anchor: request.anchor, stepMs: request.stepMs };
    expect(withChange(unknown, { batchSize: 8 }, MODEL)).toMatchObject({ ok: false, failure: { code: 'usage' } });
    expect(withChange({ ...request, profile: { ...profile, ops: [] } }, { batchSize: 8 }, MODEL)).toMatchObject({ ok: false, failure: { code: 'unpredictable' } });
  });
});
