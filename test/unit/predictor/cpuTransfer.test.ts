import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { assembleKnowledge } from '../../../src/core/advice/knowledge';
import type { Prediction, PredictionRequest } from '../../../src/core/predictor/predictor';
import { hostSpeedsText } from '../../../tools/catalog/hostSpeeds';
import { repoRoot } from '../../../tools/paths';
import { describeShared, SHARED } from '../shared';

const text = (file: string): string => readFileSync(join(repoRoot, 'media', 'data', file), 'utf8');

const knowledge = assembleKnowledge(text);
if (!knowledge.ok) throw new Error(knowledge.failure.message);
const { predictor, catalog } = knowledge.value;

/** The published scores, read without the loader. */
const { scores, model } = JSON.parse(text('host-speeds.json')) as {
  scores: Record<string, [number, number]>;
  model: { exponent: number; sameFamily: number; otherFamily: number };
};

const REQUEST: PredictionRequest = { profile: { format: 'keras', ops: [], warnings: [] }, anchor: 'c6i.2xlarge', stepMs: { value: 120, source: 'given', certainty: 'measured' } };

function predicted(target: string, request: Partial<PredictionRequest> = {}): Prediction {
  const result = predictor.predict({ ...REQUEST, ...request }, target);
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

describe('between CPU types', () => {
  test('the step follows the ratio of the scores of all vCPUs', () => {
    const ratio = ((scores['c6i.2xlarge']?.[1] ?? NaN) / (scores['c7g.2xlarge']?.[1] ?? NaN)) ** model.exponent;
    const { tier, stepMs, relativeStep, why } = predicted('c7g.2xlarge');
    expect(tier).toBe('transferred');
    expect(stepMs.estimate).toBeCloseTo(120 * ratio, 6);
    expect(Math.log(relativeStep.high / relativeStep.estimate)).toBeCloseTo(model.otherFamily * (1 + 0.5 * Math.abs(Math.log(ratio))), 9);
    expect(why.join(' ')).toContain('It is Arm where you are on x86');
  });

  test('a size of the same family is surer than another family', () => {
    const width = ({ relativeStep }: Prediction): number => Math.log(relativeStep.high / relativeStep.estimate);
    expect(width(predicted('c6i.4xlarge'))).toBeLessThan(width(predicted('c7i.4xlarge')));
    expect(predicted('c6i.4xlarge').stepMs.estimate).toBeLessThan(120);
  });

  test('own runs at several thread counts replace the benchmark of all vCPUs: half of the work in turns gains little from more of them', () => {
    // 50 % contention: 8 threads take 4.5 / 8 of one, 16 take 8.5 / 16; the same cores.
    const threadRuns = [{ threads: 1, stepMs: 100 }, { threads: 2, stepMs: 75 }];
    const single = (scores['c6i.2xlarge']?.[0] ?? NaN) / (scores['c6i.4xlarge']?.[0] ?? NaN);
    expect(predicted('c6i.4xlarge', { threadRuns }).relativeStep.estimate).toBeCloseTo((single * (8.5 / 16)) / (4.5 / 8), 9);
  });

  test('burstable types say so', () => expect(predicted('t3.2xlarge').why.join(' ')).toContain('burstable'));

  test('default targets are near in size, priced alike, and hold the anchor; other types are predicted when named', () => {
    const targets = predictor.targets('c6i.2xlarge');
    expect(targets[0]).toBe('c6i.2xlarge');
    expect(targets).toEqual(expect.arrayContaining(['c7i.2xlarge', 'c8g.xlarge', 'm7g.2xlarge', 't4g.2xlarge', 'r7a.xlarge']));
    for (const name of targets) expect(catalog.find(name)?.vCpus).toBeLessThanOrEqual(32);
    expect(predicted('c6i.32xlarge').stepMs.estimate).toBeLessThan(60);
  });
});

describe('between a CPU and an accelerator', () => {
  test('only the order of magnitude is known', () => {
    const { tier, relativeStep, why } = predicted('g5.xlarge');
    expect(tier).toBe('order-of-magnitude');
    expect(relativeStep.high / relativeStep.low).toBeCloseTo(25, 9);
    expect(relativeStep.estimate).toBeLessThan(0.5);
    expect(why[0]).toContain('order of magnitude');
  });

  test('a profile with work on a GPU was not taken on a CPU', () => {
    const ops = [{ name: 'Device_Conv2D', type: 'Conv2D', place: 'device', family: 'convolution', ms: 5 }] as const;
    expect(predictor.predict({ ...REQUEST, profile: { ...REQUEST.profile, ops } }, 'c7i.2xlarge')).toMatchObject({ ok: false, failure: { code: 'unpredictable' } });
  });

  test('what was never measured is refused by name', () => {
    const unmeasured = catalog.instanceTypes.find(({ accelerator, name }) => accelerator === undefined && scores[name] === undefined)?.name ?? '';
    expect(predictor.predict(REQUEST, unmeasured)).toMatchObject({ ok: false, failure: { message: `The CPU of ${unmeasured} was not measured.` } });
  });
});

describeShared('host speeds', () => {
  test('the shipped file is what the tool makes of the measurements', () => expect(hostSpeedsText(join(SHARED, 'data'))).toBe(text('host-speeds.json')));
});
