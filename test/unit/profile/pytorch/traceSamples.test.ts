/** Every PyTorch trace of ../shared against the reference values of samples/INDEX.md, which were computed by separate code. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { deviceUses } from '../../../../src/core/profile/chrome/deviceTime';
import type { Intervals } from '../../../../src/core/profile/chrome/intervals';
import { readTrace } from '../../../../src/core/profile/chrome/readTrace';
import { selfTimes } from '../../../../src/core/profile/chrome/selfTime';
import { Content } from '../../../../src/core/profile/content';
import { fileInMemory } from '../../../../src/core/profile/fileSource';
import { Recording } from '../../../../src/core/profile/pytorch/recording';
import { describeShared, fileAt, SHARED } from '../../shared';
import { failureOf, read, sumMs } from '../reading';

const SAMPLES = join(SHARED, 'samples');

/** One "expect" line of the index; times in microseconds. */
interface Expected {
  readonly events: number;
  readonly devices: readonly string[];
  readonly steps: number;
  readonly medianUs?: number;
  readonly kernels: number;
  readonly kernelUs: number;
  readonly busyUs: ReadonlyMap<number, number>;
  readonly cpuOps: number;
  readonly cpuOpUs: number;
  readonly topLevelUs: number;
  readonly worldSize?: number;
}

/** The entries of `## torch_trace`: file name and what is expected of it. */
function expectations(): (readonly [string, Expected])[] {
  const section = readFileSync(join(SAMPLES, 'INDEX.md'), 'utf8').split(/^## /m).find((text) => text.startsWith('torch_trace\n')) ?? '';
  return [...section.matchAll(/^- \*\*torch_trace\/(\S+)\*\*.*\n {2}- expect: (.*)$/gm)].map(([, name = '', text = '']) => [name, expectation(text)]);
}

function expectation(text: string): Expected {
  const number = (pattern: RegExp): number => Number(pattern.exec(text)?.[1] ?? Number.NaN);
  const [, names = ''] = /device \[(.*?)\] x/.exec(text) ?? [];
  const [, busy = ''] = /per device\) \{(.*?)\} us/.exec(text) ?? [];
  const [median, worldSize] = [number(/median ([\d.]+) us/), number(/world_size=(\d+)/)];
  return {
    events: number(/unzipped, (\d+) events/),
    devices: [...names.matchAll(/'([^']*)'/g)].map(([, name = '']) => name),
    steps: text.includes('no ProfilerStep') ? 0 : number(/(\d+) ProfilerStep \(host\)/),
    ...(!Number.isNaN(median) && { medianUs: median }),
    kernels: number(/; (\d+) kernels sum/),
    kernelUs: number(/kernels sum ([\d.]+) us/),
    busyUs: new Map([...busy.matchAll(/'(\d+)': ([\d.]+)/g)].map(([, device, us]) => [Number(device), Number(us)])),
    cpuOps: number(/cpu_op n=(\d+)/),
    cpuOpUs: number(/nested double count\)=([\d.]+) us/),
    topLevelUs: number(/top-level only=([\d.]+) us/),
    ...(!Number.isNaN(worldSize) && { worldSize }),
  };
}

function recordingOf(name: string): { recording: Recording; events: number } {
  const file = fileAt(SAMPLES, 'torch_trace', name);
  const content = Content.open(fileInMemory(file.name, file.bytes));
  if (!content.ok) throw new Error(content.failure.message);
  const recording = new Recording();
  const end = readTrace(content.value.utf8(), recording);
  expect(end).toMatchObject({ isCut: false, oversized: 0 });
  return { recording, events: end.events };
}

/** Microseconds of the intervals whose name passes. */
function sumUs(intervals: Intervals, isCounted: (name: number) => boolean = () => true): number {
  let us = 0;
  for (let index = 0; index < intervals.length; index++) if (isCounted(intervals.nameOf(index))) us += intervals.durationOf(index);
  return us;
}

/** Within a share of the expected value, or within rounding to the digits that the index gives. */
function expectNear(actual: number, expected: number, share = 1e-6): void {
  expect(Math.abs(actual - expected), `${actual} is not near ${expected}`).toBeLessThanOrEqual(Math.max(0.06, share * expected));
}

