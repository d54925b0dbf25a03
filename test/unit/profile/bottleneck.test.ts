import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bottleneckOf, LIMITS } from '../../../src/core/profile/bottleneck';
import type { Known, OpTime, Profile } from '../../../src/core/profile/profile';

type Shares = Partial<Record<'gpuBusyShare' | 'cpuUtilization' | 'cpuUserShare' | 'cpuIowaitShare' | 'cpuStealShare' | 'vCpus', number>>;

const known = (value: number, certainty: Known<number>['certainty'] = 'measured'): Known<number> => ({ value, source: 'test', certainty });

function profileOf(shares: Shares, ops: readonly OpTime[] = []): Profile {
  return { format: 'test', ...Object.fromEntries(Object.entries(shares).map(([field, value]) => [field, known(value)])), ops, warnings: [] };
}

const op = (place: OpTime['place'], family: OpTime['family'], ms: number): OpTime => ({ name: `${place}_${family}`, type: family, place, family, ms });
const ON_GPU = [op('device', 'convolution', 40), op('device', 'idle', 60)];
const ON_CPU = [op('host', 'matmul', 40)];

describe('one sentence, the first cause that speaks', () => {
  test.each<[string, Shares, readonly OpTime[], string | undefined]>([
    ['GPU-bound', { gpuBusyShare: 0.96 }, [], 'GPU 96 % busy: GPU-bound; a faster GPU shortens the step.'],
    ['GPU-bound although the CPU is busy too', { gpuBusyShare: 0.96, cpuUtilization: 0.99 }, [], 'GPU 96 % busy: GPU-bound; a faster GPU shortens the step.'],
    ['input-bound by the CPU', { gpuBusyShare: 0.4, cpuUtilization: 0.98, cpuUserShare: 0.95 }, [], 'CPU 98 % busy in user code: input-bound; a faster GPU will not help.'],
    ['the same, idle from the ops', { cpuUtilization: 0.98, cpuUserShare: 0.95 }, ON_GPU, 'CPU 98 % busy in user code: input-bound; a faster GPU will not help.'],
    ['in the kernel', { gpuBusyShare: 0.4, cpuUtilization: 0.98, cpuUserShare: 0.2 }, [], 'CPU 98 % busy mostly in the kernel: input-bound; a faster GPU will not help.'],
    ['the GPU\'s load is unknown', { cpuUtilization: 0.98 }, [op('device', 'convolution', 40)], 'CPU 98 % busy: most likely input-bound; a faster GPU will not help.'],
    ['whether there is a GPU is unknown', { cpuUtilization: 0.98, cpuUserShare: 0.98 }, [], 'CPU 98 % busy in user code: input-bound if the training runs on a GPU, and then a faster GPU will not help.'],
    ['training on the CPU', { cpuUtilization: 0.98, cpuUserShare: 0.98 }, ON_CPU, 'CPU 98 % busy in user code: CPU-bound, as the training runs on the CPU; more or faster cores or a GPU shorten the step.'],
    ['training on the CPU beside an unused GPU', { gpuBusyShare: 0, cpuUtilization: 0.98 }, ON_CPU, 'CPU 98 % busy: CPU-bound, as the training runs on the CPU; more or faster cores or a GPU shorten the step.'],
    ['storage', { gpuBusyShare: 0.4, cpuUtilization: 0.6, cpuIowaitShare: 0.35 }, [], 'CPU 35 % waiting for storage (iowait): storage-bound; faster or local storage helps, a faster GPU will not.'],
    ['storage, one loader on eight CPUs', { gpuBusyShare: 0.4, cpuUtilization: 0.3, cpuIowaitShare: 0.1, vCpus: 8 }, [], 'CPU 10 % waiting for storage (iowait): storage-bound; faster or local storage helps, a faster GPU will not.'],
    ['stolen time', { gpuBusyShare: 0.4, cpuUtilization: 0.9, cpuStealShare: 0.25 }, [],
      'The hypervisor gave 25 % of the CPU time to others (steal): a noisy neighbour or used-up CPU credits; a dedicated or larger type would not wait so.'],
    ['one thread', { gpuBusyShare: 0.4, cpuUtilization: 0.26, vCpus: 4 }, [], 'One of 4 vCPUs busy (CPU 26 %): single-threaded input or launching; more loader workers help before a faster GPU does.'],
    ['one thread on a CPU', { cpuUtilization: 0.26, vCpus: 4 }, ON_CPU, 'One of 4 vCPUs busy (CPU 26 %): the work runs in a single thread; more cores will not help, more threads will.'],
    ['both idle', { gpuBusyShare: 0.3, cpuUtilization: 0.1, vCpus: 4 }, [],
      'GPU 70 % idle and CPU 90 % idle: launch- or latency-bound, or waiting for data from elsewhere; a larger batch helps more than a faster GPU.'],
    ['GPU idle, CPU half busy', { gpuBusyShare: 0.3, cpuUtilization: 0.7, vCpus: 8 }, [], 'GPU 70 % idle and CPU 70 % busy: the GPU waits for the host; more vCPUs help more than a faster GPU.'],
    ['GPU idle, CPU unknown', {}, ON_GPU, 'GPU 60 % idle: it waits for input or for the host to launch its work; output of mpstat beside the profile would tell which.'],
    ['a GPU used well by one thread', { gpuBusyShare: 0.8, cpuUtilization: 0.26, vCpus: 4 }, [], undefined],
    ['in between', { gpuBusyShare: 0.8, cpuUtilization: 0.7 }, [], undefined],
    ['a CPU that waits is not busy', { cpuUtilization: 0.95, cpuIowaitShare: 0.1, vCpus: 2 }, [], undefined],
    ['nothing known', {}, [], undefined],
    ['ops without any idle time', {}, [op('device', 'convolution', 40)], undefined],
  ])('%s', (_, shares, ops, sentence) => expect(bottleneckOf(profileOf(shares, ops))).toBe(sentence));
});

