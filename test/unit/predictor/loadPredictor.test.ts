import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadPredictor } from '../../../src/core/predictor/loadPredictor';
import type { Prediction, PredictionRequest, Predictor } from '../../../src/core/predictor/predictor';
import { opFamily } from '../../../src/core/profile/opFamilies';
import type { OpTime, Profile } from '../../../src/core/profile/profile';
import { describeShared, SHARED } from '../shared';

const bundleText = readFileSync(join(import.meta.dirname, '../../../media/data/predictor.json'), 'utf8');
const predictor = loaded(JSON.parse(bundleText));

function loaded(json: unknown): Predictor {
  const result = loadPredictor(json);
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

/** A small convolutional network, one step, milliseconds; written by hand. */
const NETWORK: Readonly<Record<string, number>> = {
  Device_Conv2D: 12, Device_Conv2DBackpropInput: 11, Device_Conv2DBackpropFilter: 14, Device_MatMul: 2, Device_FusedBatchNormV3: 3,
  Device_FusedBatchNormGradV3: 4, Device_Relu: 2.5, Device_ReluGrad: 3, Device_AddV2: 1.5, Device_MaxPool: 1, Device_MaxPoolGrad: 2,
  Device_ResourceApplyGradientDescent: 1, Device__Send: 0.5, Device_IDLE: 4, Host_IDLE: 150,
};

function profileOf(times: Readonly<Record<string, number>>): Profile {
  const ops = Object.entries(times).map(([name, ms]): OpTime => {
    const [where = '', type = ''] = name.split(/_(.*)/s);
    return { name, type, place: where === 'Device' ? 'device' : 'host', family: opFamily(type), ms };
  });
  return { format: 'profet', steps: { value: 2, source: 'test', certainty: 'measured' }, ops, warnings: [] };
}

function request(change: Partial<PredictionRequest> = {}): PredictionRequest {
  return { profile: profileOf(NETWORK), anchor: 'g4dn.xlarge', stepMs: { value: 60, source: 'given', certainty: 'measured' }, ...change };
}

function predicted(asked: PredictionRequest, target: string): Prediction {
  const result = predictor.predict(asked, target);
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

describe('the bundled predictor', () => {
  test('anchors are the four profiled types; each reaches the other three and g5', () => {
    expect([...predictor.anchors].sort()).toEqual(['g3s.xlarge', 'g4dn.xlarge', 'p2.xlarge', 'p3.2xlarge']);
    expect([...predictor.targets('g4dn.xlarge')].sort()).toEqual(['g3s.xlarge', 'g4dn.xlarge', 'g5.xlarge', 'p2.xlarge', 'p3.2xlarge']);
    expect(predictor.targets('m5.large')).toEqual([]);
  });

  test('is small: under 1 MB', () => {
    expect(bundleText.length).toBeLessThan(1_000_000);
  });

  test('a V100 is faster than a T4, and a K80 slower, for a network that keeps the GPU busy', () => {
    expect(predicted(request(), 'p3.2xlarge').stepMs.high).toBeLessThan(60);
    expect(predicted(request(), 'p2.xlarge').stepMs.low).toBeGreaterThan(60);
  });

  test.each(['g3s.xlarge', 'p2.xlarge', 'p3.2xlarge', 'g5.xlarge', 'g4dn.xlarge'])('families of %s sum to the step, and the interval holds it', (target) => {
    const { stepMs, opFamilies = {}, why, tier } = predicted(request(), target);
    const times = Object.values(opFamilies);
    expect(times.reduce((a, b) => a + b, 0)).toBeCloseTo(stepMs.estimate, 6);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(0);
    expect(stepMs.low).toBeLessThan(stepMs.estimate);
    expect(stepMs.high).toBeGreaterThan(stepMs.estimate);
    expect(stepMs.coverage).toBe(0.8);
    expect(tier).toBe('measured');
    expect(why.every((sentence) => /^[A-Z].*\.$/s.test(sentence))).toBe(true);
  });

  test('the anchor gives the measured step itself', () => {
    expect(predicted(request(), 'g4dn.xlarge').stepMs.estimate).toBe(60);
  });

  test('a step summed from the profile loses the overhead of profiling, everywhere, and is less certain', () => {
    const summed = Object.entries(NETWORK).filter(([name]) => name.startsWith('Device')).reduce((sum, [, ms]) => sum + ms, 0);
    const derived = request({ stepMs: { value: summed, source: 'sum of Device ops', certainty: 'derived' } });
    const measured = request({ stepMs: { value: summed, source: 'given', certainty: 'measured' } });
    const width = ({ stepMs }: Prediction) => stepMs.high / stepMs.low;
    for (const target of ['g4dn.xlarge', 'p3.2xlarge']) {
      expect(predicted(derived, target).stepMs.estimate).toBeLessThanOrEqual(predicted(measured, target).stepMs.estimate);
      expect(width(predicted(derived, target))).toBeGreaterThan(width(predicted(measured, target)));
    }
    expect(predicted(derived, 'p3.2xlarge').why.join(' ')).toContain('without the profiler');
  });

  test('a chained pair says so', () => {
    expect(predicted(request({ anchor: 'p2.xlarge' }), 'g5.xlarge').why[0]).toContain('through g4dn.xlarge');
    expect(predicted(request(), 'g5.xlarge').why[0]).not.toContain('through');
  });

  test('a step and its ops ten times as long take about ten times as long elsewhere', () => {
    const ten = profileOf(Object.fromEntries(Object.entries(NETWORK).map(([name, ms]) => [name, 10 * ms])));
    const long = predicted(request({ profile: ten, stepMs: { value: 600, source: 'given', certainty: 'measured' } }), 'p3.2xlarge').stepMs.estimate;
    const ratio = long / predicted(request(), 'p3.2xlarge').stepMs.estimate;
    expect(ratio).toBeGreaterThan(7);
    expect(ratio).toBeLessThan(13);
  });

  test('the order of ops does not matter', () => {
    const reversed = { ...request().profile, ops: [...request().profile.ops].reverse() };
    expect(predicted(request({ profile: reversed }), 'p3.2xlarge').stepMs.estimate).toBeCloseTo(predicted(request(), 'p3.2xlarge').stepMs.estimate, 6);
  });
});

describe('ops that training does not know', () => {
  test('a small private op hardly changes a prediction, whether it is removed or renamed', () => {
    const { Device_AddV2: addMs = 0, ...removed } = NETWORK;
    const renamed = { ...removed, 'Device_Acme>Zorble': addMs };
    const estimate = predicted(request(), 'p3.2xlarge').stepMs.estimate;
    for (const times of [removed, renamed]) {
      const other = predicted(request({ profile: profileOf(times) }), 'p3.2xlarge').stepMs.estimate;
      expect(Math.abs(Math.log(other / estimate))).toBeLessThan(0.08);
    }
  });

  test('more of them widen the interval and are named', () => {
    const { Device_Conv2D: convolutionMs = 0, ...rest } = NETWORK;
    const odd = predicted(request({ profile: profileOf({ ...rest, 'Device_Acme>Zorble': convolutionMs }) }), 'p3.2xlarge');
    const known = predicted(request(), 'p3.2xlarge');
    expect(odd.stepMs.high / odd.stepMs.low).toBeGreaterThan(known.stepMs.high / known.stepMs.low);
    expect(odd.why.join(' ')).toContain('ops of no known family');
  });
});

describe('refusals', () => {
  const derived = { source: 'test', certainty: 'measured' } as const;
  test.each<[string, Partial<PredictionRequest>, string, RegExp]>([
    ['an inference profile', { profile: { ...profileOf(NETWORK), mode: { value: 'inference', ...derived } } }, 'p3.2xlarge', /inference/],
    ['mixed precision', { precision: 'amp' }, 'p3.2xlarge', /trains in amp/],
    ['tf32', { precision: 'tf32' }, 'p3.2xlarge', /tf32/],
    ['mixed precision in the profile', { profile: { ...profileOf(NETWORK), precision: { value: 'amp', ...derived } } }, 'p3.2xlarge', /amp/],
    ['a profile of a CPU', { profile: profileOf({ Host_MatMul: 50 }) }, 'p3.2xlarge', /taken on a CPU/],
    ['mostly unknown ops', { profile: profileOf({ Device_Zorble: 50, Device_Relu: 10 }) }, 'p3.2xlarge', /83 % of the device time/],
    ['an anchor without profiles', { anchor: 'm5.large' }, 'p3.2xlarge', /No training data was profiled on m5.large/],
    ['a pair that was not measured', {}, 'p4d.24xlarge', /was not measured on the same workloads/],
    ['a step of no time', { stepMs: { value: 0, ...derived } }, 'p3.2xlarge', /0 ms/],
    ['a step that is no number', { stepMs: { value: NaN, ...derived } }, 'p3.2xlarge', /NaN ms/],
  ])('%s', (_, change, target, sentence) => {
    const result = predictor.predict(request(change), target);
    expect(result).toMatchObject({ ok: false, failure: { code: 'unpredictable', message: expect.stringMatching(sentence) as string } });
  });

  test.each([[null], [{}], [{ format: 'other' }], [{ ...(JSON.parse(bundleText) as object), models: [{}] }]])('a damaged bundle names what is wrong', (json) => {
    expect(loadPredictor(json)).toMatchObject({ ok: false, failure: { code: 'damaged', message: expect.stringContaining('The bundled predictor is damaged') as string } });
  });
});

describeShared('the sample profiles of PROFET, whose true times are known', () => {
  // Rows exp01 of VGG16 in data/profet/g3s.xlarge.csv.gz (samples/INDEX.md): batch_latency, and the columns of the other types, milliseconds.
  test.each([
    ['profet_test_A.json', 122.406, { 'g4dn.xlarge': 74.555, 'p2.xlarge': 215.048, 'p3.2xlarge': 25.622 }],
    ['profet_test_B.json', 1529.871, { 'g4dn.xlarge': 976.448, 'p2.xlarge': 2709.033, 'p3.2xlarge': 304.162 }],
    ['profet_vgg16_224ds_16bs_test.json', 323.029, { 'g4dn.xlarge': 202.949, 'p2.xlarge': 575.566, 'p3.2xlarge': 66.517 }],
  ])('%s', (file, stepMs, truth) => {
    const [totals = {}] = JSON.parse(readFileSync(join(SHARED, 'samples', 'profet_json', file), 'utf8')) as Record<string, number>[];
    // Two steps, microseconds.
    const profile = profileOf(Object.fromEntries(Object.entries(totals).map(([name, us]) => [name, us / 2000])));
    for (const [target, trueMs] of Object.entries(truth)) {
      const { estimate } = predicted(request({ profile, anchor: 'g3s.xlarge', stepMs: { value: stepMs, source: 'batch_latency', certainty: 'measured' } }), target).stepMs;
      expect(Math.abs(estimate / trueMs - 1), `${file} on ${target}`).toBeLessThan(0.1);
    }
  });
});