describeShared('PyTorch traces of the index', () => {
  const entries = expectations();
  test('there are 30', () => expect(entries.length).toBeGreaterThanOrEqual(30));

  test.each(entries)('%s', (name, expected) => {
    const { recording, events } = recordingOf(name);
    expect(events).toBe(expected.events);
    const isKernel = (id: number): boolean => !/^Mem(?:cpy|set)/.test(recording.names.text(id));
    const kernels = recording.deviceOps.names.subarray(0, recording.deviceOps.length).filter(isKernel).length;
    expect(kernels).toBe(expected.kernels);
    expectNear(sumUs(recording.deviceOps, isKernel), expected.kernelUs);
    const uses = deviceUses(recording.deviceOps, recording.deviceOps.span(), () => 0);
    expect(new Set(uses.map(({ device }) => device))).toEqual(new Set(expected.busyUs.keys()));
    for (const { device, busyUs, usByName } of uses) {
      // Time stamps of 16 digits before the point have no tenths of a microsecond as doubles, which the index used.
      expectNear(busyUs, expected.busyUs.get(device) ?? Number.NaN, 1e-4);
      expectNear([...usByName.values()].reduce((sum, us) => sum + us, 0), busyUs, 1e-9);
    }

    // Versions before 1.11 write annotations as operators: the step, the optimizer's two, the data loader's.
    const ops = recording.hostOps;
    const isOld = ops.length < expected.cpuOps;
    expect(expected.cpuOps - ops.length).toBeLessThanOrEqual(4 * expected.steps);
    if (!isOld) {
      expectNear(sumUs(ops), expected.cpuOpUs);
      const whole = { startUs: Number.NEGATIVE_INFINITY, endUs: Number.POSITIVE_INFINITY };
      expectNear([...selfTimes(ops, whole).values()].reduce((sum, us) => sum + us, 0), expected.topLevelUs, 2e-3);
    }

    const profile = read(fileAt(SAMPLES, 'torch_trace', name).bytes, name);
    if (expected.medianUs === undefined) expect(profile.stepMs?.certainty).not.toBe('measured');
    else {
      expect(profile.steps).toMatchObject({ value: expected.steps, certainty: 'measured' });
      expectNear((profile.stepMs?.value ?? 0) * 1000, expected.medianUs);
    }
    const [device = ''] = expected.devices;
    expect(profile.deviceName?.value ?? '').toBe(device);
    if (expected.worldSize !== undefined && expected.busyUs.size > 0) expect(profile.deviceCount?.value).toBe(expected.worldSize);
    if (expected.busyUs.size > 0) expectStepAddsUp(profile);
    else expect(profile.ops.every(({ place }) => place === 'host')).toBe(true);
  });

  /** Device ops with idle add up to the step, unless steps longer than the median filled the device for longer. */
  function expectStepAddsUp(profile: ReturnType<typeof read>): void {
    const idle = profile.ops.find(({ name }) => name === 'Device_IDLE');
    if (idle) expect(sumMs(profile, 'device')).toBeCloseTo(profile.stepMs?.value ?? 0, 6);
    expect(profile.gpuBusyShare?.value).toBeGreaterThan(0);
    expect(profile.gpuBusyShare?.value).toBeLessThanOrEqual(1);
  }

  test.each([
    // [file, mode, precision, batch size]: what its author says of it, in its name or in the index
    ['kineto_resnet50_num_workers_0_worker0.1623143566756.pt.trace.json.gz', 'training', 'fp32', 32],
    ['kineto_resnet50_num_workers_4_worker0.1623212756351.pt.trace.json.gz', 'training', 'fp32', 32],
    ['hta_amd_trace__mi250_minitoy_train_ROCm6_2_kineto.json.gz', 'training', 'fp32', 5],
    ['param_resnet_kineto.json.gz', 'training', 'fp32', undefined],
    ['tracelens_h100__Falconsai_nsfw_image_detection__1016002.json.gz', 'inference', 'amp', 4],
    ['tracelens_h100__gaunernst_bert-small-uncased__1016001.json.gz', 'inference', 'amp', 1],
    ['tracelens_inference__sglang_decode__sglang_Qwen3-8B_decode.json.gz', 'inference', 'amp', undefined],
    ['tracelens_inference__vllm_decode_full__graph_execution.json.gz', 'inference', 'amp', 32],
    ['tracelens_mi210__gpu_only_trace__gpu_only_trace.json.gz', 'training', 'amp', undefined],
    ['hta_mtia_inference_trace__mtia_inference_rank_0.json.gz', 'inference', undefined, undefined],
    ['hta_nccl_parser_config__nccl_data.json.gz', 'training', 'tf32', undefined],
  ])('%s is %s in %s with batch %s', (name, mode, precision, batch) => {
    const profile = read(fileAt(SAMPLES, 'torch_trace', name).bytes);
    expect(profile.mode?.value).toBe(mode);
    expect(profile.precision?.value).toBe(precision);
    expect(profile.batchSize?.value).toBe(batch);
    if (profile.batchSize) expect(profile.batchSize.certainty).toBe('guess');
  });

  test('without ProfilerStep the optimizer tells the steps: 30 of param_resnet', () => {
    const profile = read(fileAt(SAMPLES, 'torch_trace/param_resnet_kineto.json.gz').bytes);
    expect(profile.steps).toMatchObject({ value: 30, certainty: 'derived' });
    expect(profile.warnings.join()).toContain('Optimizer.step#SGD.step');
  });

  test.each([
    ['hta_cupti_profiler__benchmark_result_924719_1679055439_trace.json.gz', 'cuda_profiler_range'],
    ['hta_mtia_inference_trace__mtia_inference_rank_0.json.gz', 'mtia_ccp_events'],
    ['hta_distributed_info_unavailable__distributed_info_not_found.json.gz', 'lists GPUs and holds no kernels'],
    ['hta_amd_trace__mi250_minitoy_train_ROCm6_2_kineto.json.gz', '"AMD Radeon Graphics", a name that several models share'],
    ['tracelens_inference__vllm_decode_full__graph_execution.json.gz', 'gives the device no name'],
    ['hta_large_integer_rank-70.pt.trace.json.gz', 'all of it is taken for one step, which is a guess'],
  ])('%s says what is missing', (name, words) =>
    expect(read(fileAt(SAMPLES, 'torch_trace', name).bytes).warnings.join('\n')).toContain(words));

  test('plain and gzip are the same profile', () =>
    expect(read(fileAt(SAMPLES, 'torch_trace_plain/nccl_data.json').bytes)).toEqual(read(fileAt(SAMPLES, 'torch_trace/hta_nccl_parser_config__nccl_data.json.gz').bytes)));
});

