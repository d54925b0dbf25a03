import { describe, expect, test } from 'vitest';
import type { Advice } from '../../../src/core/advice/advice';
import { advise, type AdviceRequest } from '../../../src/core/advice/advise';
import { resolveJob, stepsPerEpoch } from '../../../src/core/advice/job';
import { EMPTY_PROFILE, knowledgeWith } from './knowledge';

const request = (extra: Partial<AdviceRequest> = {}): AdviceRequest => ({
  profileName: 'run.json',
  profile: EMPTY_PROFILE,
  anchor: { value: 'here.xlarge', source: 'given', certainty: 'measured' },
  stepMs: { value: 360, source: 'given', certainty: 'measured' },
  job: resolveJob(EMPTY_PROFILE, { epochs: 10, samplesPerEpoch: 50_000, batchSize: 128 }),
  region: 'us-east-1',
  purchases: ['on-demand'],
  ...extra,
});

function adviceFor(ratios: Parameters<typeof knowledgeWith>[0], extra: Partial<AdviceRequest> = {}): Advice {
  const result = advise(request(extra), knowledgeWith(ratios));
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

describe('job arithmetic', () => {
  test('the last, smaller batch counts as a step', () => {
    expect(stepsPerEpoch(50_000, 128)).toBe(391); // 390.625
    expect(stepsPerEpoch(50_000, 50)).toBe(1000);
    expect(stepsPerEpoch(1, 256)).toBe(1);
  });

  test('an epoch and its bill, by hand', () => {
    // 391 steps of 360 ms last 140.76 s; at $0.50 an hour that is 0.5 * 140.76 / 3600 = $0.01955.
    const [here] = adviceFor({ 'here.xlarge': [1, 0.1] }).candidates;
    expect(here?.secondsPerEpoch?.estimate).toBeCloseTo(140.76, 10);
    expect(here?.offers[0]?.usdPerEpoch?.estimate).toBeCloseTo(0.01955, 10);
    expect(here?.offers[0]?.usdPerEpoch?.low).toBeCloseTo(0.017595, 10);
    expect(here?.offers[0]?.usdPerEpoch?.high).toBeCloseTo(0.021505, 10);
    expect(here?.offers[0]?.usdPerJob?.estimate).toBeCloseTo(0.1955, 10);
    expect(here?.offers[0]?.usdPer1000Steps.estimate).toBeCloseTo(0.05, 10); // 360 s at $0.50 an hour
  });

  test('without a batch size the epoch is unknown, not 0, and the cost per step still ranks', () => {
    const advice = adviceFor({ 'here.xlarge': [1, 0], 'fast.xlarge': [0.25, 0] }, { job: resolveJob(EMPTY_PROFILE, { samplesPerEpoch: 50_000 }) });
    expect(advice.candidates.map((candidate) => [candidate.secondsPerEpoch, candidate.offers[0]?.usdPerEpoch])).toEqual([[null, null], [null, null]]);
    expect(advice.verdict.instanceType).toBe('fast.xlarge');
    expect(advice.warnings.join()).toContain('the batch size is not known');
  });

  test('a step time that was not measured is said to be so; a measured one needs no words', () => {
    const stepMs = { value: 360, source: 'sum of op times', certainty: 'derived' as const };
    expect(adviceFor({ 'here.xlarge': [1, 0] }, { stepMs }).warnings.join()).toContain('not measured but is the sum of op times');
    expect(adviceFor({ 'here.xlarge': [1, 0] }).warnings.join()).not.toContain('step time');
  });

  test('steps per epoch of the profile serve when samples and batch are unknown', () => {
    const profile = { ...EMPTY_PROFILE, stepsPerEpoch: { value: 500, source: 'the log', certainty: 'measured' as const } };
    expect(resolveJob(profile, {})).toMatchObject({ stepsPerEpoch: 500, epochs: 1, precision: 'fp32', sources: { stepsPerEpoch: 'the log', epochs: 'assumed', precision: 'assumed' } });
  });

  test('epochs of a log serve until others are given', () => {
    const profile = { ...EMPTY_PROFILE, epochs: { value: 5, source: 'Epoch 5/5', certainty: 'measured' as const } };
    expect(resolveJob(profile, {})).toMatchObject({ epochs: 5, sources: { epochs: 'Epoch 5/5' } });
    expect(resolveJob(profile, { epochs: 2 })).toMatchObject({ epochs: 2, sources: { epochs: 'given' } });
  });
});

describe('verdict', () => {
  test('moves when cheaper beyond doubt, with range and speed', () => {
    // fast: 0.25 of the time at twice the price costs half; +-10 % makes it 45 to 55 % cheaper.
    const { verdict, pareto, ties } = adviceFor({ 'here.xlarge': [1, 0.02], 'fast.xlarge': [0.25, 0.1] });
    expect(verdict).toEqual({
      instanceType: 'fast.xlarge', purchase: 'on-demand',
      sentence: 'fast.xlarge: 50 % cheaper (45–55 %) and 4.0× faster per epoch than your here.xlarge. On-demand, us-east-1, price of 2026-07-20.',
    });
    expect(pareto).toEqual(['fast.xlarge']);
    expect(ties).toEqual([]);
  });

  test('stays when the anchor is cheapest', () => {
    const { verdict, pareto } = adviceFor({ 'here.xlarge': [1, 0.02], 'fast.xlarge': [0.8, 0.1] });
    expect(verdict.sentence).toBe('Stay on here.xlarge: nothing that can be launched is predicted to be cheaper ($0.020 per epoch). On-demand, us-east-1, price of 2026-07-20.');
    expect(pareto).toEqual(['here.xlarge', 'fast.xlarge']); // dearer but faster
  });

  test('is a tie when the intervals overlap, broken by speed', () => {
    const { verdict, ties } = adviceFor({ 'here.xlarge': [1, 0.02], 'fast.xlarge': [0.52, 0.1] }); // 4 % dearer, 0.468 to 0.572
    expect(ties).toEqual([['here.xlarge', 'fast.xlarge']]);
    expect(verdict.instanceType).toBe('fast.xlarge');
    expect(verdict.sentence).toMatch(/^fast\.xlarge: tied on cost with here\.xlarge \(where you are\) within the doubt; it is 1\.9× faster, which breaks the tie\./);
  });

  test('doubt about the anchor\'s own step is shared by all and makes no tie', () => {
    const knowledge = knowledgeWith({ 'here.xlarge': [1, 0], 'fast.xlarge': [0.25, 0.02] });
    const { predictor } = knowledge;
    const doubtful = { ...predictor, predict: (...args: Parameters<typeof predictor.predict>) => {
      const result = predictor.predict(...args);
      // Every step could be twice as long or half as long, all together.
      return result.ok ? { ...result, value: { ...result.value, stepMs: { ...result.value.stepMs, low: result.value.stepMs.estimate / 2, high: 2 * result.value.stepMs.estimate } } } : result;
    } };
    const result = advise(request(), { ...knowledge, predictor: doubtful });
    expect(result).toMatchObject({ ok: true, value: { ties: [], verdict: { sentence: expect.stringContaining('50 % cheaper (49–51 %)') as string } } });
  });

  test('a retired type is shown with its reason and never recommended, however cheap', () => {
    const advice = adviceFor({ 'here.xlarge': [1, 0.02], 'old.xlarge': [0.1, 0.02] });
    expect(advice.verdict.instanceType).toBe('here.xlarge');
    const old = advice.candidates.find((candidate) => candidate.instanceType === 'old.xlarge');
    expect(old).toMatchObject({ launchable: false });
    expect(old?.why[0]).toMatch(/old\.xlarge.*2024-11-03/);
    expect([...advice.pareto, ...advice.ties.flat()]).not.toContain('old.xlarge');
    expect(advice.candidates.map((candidate) => candidate.instanceType)).toEqual(['here.xlarge', 'old.xlarge']);
  });

  test('a retired anchor still is what the advice compares with', () => {
    const anchor = { value: 'old.xlarge', source: 'given', certainty: 'measured' as const };
    const { verdict } = adviceFor({ 'old.xlarge': [1, 0.02], 'fast.xlarge': [0.125, 0.02] }, { anchor }); // 4x the price, 1/8 of the time
    expect(verdict.sentence).toContain('50 % cheaper');
    expect(verdict.sentence).toContain('8.0× faster per epoch than your old.xlarge');
  });
});

describe('refusals and limits', () => {
  test('what cannot be predicted is refused by name; launchable accelerator types are never left out silently', () => {
    const { refused } = adviceFor({ 'here.xlarge': [1, 0] });
    expect(refused.map(({ instanceType }) => instanceType)).toEqual(['fast.xlarge', 'new.xlarge']);
    expect(refused[1]?.reason).toBe('No measured pair leads to new.xlarge.');
  });

  test('named targets are the only ones, and the anchor', () => {
    const advice = adviceFor({ 'here.xlarge': [1, 0], 'fast.xlarge': [0.5, 0] }, { targets: ['ml.new.xlarge', 'no.such'] });
    expect(advice.candidates.map(({ instanceType }) => instanceType)).toEqual(['here.xlarge']);
    expect(advice.refused.map(({ instanceType }) => instanceType)).toEqual(['new.xlarge', 'no.such']);
  });

  test('nothing predictable is a failure with the first reason', () => {
    const result = advise(request(), knowledgeWith({}));
    expect(result).toMatchObject({ ok: false, failure: { code: 'unpredictable', message: expect.stringContaining('No measured pair leads to here.xlarge.') as string } });
  });

  test('budget and deadline decide who may be recommended', () => {
    // The job: here 1,407.6 s and $0.1955; fast at a fifth of the time 281.52 s and $0.0782.
    const ratios = { 'here.xlarge': [1, 0.02], 'fast.xlarge': [0.2, 0.02] } as const;
    expect(adviceFor(ratios, { budgetUsd: 0.1 }).constraints).toEqual({ budgetUsd: 0.1, deadlineSeconds: null, met: true });
    const unmet = adviceFor(ratios, { deadlineSeconds: 280 });
    expect(unmet.constraints?.met).toBe(false);
    expect(unmet.verdict).toEqual({ instanceType: null, purchase: null, sentence: 'Nothing that can be launched is expected to finish 10 epochs within 280 s.' });
    expect(adviceFor(ratios, { deadlineSeconds: 282 }).constraints?.met).toBe(true);
  });

  test('a region without prices for the purchase option recommends nothing and says why', () => {
    const { verdict, candidates } = adviceFor({ 'here.xlarge': [1, 0] }, { purchases: ['spot'] });
    expect(candidates[0]?.offers).toEqual([]);
    expect(verdict.sentence).toMatch(/^Nothing can be recommended: no price is known/);
  });
});
