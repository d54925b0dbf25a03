/** Small traces written here, with results worked out by hand; damage and hostile content. */

import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inspectReport } from '../../../../src/core/profile/inspect';
import { fileInMemory } from '../../../../src/core/profile/fileSource';
import { looksLikeProfile, readProfile } from '../../../../src/core/profile/registry';
import { fixture } from '../../shared';
import { bytesOf, failureOf, read, sumMs } from '../reading';

interface Event { readonly [key: string]: unknown }

function complete(cat: string, name: string, ts: number, dur: number, more: Event = {}): Event {
  return { ph: 'X', cat, name, pid: 1, tid: 1, ts, dur, ...more };
}
function kernel(name: string, ts: number, dur: number, device = 0, stream = 7): Event {
  return complete('kernel', name, ts, dur, { pid: device, tid: stream, args: { device, stream } });
}
function trace(events: readonly Event[], header: Event = {}): string {
  return JSON.stringify({ schemaVersion: 1, ...header, traceEvents: events });
}

const T4 = { id: 0, name: 'Tesla T4', totalGlobalMem: 15_843_721_216 };

/**
 * Two steps of 1,000 us. Kernels: a convolution of 300 us from 100 and from 1,100; a reduction of gradients on another stream from 200 to
 * 600, of which 200-400 is hidden behind the first convolution; a copy of 50 us at 1,500. Busy: 100-600, 1,100-1,400, 1,500-1,550: 850 of 2,000 us.
 */
const TWO_STEPS: readonly Event[] = [
  complete('user_annotation', 'ProfilerStep#4', 0, 1000),
  complete('user_annotation', 'ProfilerStep#5', 1000, 1000),
  complete('gpu_user_annotation', 'ProfilerStep#4', 100, 500),
  complete('cpu_op', 'aten::conv2d', 10, 50, { args: { 'Input Dims': [[24, 3, 64, 64], [8, 3, 3, 3]] } }),
  complete('cpu_op', 'autograd::engine::evaluate_function: ConvolutionBackward0', 70, 20),
  kernel('volta_scudnn_128x64_relu_small_nn_v1', 100, 300),
  kernel('ncclDevKernel_AllReduce_Sum_f32_RING_LL', 200, 400, 0, 20),
  kernel('volta_scudnn_128x64_relu_small_nn_v1', 1100, 300),
  complete('gpu_memcpy', 'Memcpy HtoD (Pageable -> Device)', 1500, 50, { args: { device: 0 } }),
];

describe('two steps on a GPU, by hand', () => {
  const profile = read(trace(TWO_STEPS, { deviceProperties: [T4], distributedInfo: { backend: 'nccl', rank: 0, world_size: 4 } }));

  test('steps', () => expect(profile).toMatchObject({ stepMs: { value: 1, certainty: 'measured' }, steps: { value: 2, certainty: 'measured' } }));
  test('share of the time in which the device ran', () => expect(profile.gpuBusyShare).toMatchObject({ value: 0.425, certainty: 'measured' }));
  test('ops per step add up to the step; hidden communication does not count', () => {
    expect(profile.ops.map(({ name, family, ms }) => [name, family, Number(ms.toFixed(9))])).toEqual([
      ['Device_IDLE', 'idle', 0.575],
      ['Device_volta_scudnn_128x64_relu_small_nn_v1', 'convolution', 0.3],
      ['Device_ncclDevKernel_AllReduce_Sum_f32_RING_LL', 'communication', 0.1],
      ['Device_Memcpy HtoD (Pageable -> Device)', 'transfer', 0.025],
    ]);
  });
  test('device, ranks, batch, mode, precision', () => {
    expect(profile.deviceName).toMatchObject({ value: 'Tesla T4', certainty: 'measured' });
    expect(profile.deviceMemoryBytes?.value).toBe(15_843_721_216);
    expect(profile.deviceCount).toMatchObject({ value: 4, certainty: 'measured' });
    expect(profile.batchSize).toMatchObject({ value: 24, certainty: 'guess' });
    expect(profile.mode?.value).toBe('training');
    expect(profile.precision).toMatchObject({ value: 'fp32', certainty: 'guess' });
    expect(profile.warnings).toEqual([]);
  });
});

