import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { assembleKnowledge } from '../../../src/core/advice/knowledge';
import { loadPredictor } from '../../../src/core/predictor/loadPredictor';
import type { Prediction, PredictionRequest } from '../../../src/core/predictor/predictor';
import { loadTransferModel } from '../../../src/core/predictor/transfer/model';
import { opFamily } from '../../../src/core/profile/opFamilies';
import type { OpTime } from '../../../src/core/profile/profile';
import { repoRoot } from '../../../tools/paths';

const text = (file: string): string => readFileSync(join(repoRoot, 'media', 'data', file), 'utf8');
const knowledge = assembleKnowledge(text);
if (!knowledge.ok) throw new Error(knowledge.failure.message);
const { predictor, catalog } = knowledge.value;
const measured = loadPredictor(JSON.parse(text('predictor.json')));
if (!measured.ok) throw new Error(measured.failure.message);

const op = (type: string, ms: number): OpTime => ({ name: `Device_${type}`, type, place: 'device', family: opFamily(type), ms });
const OPS = [op('Conv2D', 30), op('Conv2DBackpropFilter', 30), op('Conv2DBackpropInput', 25), op('FusedBatchNormV3', 8), op('Relu', 5), op('IDLE', 4)];

const request = (change: Partial<PredictionRequest> = {}, ops: readonly OpTime[] = OPS): PredictionRequest => ({
  profile: { format: 'test', ops, warnings: [], steps: { value: 2, source: 'test', certainty: 'measured' } },
  anchor: 'g4dn.xlarge', stepMs: { value: 101, source: 'test', certainty: 'measured' }, batchSize: 64, ...change,
});

