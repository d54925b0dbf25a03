import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readProfile } from '../../../../src/core/profile/registry';
import { fileInMemory } from '../../../../src/core/profile/fileSource';
import { double, file, int, message, text, varint } from '../protobuf/encode';
import { failureOf, ONE_GPU_TWO_STEPS, read, statsCsv } from '../reading';
import { kernelStatsPb, statsPb } from './messages';

// One seed: the suite tests the same inputs in every run.
fc.configureGlobal({ seed: 42, numRuns: 200 });

describe('tensorflow_stats.pb', () => {
  const PB = statsPb(ONE_GPU_TWO_STEPS);

  test('is the same table as the CSV', () => expect({ ...read(PB), format: '' }).toEqual({ ...read(statsCsv(ONE_GPU_TWO_STEPS)), format: '' }));

  test('zeros are not written in proto3', () => {
    const idle = statsPb([['Device', 'MatMul', 'a', 2, 100], ['Host', 'IDLE', 'IDLE', 0, 0], ['Host', 'IteratorGetNext', 'b', 2, 4]]);
    expect(read(idle).ops.map(({ name }) => name)).toEqual(['Device_MatMul', 'Host_IteratorGetNext']);
  });

  test('cut in the second table it is whole; in the first, whole records count', () => {
    expect(read(PB.subarray(0, PB.length - 20))).toEqual(read(PB));
    const cut = read(PB.subarray(0, 200));
    expect(cut.warnings.join()).toMatch(/cut short after [23] records/);
  });

  test('cut anywhere it is read in part, or refused', () => {
    for (let length = 20; length < PB.length; length++) {
      const result = readProfile(fileInMemory('x', PB.subarray(0, length)));
      if (!result.ok) expect(result.failure.message).toMatch(/damaged|not a profile|binary/);
    }
  });

  test.each([
    ['a negative time', message(1, text(2, 'Device'), text(3, 'Conv2D'), int(5, 1), double(6, -5), double(8, 1)), '"-5" as "Total time (us)"'],
    ['no number', message(1, text(2, 'Device'), text(3, 'Conv2D'), int(5, 1), double(6, Number.NaN), double(8, 1)), 'in record 1'],
    ['a time without end', message(1, text(2, 'Device'), text(3, 'Conv2D'), int(5, 1), double(6, 1e300), double(8, 1)), 'in record 1'],
    ['a negative count', message(1, text(2, 'Device'), text(3, 'Conv2D'), int(5, -3), double(6, 5), double(8, 5)), '"#Occurrences"'],
  ])('%s is one sentence that names the place', (_, record, part) => {
    const failure = failureOf(file(message(4, record)), 'x.pb');
    expect([failure.code, failure.message]).toEqual(['damaged', expect.stringContaining(part)]);
  });

  test('a record that is longer than its table is damage', () =>
    expect(failureOf(file(message(4, message(1, text(2, 'Device'), text(3, 'Conv2D'), double(6, 5)), [0x0a, 0x7f, 0x01]))).message).toContain('damaged after 1 record'));

  test('bytes changed at random', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(PB.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }), (changes) => {
      const bytes = Uint8Array.from(PB);
      for (const [at, value] of changes) bytes[at] = value;
      const result = readProfile(fileInMemory('x', bytes));
      if (result.ok) expect(result.value.ops.every(({ ms }) => ms >= 0 && Number.isFinite(ms))).toBe(true);
      else expect(result.failure.message).toMatch(/\.$/);
    }));
  });
});