describe('devices', () => {
  test('the one with the kernels counts, not the first of the list', () => {
    const list = [{ id: 0, name: 'A' }, { id: 1, name: 'B', totalGlobalMem: 7 }];
    expect(read(trace([kernel('gemm', 0, 5, 1)], { deviceProperties: list }))).toMatchObject({ deviceName: { value: 'B' }, deviceMemoryBytes: { value: 7 }, deviceCount: { value: 1, certainty: 'derived' } });
  });
  test('an id that is not in a list of different devices: no name', () =>
    expect(read(trace([kernel('gemm', 0, 5, 9)], { deviceProperties: [{ id: 0, name: 'A' }, { id: 1, name: 'B' }] })).deviceName).toBeUndefined());
  test('several in one process: the busiest, which is said', () => {
    const profile = read(trace([...[0, 1, 2].map((device) => kernel('gemm', 0, 10 + (device === 1 ? 5 : 0), device)), complete('cpu_op', 'aten::mm', 0, 30)]));
    expect(profile.deviceCount).toMatchObject({ value: 3, certainty: 'derived' });
    expect(sumMs(profile, 'device')).toBeCloseTo(0.03, 12);
    expect(profile.ops.find(({ type }) => type === 'gemm')?.ms).toBeCloseTo(0.015, 12);
    expect(profile.warnings.join()).toContain('Kernels ran on 3 devices; times are those of device 1, the busiest.');
  });
  test('communication without world size: there were others, how many is unknown', () =>
    expect(read(trace([kernel('ncclKernel_AllReduce', 0, 5)])).deviceCount).toBeUndefined());
  test('a world of CPUs has no devices', () =>
    expect(read(trace([complete('cpu_op', 'aten::mm', 0, 5)], { distributedInfo: { backend: 'gloo', world_size: 300 } })).deviceCount).toBeUndefined());
  test.each([['no list', 7], ['no objects', [1, 'a', null]], ['odd fields', [{ id: 'x', name: 5, totalGlobalMem: -1 }]]])('device properties that are %s', (_, deviceProperties) => {
    const profile = read(trace([kernel('gemm', 0, 5)], { deviceProperties, distributedInfo: [] }));
    expect(profile.deviceName).toBeUndefined();
    expect(profile.deviceMemoryBytes).toBeUndefined();
  });
});

describe('steps', () => {
  test('the copy on the device alone is no step', () =>
    expect(read(trace([complete('gpu_user_annotation', 'ProfilerStep#1', 0, 100), kernel('gemm', 0, 5)])).stepMs?.certainty).toBe('guess'));
  test('of several ranks in one file, one rank\'s are counted', () =>
    expect(read(trace([1, 2].flatMap((pid) => [0, 1].map((step) => complete('user_annotation', `ProfilerStep#${step}`, step * 100, 100, { pid }))))).steps?.value).toBe(2));
  test('the optimizer tells them when they are not marked: a step is from one start to the next', () => {
    const profile = read(trace([0, 100, 210, 320].flatMap((ts) => [complete('user_annotation', 'Optimizer.step#Adam.step', ts, 10), complete('gpu_user_annotation', 'Optimizer.step#Adam.step', ts + 50, 10)])));
    expect(profile).toMatchObject({ stepMs: { value: 0.11, certainty: 'derived' }, steps: { value: 4, certainty: 'derived' }, mode: { value: 'training' } });
  });
  test('the data loader does, as a guess', () =>
    expect(read(trace([0, 100, 200].map((ts) => complete('user_annotation', 'enumerate(DataLoader)#_SingleProcessDataLoaderIter.__next__', ts, 10)))).stepMs).toMatchObject({ value: 0.1, certainty: 'guess' }));
  test('nothing tells them: all of it, as a guess with a warning', () => {
    const profile = read(trace([complete('cpu_op', 'aten::mm', 100, 50), complete('cpu_op', 'aten::mm', 300, 20)]));
    expect(profile).toMatchObject({ stepMs: { value: 0.22, certainty: 'guess' }, steps: { value: 1, certainty: 'guess' } });
    expect(profile.warnings[0]).toContain('guess');
  });
  test('device ops outside of them do not count', () =>
    expect(read(trace([complete('user_annotation', 'ProfilerStep#1', 0, 100), kernel('before', -50, 60), kernel('gemm', 20, 10), kernel('after', 90, 60), kernel('later', 300, 60)])).ops
      .map(({ type, ms }) => [type, Number((ms * 1000).toFixed(6))])).toEqual([['IDLE', 70], ['after', 10], ['before', 10], ['gemm', 10]]));
});