test('the machine tells where nothing else does', () => {
  const busy = profileOf({ cpuUtilization: 0.98 });
  expect(bottleneckOf(busy, false)).toContain('CPU-bound, as the training runs on the CPU');
  expect(bottleneckOf(busy, true)).toBe('CPU 98 % busy: most likely input-bound; a faster GPU will not help.');
  expect(bottleneckOf(profileOf({ cpuUtilization: 0.98 }, ON_CPU), true)).toContain('CPU-bound');
});

test('a TPU is called one', () => {
  const tpu = { ...profileOf({ gpuBusyShare: 0.99 }), deviceName: { value: 'TPU', source: 'test', certainty: 'measured' as const } };
  expect(bottleneckOf(tpu)).toBe('TPU 99 % busy: TPU-bound; a faster TPU shortens the step.');
});

test('guesses decide nothing', () => {
  expect(bottleneckOf({ ...profileOf({}), cpuUtilization: known(0.99, 'guess'), gpuBusyShare: known(0.99, 'guess') })).toBeUndefined();
});

test('thresholds belong to what is above them', () => {
  expect(bottleneckOf(profileOf({ gpuBusyShare: LIMITS.gpuBound }))).toContain('GPU-bound');
  expect(bottleneckOf(profileOf({ gpuBusyShare: LIMITS.gpuBound - 1e-9 }))).toBeUndefined();
});

test('any shares give one whole sentence or none', () => {
  const share = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined });
  const shares = fc.record({ gpuBusyShare: share, cpuUtilization: share, cpuUserShare: share, cpuIowaitShare: share, cpuStealShare: share, vCpus: fc.option(fc.integer({ min: 1, max: 192 }), { nil: undefined }) });
  fc.assert(fc.property(shares, fc.constantFrom([], ON_GPU, ON_CPU), (given, ops) => {
    const told = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    expect(bottleneckOf(profileOf(told, ops)) ?? 'Nothing.').toMatch(/^[A-Z][^\n]{5,200}\.$/);
  }), { seed: 42, numRuns: 500 });
});
