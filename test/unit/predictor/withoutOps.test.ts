import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadPredictor } from '../../../src/core/predictor/loadPredictor';
import type { Prediction, PredictionRequest, Predictor } from '../../../src/core/predictor/predictor';
import { opFamily } from '../../../src/core/profile/opFamilies';
import type { Known, OpTime, Profile } from '../../../src/core/profile/profile';
import { readDataset } from '../../../tools/predictor/dataset';
import { outcomesOf, summarise, testedOf, WHOLE_PROFILE, type Outcome, type View } from '../../../tools/predictor/evaluation';
import { fitOpFree } from '../../../tools/predictor/fit/opFree';
import { examplesOf, PAIRS } from '../../../tools/predictor/pairs';
import { LESSER_VIEWS } from '../../../tools/predictor/views';
import { describeShared, SHARED } from '../shared';

const bundle = JSON.parse(readFileSync(join(import.meta.dirname, '../../../media/data/predictor.json'), 'utf8')) as { readonly opFree: readonly object[] };
const predictor = loaded(bundle);

function loaded(json: unknown): Predictor {
  const result = loadPredictor(json);
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

function known<T>(value: T): Known<T> {
  return { value, source: 'test', certainty: 'measured' };
}

const LOG: Profile = { format: 'log', framework: known('tensorflow'), ops: [], warnings: [] };

/** Device and host ops, milliseconds: `Device_Conv2D`. */
function ops(times: Readonly<Record<string, number>>): OpTime[] {
  return Object.entries(times).map(([name, ms]) => {
    const [where = '', type = ''] = name.split(/_(.*)/s);
    return { name, type, place: where === 'Device' ? 'device' : 'host', family: opFamily(type), ms };
  });
}

/** A small convolutional network in a step of 60 ms, written by hand. */
const NETWORK = ops({
  Device_Conv2D: 12, Device_Conv2DBackpropInput: 11, Device_Conv2DBackpropFilter: 14, Device_MatMul: 2, Device_FusedBatchNormV3: 3,
  Device_FusedBatchNormGradV3: 4, Device_Relu: 2.5, Device_ReluGrad: 3, Device_AddV2: 1.5, Device_MaxPool: 1, Device_MaxPoolGrad: 2,
  Device_ResourceApplyGradientDescent: 1, Device__Send: 0.5,
});
const IDLE = ops({ Device_IDLE: 4 });

function request(profile: Partial<Profile>, change: Partial<PredictionRequest> = {}): PredictionRequest {
  return { profile: { ...LOG, ...profile }, anchor: 'g4dn.xlarge', stepMs: known(60), ...change };
}

function predicted(asked: PredictionRequest, target = 'p3.2xlarge'): Prediction {
  const result = predictor.predict(asked, target);
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

/** Half-width of an interval on the log. */
function width({ relativeStep }: Prediction): number {
  return Math.log(relativeStep.high / relativeStep.low) / 2;
}

describe('a log', () => {
  const busy = { gpuBusyShare: { value: 0.93, source: 'nvidia-smi, mean of 40', certainty: 'measured' } } as const;

  test.each(['g3s.xlarge', 'p2.xlarge', 'p3.2xlarge', 'g5.xlarge'])('is carried to %s, and says first what that rests on', (target) => {
    const { tier, stepMs, why, opFamilies } = predicted(request({}), target);
    expect(tier).toBe('measured');
    expect(opFamilies).toBeUndefined();
    expect(stepMs.low).toBeLessThan(stepMs.estimate);
    expect(stepMs.high).toBeGreaterThan(stepMs.estimate);
    expect(why[0]).toMatch(/^The file holds no op profile, so only the step time could be used: that way architectures left out of training were predicted with a median error of \d+\.\d % \(mean \d+\.\d %\)\.$/);
    expect(why.join(' ')).toContain('so does the GPU\'s busy share');
    expect(why.every((sentence) => /^[A-Z].*\.$/s.test(sentence))).toBe(true);
  });

  test('with the GPU\'s busy share names it and where it is from', () => {
    const { why } = predicted(request(busy));
    expect(why[0]).toContain('(93 %, nvidia-smi, mean of 40)');
    expect(why.join(' ')).not.toContain('so does the GPU\'s busy share');
  });

  test('on the anchor keeps the step and has no op families', () => {
    const { stepMs, relativeStep, opFamilies } = predicted(request(busy), 'g4dn.xlarge');
    expect(stepMs.estimate).toBe(60);
    expect(relativeStep).toMatchObject({ low: 1, high: 1 });
    expect(opFamilies).toBeUndefined();
  });

  test('a busy GPU gains more from a faster one than one that mostly waits', () => {
    const ratio = (value: number): number => predicted(request({ gpuBusyShare: known(value) })).relativeStep.estimate;
    expect(ratio(0.97)).toBeLessThan(0.5);
    expect(ratio(0.15)).toBeGreaterThan(0.6);
  });

  test.each([0, 1.7, -0.2])('a busy share of %d is no share of this step and is left out', (value) => {
    expect(predicted(request({ gpuBusyShare: known(value) }))).toEqual(predicted(request({})));
  });

  test('has a wider interval than the same step with op times', () => {
    const whole = predicted(request({ ops: [...NETWORK, ...IDLE], steps: known(2) }));
    expect(width(predicted(request({})))).toBeGreaterThan(width(whole));
    expect(width(predicted(request(busy)))).toBeGreaterThan(width(whole));
  });

  test('a step that is a guess is less certain, but not relative to the anchor', () => {
    const guess = predicted(request({}, { stepMs: { value: 60, source: 'guess', certainty: 'guess' } }));
    expect(guess.stepMs.high).toBeGreaterThan(predicted(request({})).stepMs.high);
    expect(guess.relativeStep).toEqual(predicted(request({})).relativeStep);
  });

  test.each([1e-3, 1e7])('a step of %d ms stays finite and positive', (stepMs) => {
    const { low, estimate, high } = predicted(request({}, { stepMs: known(stepMs) })).stepMs;
    expect([low, estimate, high].every((value) => Number.isFinite(value) && value > 0)).toBe(true);
  });

  // The data's steps on g4dn lie between 3 ms and 3 s: longer ones are like the longest, with more doubt.
  test('a step beyond the training data has a wider interval and says so', () => {
    const at = (stepMs: number): Prediction => predicted(request({}, { stepMs: known(stepMs) }));
    expect(at(100_000).relativeStep.estimate).toBeCloseTo(at(20_000).relativeStep.estimate, 9);
    expect(width(at(100_000))).toBeGreaterThan(width(at(20_000)));
    expect(at(100_000).why.join(' ')).toContain('No training workload has a step as long as 100000 ms');
    expect(at(0.1).why.join(' ')).toContain('as short as 0.1 ms');
    expect(at(100).why.join(' ')).not.toContain('No training workload');
  });

  test('mixed precision and inference are refused as they are with op times', () => {
    expect(predictor.predict(request({}, { precision: 'amp' }), 'p3.2xlarge')).toMatchObject({ ok: false });
    expect(predictor.predict(request({ mode: known('inference') }), 'p3.2xlarge')).toMatchObject({ ok: false });
  });

  test('another batch size needs a second measured one; the busy share grows with the work', () => {
    const asked = request({ gpuBusyShare: known(0.5) }, { batchSize: 32 });
    expect(predictor.change(asked, { batchSize: 64 })).toMatchObject({ ok: false, failure: { message: expect.stringContaining('Without op times') as string } });
    // On the line through 60 ms at 32 and 80 ms at 64: 120 ms at 128. The GPU works 30 ms at 32, 120 ms at 128: it is busy all the time.
    const changed = predictor.change(asked, { batchSize: 128, second: { batchSize: 64, stepMs: 80 } });
    expect(changed).toMatchObject({ ok: true, value: { stepMs: { value: 120 }, profile: { gpuBusyShare: { value: 1 } } } });
  });
});

describe('another framework', () => {
  test.each(['pytorch', 'jax', 'mxnet'] as const)('%s widens by half and says so, with op times and without', (framework) => {
    for (const of of [{}, { ops: [...NETWORK, ...IDLE], steps: known(2) }]) {
      const other = predicted(request({ ...of, framework: known(framework) }));
      expect(width(other) / width(predicted(request(of)))).toBeCloseTo(1.5, 9);
      expect(other.why.join(' ')).toMatch(/All training data is TensorFlow, and this run is (PyTorch|JAX|MXNet): the interval is 1\.5 times as wide for that\./);
    }
  });

  test('a log that names none may be of any', () => {
    const asked = { ...request({}), profile: { format: 'log', ops: [], warnings: [] } };
    expect(width(predicted(asked)) / width(predicted(request({})))).toBeCloseTo(1.5, 9);
    expect(predicted(asked).why.join(' ')).toContain('the file does not say');
  });
});

describe('a profile with host ops only', () => {
  const refused = (profile: Partial<Profile>): string => {
    const result = predictor.predict(request(profile), 'p3.2xlarge');
    return result.ok ? '' : result.failure.message;
  };

  test('of a CPU run is refused with a sentence that says so', () => {
    const sentence = 'The profile was taken on a CPU (it has the network\'s work on the host, and nothing of a GPU), so it cannot be of a run on g4dn.xlarge.';
    expect(refused({ ops: ops({ Host__FusedConv2D: 50, Host_Relu: 3 }) })).toBe(sentence);
    expect(refused({ ops: ops({ 'Host_aten::mkldnn_convolution': 50, 'Host_aten::copy_': 3 }) })).toBe(sentence);
    expect(refused({ deviceName: known('Intel Xeon CPU') })).toContain('taken on a CPU (its device is "Intel Xeon CPU")');
  });

  test.each<[string, Partial<Profile>]>([
    ['a log without ops', {}],
    ['ops of input and loop alone', { ops: ops({ Host_IteratorGetNextSync: 5, Host_IDLE: 40, 'Host_run_training_batch': 55 }) }],
    ['calls of the GPU\'s runtime', { ops: ops({ 'Host_aten::addmm': 5, Host_cudaLaunchKernel: 20 }) }],
    ['a GPU by name', { ops: ops({ 'Host_aten::addmm': 5 }), deviceName: known('Tesla T4') }],
    ['a busy GPU', { ops: ops({ 'Host_aten::addmm': 5 }), gpuBusyShare: known(0.8) }],
  ])('is no CPU run: %s', (_, profile) => {
    expect(refused(profile)).toBe('');
    expect(predicted(request(profile)).opFamilies).toBeUndefined();
  });

  test('says that its op times are of the host', () => {
    expect(predicted(request({ ops: ops({ Host_IDLE: 40 }) })).why[0]).toMatch(/^The file holds op times of the host only, no op profile of the GPU, so only the step time/);
  });
});

describe('op times over an unknown number of steps', () => {
  const times = (list: readonly OpTime[], by: number): OpTime[] => list.map((op) => ({ ...op, ms: by * op.ms }));

  test.each<[string, Partial<Profile>, readonly OpTime[], string]>([
    ['idle time', {}, IDLE, 'with the idle time they take the step'],
    ['a busy share', { gpuBusyShare: known(0.9) }, [], 'they take the 90 % of the step in which the GPU was busy'],
    ['nothing', {}, [], 'they take the whole step, as if the GPU were never idle'],
  ])('beside %s count by their proportions', (_, profile, idle, basis) => {
    const seven = predicted(request({ ...profile, ops: times([...NETWORK, ...idle], 7) }));
    const other = predicted(request({ ...profile, ops: times([...NETWORK, ...idle], 70) }));
    expect(other.stepMs.estimate).toBeCloseTo(seven.stepMs.estimate, 9);
    expect(seven.why.join(' ')).toContain(`only their proportions count: they were scaled so that ${basis}.`);
    const families = Object.values(seven.opFamilies ?? {});
    expect(families.reduce((sum, ms) => sum + ms, 0)).toBeCloseTo(seven.stepMs.estimate, 9);
    const whole = predicted(request({ ops: [...NETWORK, ...IDLE], steps: known(2) }));
    expect(Math.abs(Math.log(seven.stepMs.estimate / whole.stepMs.estimate))).toBeLessThan(0.1);
    expect(width(seven)).toBeGreaterThan(width(whole));
  });
});

test('a damaged model for logs names its field', () => {
  const [first, ...rest] = bundle.opFree;
  expect(loadPredictor({ ...bundle, opFree: [{ ...first, members: [] }, ...rest] })).toMatchObject({
    ok: false, failure: { code: 'damaged', message: expect.stringContaining('opFree[0].members') as string },
  });
});

describeShared('architectures that training has not seen', () => {
  const workloads = readDataset(join(SHARED, 'data'));
  // Some of each: a network like others in the data, a small one, and MobileNetV2, whose depthwise convolutions no other has.
  const unseen = ['VGG16', 'LeNet5', 'MobileNetV2'];
  const trained = workloads.filter(({ architecture }) => !unseen.includes(architecture));
  const models = fitOpFree(PAIRS.map((source) => ({ source, examples: examplesOf(source, trained) })));
  const withoutThem = loaded({ ...bundle, opFree: models });
  // One of the nine repeats of each workload: enough for a mean.
  const tested = testedOf(workloads, unseen).map((workload) => ({ ...workload, runs: new Map([...workload.runs].map(([type, runs]) => [type, runs.slice(0, 1)])) }));
  const outcomes = (architecture: string, view: View): Outcome[] => outcomesOf(withoutThem, tested.filter((workload) => workload.architecture === architecture), view);

  // Bounds around what docs/accuracy.md reports for each left out alone: three are missing here.
  test.each([
    ['VGG16', 'stepAndBusyShare', 4, 13], ['VGG16', 'step', 6, 20],
    ['LeNet5', 'stepAndBusyShare', 12, 35], ['LeNet5', 'step', 12, 40],
    ['MobileNetV2', 'stepAndBusyShare', 20, 45], ['MobileNetV2', 'step', 30, 65],
  ] as const)('%s from %s: mean error between %i and %i %%', (architecture, view, least, most) => {
    const { mape } = summarise(outcomes(architecture, LESSER_VIEWS[view]));
    expect(mape).toBeGreaterThan(least);
    expect(mape).toBeLessThan(most);
  });

  test('the intervals of a known kind of network hold its truth', () => {
    expect(summarise(outcomes('VGG16', LESSER_VIEWS.stepAndBusyShare)).coverage80).toBeGreaterThan(80);
  });

  test('intervals are wider without op times for most runs', () => {
    const relativeWidth = ({ low, high }: Outcome): number => high / low;
    for (const view of ['stepAndBusyShare', 'step'] as const) {
      const pairs = unseen.flatMap((architecture) => {
        const whole = outcomes(architecture, WHOLE_PROFILE);
        return outcomes(architecture, LESSER_VIEWS[view]).map((outcome, index) => [outcome, whole[index] ?? outcome] as const);
      });
      expect(pairs.filter(([lesser, whole]) => relativeWidth(lesser) > relativeWidth(whole)).length / pairs.length).toBeGreaterThan(0.75);
    }
  });
});
