import { describe, expect, test } from 'vitest';
import { fail, success } from '../../../src/core/failure';
import { calibrated } from '../../../src/core/predictor/calibration';
import { intervalAround } from '../../../src/core/predictor/intervals';
import type { CalibrationRun, Prediction, PredictionRequest, Predictor, Tier } from '../../../src/core/predictor/predictor';

/** Predicts half the anchor's step with a half-width of 0.3 on `known`, and nothing elsewhere. */
function predictorOf(tier: Tier): Predictor {
  return {
    modelVersion: 'test', anchors: ['here'], targets: () => ['here', 'known'], change: (request) => success(request),
    predict: (request, target) => (target === 'known'
      ? success({
        instanceType: target, tier, stepMs: intervalAround(request.stepMs.value / 2, 0.5), relativeStep: intervalAround(0.5, 0.3),
        opFamilies: { convolution: 30, idle: 20 }, why: ['By the book.'],
      })
      : fail('unpredictable', 'Never heard of it.', 'Choose another.')),
  };
}

const REQUEST: PredictionRequest = {
  profile: { format: 'x', ops: [], warnings: [] }, anchor: 'here', stepMs: { value: 100, source: 'given', certainty: 'measured' },
};

const run = (instanceType: string, workload: string, actualRatio: number): CalibrationRun => ({ instanceType, workload, predictedRatio: 0.5, actualRatio, date: '2026-11-25' });

function predicted(runs: readonly CalibrationRun[], target: string, tier: Tier = 'transferred'): Prediction {
  const result = calibrated(predictorOf(tier), runs, 'mine').predict(REQUEST, target);
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

const width = ({ relativeStep }: Prediction): number => Math.log(relativeStep.high / relativeStep.estimate);

describe('calibration', () => {
  test('a step of this very run on the target is the answer, and op times follow it', () => {
    const { tier, stepMs, relativeStep, opFamilies, why } = predicted([run('known', 'mine', 0.8)], 'known');
    expect(tier).toBe('calibrated');
    expect(stepMs.estimate).toBeCloseTo(80, 9);
    expect(relativeStep.estimate).toBeCloseTo(0.8, 9);
    expect(Math.log(relativeStep.high / relativeStep.estimate)).toBeLessThan(0.05);
    expect(opFamilies).toEqual({ convolution: expect.closeTo(48, 9) as number, idle: expect.closeTo(32, 9) as number });
    expect(why[0]).toBe('This run was measured here: 0.800 times the step of the anchor, where 0.500 was predicted.');
  });

  test('one run of another workload moves a transferred prediction by 60 % of its log error, three by 82 %, and narrows it', () => {
    // r k / (r k + 1 - r) with r = 0.6: 0.6 and 1.8 / 2.2.
    const other = run('known', 'other', 0.6);
    expect(predicted([other], 'known').relativeStep.estimate).toBeCloseTo(0.5 * 1.2 ** 0.6, 9);
    expect(predicted([other, other, other], 'known').relativeStep.estimate).toBeCloseTo(0.5 * 1.2 ** (1.8 / 2.2), 9);
    // s^2 (1 - r + r (1 - r) / (r k + 1 - r)): sqrt(0.4 + 0.24) = 0.8 and sqrt(0.4 + 0.24 / 2.2).
    expect(width(predicted([other], 'known'))).toBeCloseTo(0.3 * 0.8, 9);
    expect(width(predicted([other, other, other], 'known'))).toBeCloseTo(0.3 * Math.sqrt(0.4 + 0.24 / 2.2), 9);
  });

  test('a measured pair is hardly moved by another workload', () => {
    expect(predicted([run('known', 'other', 0.6)], 'known', 'measured').relativeStep.estimate).toBeCloseTo(0.5 * 1.2 ** 0.05, 9);
  });

  test('a type that nothing was known about has a row once this run was measured there', () => {
    const own = calibrated(predictorOf('transferred'), [run('elsewhere', 'mine', 0.25), run('third', 'other', 0.25)], 'mine');
    expect(own.targets('here')).toEqual(['here', 'known', 'elsewhere']);
    expect(predicted([run('elsewhere', 'mine', 0.25)], 'elsewhere')).toMatchObject({ tier: 'calibrated', stepMs: { estimate: 25 } });
    expect(own.predict(REQUEST, 'third').ok).toBe(false);
  });

  test('other targets and the anchor stay as they are', () => {
    expect(predicted([run('elsewhere', 'mine', 0.25)], 'known')).toMatchObject({ tier: 'transferred', why: ['By the book.'] });
  });
});