describeShared('damaged and foreign files of the index', () => {
  test('gzip bytes named .json are the trace they hold', () =>
    expect(read(fileAt(SAMPLES, 'derived_odd/wrong_ext_gz_named.json').bytes).stepMs?.value).toBe(152.469));

  test('half of a gzip: the host is there with all steps, the kernels are not', () => {
    const profile = read(fileAt(SAMPLES, 'derived_odd/truncated_half.pt.trace.json.gz').bytes);
    expect(profile.stepMs?.value).toBe(152.469);
    expect(profile.gpuBusyShare).toBeUndefined();
    expect(profile.warnings[0]).toMatch(/^The trace is cut short; what is given here comes from its first \d+ events\.$/);
  });

  test('the first megabyte: no step ended in it, so no step is measured, and no mode is claimed', () => {
    const profile = read(fileAt(SAMPLES, 'derived_odd/truncated_plain_1MB.pt.trace.json').bytes);
    expect(profile.stepMs?.certainty).toBe('guess');
    expect(profile.mode).toBeUndefined();
    expect(profile.batchSize?.value).toBe(32);
  });

  test.each([
    ['hta_benchmark_simple_add_et.json.gz', 'a PyTorch execution trace'],
    ['hta_memory_timeline.raw.gz', 'a PyTorch memory timeline'],
    ['param_dlrm_kineto.tar.gz', 'a tar archive'],
  ])('%s is refused as %s', (name, what) => expect(failureOf(fileAt(SAMPLES, 'torch_other', name).bytes, name).message).toContain(what));
});