function predicted(target: string, wanted = request()): Prediction {
  const result = predictor.predict(wanted, target);
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

function refused(target: string, wanted = request()): string {
  const result = predictor.predict(wanted, target);
  if (result.ok) throw new Error(`${target} was predicted`);
  return result.failure.message;
}

describe('what was measured stays as it was', () => {
  test.each(measured.value.targets('g4dn.xlarge'))('g4dn.xlarge to %s', (target) => {
    expect(predictor.predict(request(), target)).toEqual(measured.value.predict(request(), target));
  });
});

describe('every accelerator type that can be launched', () => {
  const types = catalog.instanceTypes.filter(({ accelerator, launchableIn }) => accelerator !== undefined && launchableIn.length > 0);

  test.each([
    ['with op times', request()],
    ['from a log', request({}, [])],
    ['in mixed precision', request({ precision: 'amp' })],
    ['from a type that was not profiled', request({ anchor: 'g6.2xlarge' })],
    ['of a tiny step', request({ stepMs: { value: 0.01, source: 'test', certainty: 'guess' } }, [])],
    ['of a huge step', request({ stepMs: { value: 1e9, source: 'test', certainty: 'derived' } })],
  ])('%s has a sound figure, or a reason that names it', (_, wanted) => {
    for (const { name } of types) {
      const result = predictor.predict(wanted, name);
      if (!result.ok) {
        expect(result.failure.message).toContain(name);
        continue;
      }
      for (const { estimate, low, high } of [result.value.stepMs, result.value.relativeStep]) {
        expect([estimate, low, high].every((value) => Number.isFinite(value) && value > 0)).toBe(true);
        expect(low).toBeLessThanOrEqual(estimate);
        expect(high).toBeGreaterThanOrEqual(estimate);
      }
      expect(result.value.why.length).toBeGreaterThan(0);
    }
  });

  test('are targets of a GPU anchor, and types without a GPU are not', () => {
    const targets = predictor.targets('g4dn.xlarge');
    expect(targets).toEqual(expect.arrayContaining(['g5.xlarge', 'g6.xlarge', 'g6e.xlarge', 'g7e.2xlarge', 'p4d.24xlarge', 'p5.48xlarge', 'p5en.48xlarge', 'p6-b200.48xlarge']));
    expect(targets).not.toContain('c7i.xlarge');
    expect(targets).not.toContain('trn1.2xlarge');
  });
});

describe('transferred steps', () => {
  test('families of the target sum to its step', () => {
    const { opFamilies = {}, stepMs, tier } = predicted('g6.xlarge');
    expect(tier).toBe('transferred');
    expect(Object.values(opFamilies).reduce((sum, ms) => sum + ms, 0)).toBeCloseTo(stepMs.estimate, 9);
  });

  test('sizes of a family are equal where the GPU decides, and more vCPUs are called wasted', () => {
    const [small, large] = [predicted('g6.xlarge'), predicted('g6.16xlarge')];
    expect(large.stepMs.estimate / small.stepMs.estimate).toBeCloseTo(1, 2);
    expect(large.why.join(' ')).toContain('the vCPUs that g6.16xlarge has beyond g6.xlarge would be wasted');
    expect(small.why.join(' ')).not.toContain('wasted');
  });

  test('a step that waits for input gets faster with more vCPUs: all of it waits, 4 times the vCPUs, power 0.85', () => {
    const waiting = request({}, [op('Relu', 2), op('IDLE', 99)]);
    const busyHost = { ...waiting, profile: { ...waiting.profile, cpuUtilization: { value: 0.95, source: 'test', certainty: 'measured' } as const } };
    const ratio = predicted('g4dn.4xlarge', busyHost).relativeStep.estimate;
    expect(ratio).toBeLessThan(0.4);
    expect(ratio).toBeGreaterThan(4 ** -0.85 * 0.9);
    expect(predicted('g4dn.4xlarge', waiting).relativeStep.estimate).toBeGreaterThan(0.9);
  });

  test('another size of a measured pair follows the pair', () => {
    const [pair, size] = [predicted('g5.xlarge'), predicted('g5.4xlarge')];
    expect(size.tier).toBe('transferred');
    expect(size.stepMs.estimate / pair.stepMs.estimate).toBeCloseTo(1, 2);
    expect(size.why[0]).toContain('has the GPU of g5.xlarge');
    // and from another size of the anchor
    expect(predicted('g5.xlarge', request({ anchor: 'g4dn.8xlarge' })).stepMs.estimate / pair.stepMs.estimate).toBeCloseTo(1, 1);
  });

  test('without op times the interval is wider; so it is for a device that nobody measured', () => {
    const width = ({ relativeStep: { high, estimate } }: Prediction): number => Math.log(high / estimate);
    expect(width(predicted('g6.xlarge', request({}, [])))).toBeGreaterThan(1.3 * width(predicted('g6.xlarge')));
    expect(width(predicted('g6e.xlarge'))).toBeGreaterThan(width(predicted('g6.xlarge')));
  });

  test('one GPU of several is said', () => {
    expect(predicted('p4d.24xlarge').why.join(' ')).toContain('one of the 8 GPUs of p4d.24xlarge; the price is of all');
  });

  test('mixed precision gains on matrix units: an A100 beside an L40S', () => {
    const ratio = (precision: 'fp32' | 'amp'): number => predicted('p4d.24xlarge', request({ precision })).stepMs.estimate / predicted('g6e.xlarge', request({ precision })).stepMs.estimate;
    expect(ratio('fp32')).toBeGreaterThan(1);
    expect(ratio('amp')).toBeLessThan(ratio('fp32'));
  });

  test.each([
    ['trn1.2xlarge', /trn1\.2xlarge runs on Trainium, which needs the Neuron compiler/],
    ['g6f.large', /0\.125 of one L4/],
    ['g4ad.xlarge', /Radeon Pro V520/],
  ])('%s is refused with its reason', (target, reason) => {
    expect(refused(target)).toMatch(reason);
  });

  test.each([
    ['a step of no length', request({ stepMs: { value: 0, source: 'test', certainty: 'measured' } }), /A step of 0 ms/],
    ['an inference run', { ...request(), profile: { ...request().profile, mode: { value: 'inference', source: 'test', certainty: 'measured' } as const } }, /inference/],
    ['a run on a CPU', request({}, [{ ...op('Conv2D', 90), place: 'host' }]), /taken on a CPU/],
    ['unknown ops', request({}, [op('Mystery', 90), op('Relu', 10)]), /no known family/],
  ])('%s is refused', (_, wanted, reason) => {
    expect(refused('g6.xlarge', wanted)).toMatch(reason);
  });
});

describe('several GPUs', () => {
  const shared = (gpus: number, machines: number, modelParameters = 25e6): PredictionRequest => ({
    ...request(), parallel: { gpus, machines },
    profile: { ...request().profile, modelParameters: { value: modelParameters, source: 'test', certainty: 'measured' } },
  });

  test('four T4 of one machine: 200 MB over 2 GB/s, 3/4 of it, overlapped with the step', () => {
    const one = predicted('g4dn.12xlarge').stepMs.estimate;
    const { stepMs, parallel } = predicted('g4dn.12xlarge', shared(4, 1));
    expect(stepMs.estimate).toBeCloseTo((one ** 1.8 + 75 ** 1.8) ** (1 / 1.8), 6);
    expect(parallel?.efficiency).toBeCloseTo(one / stepMs.estimate, 9);
  });

  test('machines exchange over the network, which is slower', () => {
    expect(predicted('g4dn.12xlarge', shared(8, 2)).stepMs.estimate).toBeGreaterThan(predicted('g4dn.12xlarge', shared(4, 1)).stepMs.estimate);
  });

  test.each([
    ['more GPUs than there are', 'g4dn.xlarge', shared(4, 1), /has 1 GPUs/],
    ['GPUs that cannot stand evenly', 'g4dn.12xlarge', shared(3, 2), /evenly/],
    ['no parameters', 'g4dn.12xlarge', { ...request(), parallel: { gpus: 4, machines: 1 } }, /number of parameters/],
  ])('%s: refused', (_, target, wanted, reason) => {
    expect(refused(target, wanted)).toMatch(reason);
  });
});

test('a damaged transfer model names its first bad field', () => {
  const json = JSON.parse(text('transfer.json')) as { devices: { bandwidthGBs: unknown }[] };
  const broken = loadTransferModel({ ...json, devices: [{ ...json.devices[0], bandwidthGBs: 'much' }] });
  expect(broken.ok ? '' : broken.failure.message).toContain('devices[0].bandwidthGBs');
});