describe('kernel_stats', () => {
  const HEADER = 'Rank,Kernel Name,Registers per thread,Shared Mem bytes,Block dim,Grid dim,Op is TensorCore eligible,Kernel uses TensorCore,Op Name,Occurrences,Total Duration (us),Avg Duration (us),Min Duration (us),Max Duration (us)';
  const csv = (...kernels: readonly (readonly [string, string, number, number])[]): string =>
    [HEADER, ...kernels.map(([name, op, count, us], index) => `${index + 1},"${name}",32,0,"1,1,1","2,1,1",false,false,${op},${count},${us},1,1,1`), ''].join('\r\n');
  const CSV = csv(['volta_scudnn<1, 2>', 'net/conv/Conv2D', 4, 8000], ['volta_sgemm', 'gradient_tape/net/dense/MatMul', 4, 2000]);

  test('kernels by name, no step time', () => {
    const profile = read(CSV);
    expect(profile).toMatchObject({ format: 'tensorflow-kernel-stats', steps: { value: 4, certainty: 'guess' }, mode: { value: 'training', source: 'names of ops with gradients in them' } });
    expect(profile.ops.map(({ name, ms }) => [name, ms])).toEqual([['Device_volta_scudnn<1, 2>', 2], ['Device_volta_sgemm', 0.5]]);
    expect([profile.stepMs, profile.gpuBusyShare]).toEqual([undefined, undefined]);
    expect(profile.warnings.join()).toContain('Kernel times leave out the time in which the GPU waits');
  });

  test('the binary form has nanoseconds and gives the same', () =>
    expect(read(kernelStatsPb([['volta_scudnn<1, 2>', 'net/conv/Conv2D', 4, 8e6], ['volta_sgemm', 'gradient_tape/net/dense/MatMul', 4, 2e6]]))).toEqual(read(CSV)));

  test('kernels without gradients in their names leave the mode open', () => expect(read(csv(['volta_sgemm', 'a/MatMul', 1, 5])).mode).toBeUndefined());

  test.each([[999, false], [1000, true]])('%d kernels are capped: %s', (count, capped) => {
    const { warnings } = read(csv(...Array.from({ length: count }, (_, index) => [`k${index}`, 'a', 2, 1] as const)));
    expect(warnings.join().includes('their sum is a lower bound')).toBe(capped);
  });

  test('only a header is a run on CPUs', () => expect(failureOf(`${HEADER}\r\n`).message).toContain('lists no kernel, as after a run on CPUs'));

  test.each([
    ['a column is missing', CSV.replace('Occurrences', 'Count'), 'no column "Occurrences"'],
    ['a word as time', CSV.replace(',8000,', ',x,'), 'in row 1'],
    ['a negative time', CSV.replace(',8000,', ',-1,'), 'in row 1'],
  ])('%s', (_, content, part) => expect(failureOf(content).message).toContain(part));

  test('a last line that is cut is left out', () => {
    const profile = read(CSV.slice(0, CSV.lastIndexOf(',2000')));
    expect(profile.ops).toHaveLength(1);
    expect(profile.warnings.join()).toContain('1 line of the kernel_stats is cut short');
  });

  test('the binary form cut, and with a length without end', () => {
    const pb = kernelStatsPb([['volta_scudnn', 'a', 4, 8e6], ['volta_sgemm', 'b', 4, 2e6]]);
    expect(read(pb.subarray(0, pb.length - 4)).warnings.join()).toContain('cut short after 1 kernel');
    expect(read(Uint8Array.from([...pb, 0x0a, ...varint(2n ** 60n)])).warnings.join()).toContain('cut short after 2 kernels');
    expect(failureOf(Uint8Array.from([...pb, 0x0f])).message).toContain('damaged after 2 kernels');
  });
});

describe('memory_profile.json.gz', () => {
  const memory = (allocators: object): string => JSON.stringify({ memoryProfilePerAllocator: allocators, numHosts: 1, memoryIds: Object.keys(allocators) });
  const allocator = (bytes: string): object => ({ memoryProfileSnapshots: [], profileSummary: { peakBytesUsageLifetime: bytes, peakStats: { peakBytesInUse: '1' }, memoryCapacity: '15000000000' } });

  test('the fullest accelerator counts, the host does not', () => {
    const profile = read(memory({ GPU_0_bfc: allocator('8000000000'), GPU_1_bfc: allocator('9000000000'), mklcpu: allocator('99000000000') }));
    expect(profile).toMatchObject({ format: 'tensorflow-memory-profile', peakMemoryBytes: { value: 9e9, certainty: 'measured', source: 'peak bytes in use of the allocator "GPU_1_bfc"' } });
    expect(profile.warnings).toEqual(['A memory profile tells how much memory a run used, and nothing about its time.']);
  });

  test('without a peak of the lifetime that of the profiled time counts', () =>
    expect(read(memory({ GPU_0_bfc: { profileSummary: { peakStats: { peakBytesInUse: '700' } } } })).peakMemoryBytes?.value).toBe(700));

  test.each(['-5', '0', 'NaN', '1e99', 'x'])('a peak of "%s" is none', (bytes) => expect(failureOf(memory({ GPU_0_bfc: allocator(bytes) })).message).toContain('without any memory of an accelerator'));

  test('of a run on a CPU, or cut, it is refused', () => {
    expect(failureOf(memory({ mklcpu: allocator('5') })).action).toContain('xplane.pb');
    expect(failureOf(memory({ GPU_0_bfc: allocator('5') }).slice(0, -9)).message).toContain('cut short or damaged');
  });
});