describe('other spellings', () => {
  test('categories before version 1.11, in capitals, children written before parents', () => {
    const profile = read(trace([
      complete('Operator', 'aten::empty', 10, 5, { tid: '1' }), complete('Operator', 'aten::conv2d', 5, 40, { args: { 'Input dims': [[2, 3, 8, 8]] } }),
      complete('Operator', 'ProfilerStep#1', 0, 100), complete('Operator', 'Optimizer.zero_grad#SGD.zero_grad', 60, 10),
    ]));
    expect(profile).toMatchObject({ stepMs: { value: 0.1, certainty: 'measured' }, batchSize: { value: 2 } });
    expect(profile.ops.map(({ name, ms }) => [name, Number(ms.toFixed(9))])).toEqual([['Host_aten::conv2d', 0.035], ['Host_aten::empty', 0.005]]);
  });
  test('the list of torch.autograd.profiler, without categories', () => {
    const profile = read('[{"name": "aten::mm", "ph": "X", "ts": 10.5, "dur": 30.25, "tid": 1, "pid": "CPU functions", "args": {}}, '
      + '{"name": "aten::mm", "ph": "s", "ts": 10.5, "tid": 1, "pid": "CPU functions", "id": 0, "cat": "cpu_to_cuda", "args": {}}, '
      + '{"name": "volta_sgemm_128x64_nn", "ph": "X", "ts": 20.5, "dur": 40.25, "tid": 0, "pid": "CUDA functions", "args": {}}]');
    expect(profile.format).toBe('pytorch-trace');
    expect(profile.stepMs).toMatchObject({ value: 0.05025, certainty: 'guess' });
    expect(profile.ops.map(({ name, ms }) => [name, Number(ms.toFixed(9))])).toEqual([['Device_volta_sgemm_128x64_nn', 0.04025], ['Device_IDLE', 0.01]]);
  });
  test('header behind the events', () =>
    expect(read(JSON.stringify({ traceEvents: [kernel('gemm', 0, 5)], deviceProperties: [T4] })).deviceName?.value).toBe('Tesla T4'));
  test('memory by device', () => {
    const memory = (type: number, id: number, total: number): Event => ({ ph: 'i', cat: 'cpu_instant_event', name: '[memory]', pid: 1, tid: 1, ts: 1, args: { 'Total Reserved': 0, 'Total Allocated': total, 'Device Id': id, 'Device Type': type } });
    expect(read(trace([kernel('gemm', 0, 5), memory(1, 0, 100), memory(1, 1, 300), memory(1, 1, 200), memory(0, -1, 50), memory(0, -1, -7), memory(1, 0, 1e300)])))
      .toMatchObject({ peakMemoryBytes: { value: 300 }, peakHostMemoryBytes: { value: 50 } });
  });
  test.each([
    ['ampere_fp16_s16816gemm_fp16_128x64_ldg8_f2f_tn', 'amp'], ['turing_fp16_s1688gemm_fp16_128x128_ldg8_nn', 'amp'], ['volta_fp16_s884gemm_fp16_64x64_ldg8_nn', 'amp'],
    ['Cijk_Ailk_Bljk_HHS_BH_MT128x128x16', 'amp'], ['nvjet_tst_128x256_64x4_2x1_v_bz_TNN', 'amp'],
    ['void cutlass::Kernel<cutlass_80_tensorop_s1688gemm_256x64_16x4_nn_align4>(Params)', 'tf32'], ['sm80_xmma_gemm_f32f32_tf32f32_f32_tn', 'tf32'],
    ['volta_sgemm_64x64_nt', 'fp32'], ['Cijk_Ailk_Bjlk_SB_MT64x16x16', 'fp32'], ['some_gemm', undefined], ['void elementwise_kernel<c10::Half>', undefined],
  ])('%s computes in %s', (name, precision) => expect(read(trace([kernel(name, 0, 5)])).precision?.value).toBe(precision));
});

