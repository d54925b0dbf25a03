import { describe, expect, test } from 'vitest';
import { anchorGuesses, batchSizeGuesses, samplesPerEpochGuesses } from '../../../src/core/advice/questions';
import { buildRequest, stepTime } from '../../../src/core/advice/request';
import { readSamples } from '../../../src/core/advice/samples';
import type { Profile } from '../../../src/core/profile/profile';
import { EMPTY_PROFILE, knowledgeWith } from './knowledge';

const knowledge = knowledgeWith({ 'here.xlarge': [1, 0] });
const scope = { region: 'us-east-1', purchases: ['on-demand'] as const };
const withStep: Profile = { ...EMPTY_PROFILE, stepMs: { value: 122.659_045_5, source: 'op totals', certainty: 'derived' } };

describe('what is missing is named', () => {
  test.each([
    ['no anchor', EMPTY_PROFILE, { stepMs: 5 }, scope, 'run.json does not say on which instance type it was recorded.', 'here.xlarge'],
    ['an unknown anchor', EMPTY_PROFILE, { stepMs: 5, anchor: 'here.huge' }, scope, 'here.huge is not an instance type of the catalog.', 'here.xlarge'],
    ['an unknown target', EMPTY_PROFILE, { stepMs: 5, anchor: 'here.xlarge' }, { ...scope, targets: ['no.such'] }, 'no.such is not an instance type', 'spelling'],
    ['no step time', EMPTY_PROFILE, { anchor: 'here.xlarge' }, scope, 'run.json has no step time.', 'step time'],
    ['a budget for a job of unknown length', withStep, { anchor: 'here.xlarge', batchSize: 8 }, { ...scope, budgetUsd: 1 }, 'steps per epoch are not known', 'samples per epoch'],
    ['a region without prices', withStep, { anchor: 'here.xlarge' }, { ...scope, region: 'xx-moon-1' }, 'No price is known in the region xx-moon-1.', 'us-east-1'],
  ])('%s', (_what, profile, answers, asked, message, action) => {
    const result = buildRequest({ name: 'run.json', profile }, answers, asked, knowledge);
    expect(result).toMatchObject({ ok: false, failure: { code: 'usage' } });
    if (result.ok) return;
    expect(result.failure.message).toContain(message);
    expect(result.failure.action).toContain(action);
  });
});

test('an answer that repeats the figure of the file keeps its doubt; another one is a measurement', () => {
  expect(stepTime(withStep, { stepMs: 122.659 })).toEqual(withStep.stepMs); // six digits of it
  expect(stepTime(withStep, { stepMs: 120 })).toEqual({ value: 120, source: 'given', certainty: 'measured' });
  expect(stepTime(withStep, {})).toEqual(withStep.stepMs);
});

test('a log that tells epochs only has a step once its steps are known: 60 s over ceil(50,000 / 128) = 391', () => {
  const profile: Profile = {
    ...EMPTY_PROFILE,
    epochSeconds: { value: 60, source: 'median of 4 epochs', certainty: 'measured' },
    samplesPerEpoch: { value: 50_000, source: 'the bar', certainty: 'measured' },
  };
  expect(stepTime(profile, {})).toBeUndefined();
  expect(stepTime(profile, { batchSize: 128 })).toEqual({ value: 60_000 / 391, source: 'median of 4 epochs, over 391 steps', certainty: 'derived' });
});

test('guesses start with what the file says and repeat nothing', () => {
  const profile: Profile = {
    ...EMPTY_PROFILE,
    batchSize: { value: 128, source: 'first dimension of conv2d', certainty: 'guess' },
    samplesPerEpoch: { value: 60_000, source: 'the log', certainty: 'measured' },
  };
  const values = (name: string, of: Profile) => batchSizeGuesses({ name, profile: of }).map(({ value }) => value);
  expect(values('run.json', profile)).toEqual([128, 32, 64, 256, 16, 8]);
  expect(values('vgg16_224ds_16bs_test.json', EMPTY_PROFILE)[0]).toBe(16);
  expect(values('resnet18-128px-batch512.json', EMPTY_PROFILE)[0]).toBe(512);
  expect(samplesPerEpochGuesses({ name: 'run.json', profile }).map(({ value }) => value)).toEqual([60_000, 50_000, 1_281_167, 118_287]);
});

test('anchors: the named instance, then the device of the file, retired types last', () => {
  const predictor = { ...knowledge.predictor, anchors: ['old.xlarge', 'here.xlarge', 'fast.xlarge'] };
  const first = (profile: Profile, name = 'run.json') => anchorGuesses({ name, profile }, predictor, knowledge.catalog).map(({ value }) => value);
  expect(first(EMPTY_PROFILE, 'lenet-fast.xlarge.json')).toEqual(['fast.xlarge', 'here.xlarge', 'old.xlarge']);
  expect(first(EMPTY_PROFILE)).toEqual(['here.xlarge', 'fast.xlarge', 'old.xlarge']);
  expect(first({ ...EMPTY_PROFILE, deviceName: { value: 'NVIDIA A10G', source: 'trace', certainty: 'measured' } })[0]).toBe('fast.xlarge');
  expect(first({ ...EMPTY_PROFILE, instanceType: { value: 'old.xlarge', source: 'log', certainty: 'measured' } })[0]).toBe('old.xlarge');
});

test('a damaged list of samples is refused by field', () => {
  expect(readSamples([{ file: 'a.json', answers: { anchor: 'g4dn.xlarge', stepMs: -1 } }])).toMatchObject({
    ok: false, failure: { message: expect.stringContaining('stepMs') as string },
  });
});