describe('damage', () => {
  const whole = trace(TWO_STEPS, { deviceProperties: [T4] });

  test('cut behind the first kernels: only steps that ended by then count for the device', () => {
    const cut = whole.slice(0, whole.indexOf('{"ph":"X","cat":"gpu_memcpy"') + 20);
    const profile = read(cut);
    expect(profile.steps?.value).toBe(2);
    // The last kernel seen ends at 1,400 us: step 4 is whole, with 500 of its 1,000 us busy.
    expect(profile.gpuBusyShare?.value).toBe(0.5);
    expect(profile.warnings).toEqual(['The trace is cut short; what is given here comes from its first 8 events.']);
  });
  test.each([0.1, 0.35, 0.6, 0.85])('gzip cut to %d of its length', (share) => {
    const packed = gzipSync(trace(Array.from({ length: 400 }, (_, index) => complete('cpu_op', `aten::op_${index * 7919}`, index * 10, 5))));
    const profile = read(packed.subarray(0, Math.floor(share * packed.length)));
    expect(profile.warnings.filter((text) => text.includes('cut short'))).toHaveLength(1);
  });
  test.each([['CRLF', '\r\n'], ['lone CR', '\r']])('%s', (_, eol) =>
    expect(read(JSON.stringify(JSON.parse(whole), null, 2).replaceAll('\n', eol))).toEqual(read(whole)));
  test('UTF-16', () => expect(read(Buffer.from(`\uFEFF${whole}`, 'utf16le'))).toEqual(read(whole)));
  test('negative, huge and missing times are left out, and counted', () => {
    const bad = [[-5, -1], [1e300, 5], [5, 1e300], [Number.NaN, 5], [5, null]].map(([ts, dur]) => ({ ...complete('cpu_op', 'aten::bad', 0, 0), ts, dur }));
    const profile = read(trace([complete('cpu_op', 'aten::mm', 0, 5), ...bad]));
    expect(profile.ops.map(({ name }) => name)).toEqual(['Host_aten::mm']);
    expect(profile.warnings).toContain('5 events have no possible time and were left out.');
  });
  test('nothing recorded', () => {
    expect(failureOf(trace([])).message).toContain('the profiler recorded nothing');
    expect(failureOf('{"schemaVersion": 1, "traceEvents": [').message).toContain('cut short before its first operator or kernel');
    expect(failureOf(trace([complete('cpu_op', 'aten::mm', 0, 0)])).code).toBe('damaged');
  });
  test('hostile names are data in ops and quoted in sentences', () => {
    const name = 'Optimizer.step#<img src=x>\u001b[31m\u202E';
    const profile = read(trace([...[0, 10, 20].map((ts) => complete('user_annotation', name, ts, 5)), kernel('<b>\0"\\', 12, 3), kernel('', 16, 1)]));
    expect(profile.ops.map(({ type }) => type).sort()).toEqual(['<b>\0"\\', 'IDLE', 'Unknown'].sort());
    expect(profile.warnings.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
  test('the beginning is enough to offer it', () => {
    expect(looksLikeProfile(fileInMemory('x', bytesOf(whole)))).toBe(true);
    expect(looksLikeProfile(fileInMemory('x', fixture('pytorch/2.13/mlp.json.gz').bytes))).toBe(true);
  });
});

describe('mutated traces never throw and never give an impossible number', () => {
  function numbersIn(value: unknown): number[] {
    if (typeof value === 'number') return [value];
    return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
  }
  test.each([['compact', trace(TWO_STEPS, { deviceProperties: [T4] })], ['indented', JSON.stringify(JSON.parse(trace(TWO_STEPS)), null, 2)]])('%s', (_, text) => {
    const original = bytesOf(text);
    const edit = fc.record({ at: fc.nat(original.length - 1), byte: fc.oneof(fc.nat(255), fc.constantFrom(...Buffer.from('"\\[]{}:,-.eE0123456789NaNX'))) });
    fc.assert(fc.property(fc.array(edit, { minLength: 1, maxLength: 8 }), fc.option(fc.nat(original.length)), (edits, cut) => {
      const bytes = Uint8Array.from(original);
      for (const { at, byte } of edits) bytes[at] = byte;
      const result = readProfile(fileInMemory('profile', cut === null ? bytes : bytes.subarray(0, cut)));
      if (!result.ok) expect(result.failure.message).not.toMatch(/undefined|\[object|Error:/);
      else for (const number of numbersIn(inspectReport(result.value))) expect(number >= 0 && Number.isFinite(number)).toBe(true);
    }), { seed: 42, numRuns: 1000 });
  });
});
