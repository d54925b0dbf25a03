import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readProfile } from '../../../../src/core/profile/registry';
import { inspectReport } from '../../../../src/core/profile/inspect';
import { fileInMemory } from '../../../../src/core/profile/fileSource';
import { fixture } from '../../shared';
import { file, int, message, text, varint } from '../protobuf/encode';
import { failureOf, read, sumMs } from '../reading';
import { xspace, type TestPlane } from './messages';
import { inPieces } from './runFiles';

// One seed: the suite tests the same inputs in every run.
fc.configureGlobal({ seed: 42, numRuns: 200 });

const MS = 1e9;

/** A T4 on which two steps of 10 ms ran: 6 ms of convolution and 2 ms of a gradient each. */
const GPU: TestPlane = {
  name: '/device:GPU:0',
  lines: [
    { name: 'Stream #13(Compute)', events: [0, 10].flatMap((at) => [{ id: 1, offset: at * MS, duration: 6 * MS }, { id: 2, offset: (at + 5) * MS, duration: 3 * MS }]) },
    { name: 'TensorFlow Ops', events: [0, 10].flatMap((at) => [{ id: 3, offset: at * MS, duration: 6 * MS }, { id: 4, offset: (at + 6) * MS, duration: 2 * MS }]) },
    { name: 'TensorFlow Name Scope', events: [{ id: 5, offset: 0, duration: 20 * MS }] },
    { name: 'Steps', events: [{ id: 6, offset: 0, duration: 10 * MS }, { id: 7, offset: 10 * MS, duration: 10 * MS }] },
  ],
  events: ['volta_scudnn_128x64', 'void tensorflow::kernel', 'net/conv/Conv2D:Conv2D', 'gradient_tape/net/conv/Conv2DBackpropFilter:Conv2DBackpropFilter', 'net', '0', '1'],
  stats: ['core_count', 'compute_cap_major', 'compute_cap_minor', 'memory_size'],
  properties: [[1, 40], [2, 7], [3, 5], [4, 15_843_721_216]],
};

const IDLE_GPU: TestPlane = { name: '/device:GPU:1', lines: [], ...(GPU.stats && { stats: GPU.stats }), ...(GPU.properties && { properties: GPU.properties }) };

/** Two threads: 4 ms of input with 1 ms of a map inside, a matmul of 2 ms; and calls that are no ops. */
const HOST: TestPlane = {
  name: '/host:CPU',
  lines: [
    { name: 'tf_data', events: [{ id: 1, offset: 0, duration: 4 * MS }, { id: 2, offset: 1 * MS, duration: 1 * MS }] },
    { name: 'python', events: [{ id: 3, offset: 0, duration: 5 * MS, stats: [[1, 7]] }, { id: 4, offset: 1 * MS, duration: 2 * MS }, { id: 3, offset: 8 * MS, duration: 7 * MS, stats: [[1, 8]] }, { id: 5, offset: 0, duration: 1 }] },
  ],
  events: ['Iterator::Batch', 'Iterator::Batch::Map', 'train', 'dense/MatMul:MatMul', 'ExecutorState::Process'],
  stats: ['step_num'],
};

describe('a profile of a GPU', () => {
  const profile = read(xspace(GPU, IDLE_GPU));

  test('steps, ops and idle of the device', () => {
    expect(profile).toMatchObject({ stepMs: { value: 10, certainty: 'measured' }, steps: { value: 2 }, deviceCount: { value: 1, source: 'devices that ran ops: 1 of 2' }, mode: { value: 'training' } });
    expect(profile.ops.map(({ name, ms }) => [name, ms])).toEqual([['Device_Conv2D', 6], ['Device_Conv2DBackpropFilter', 2], ['Device_IDLE', 2]]);
  });

  test('the device is busy while any stream runs: 8 of 10 ms, not 9', () => expect(profile.gpuBusyShare).toMatchObject({ value: 0.8, certainty: 'measured' }));

  test('its model is inferred, and said to be', () => {
    expect(profile.deviceName).toEqual({ value: 'T4', source: 'inferred from 40 SMs, compute capability 7.5, 14.8 GB', certainty: 'derived' });
    expect(profile.deviceMemoryBytes).toMatchObject({ value: 15_843_721_216, certainty: 'measured' });
  });

  test.each([
    // Reported memory is that of real profiles and driver listings where known.
    ['K80', 13, 3, 7, 11_996_954_624], ['M60', 16, 5, 2, 7_985_364_992], ['V100', 80, 7, 0, 16_945_512_448], ['V100 32GB', 80, 7, 0, 34_089_730_048],
    ['A100', 108, 8, 0, 42_298_834_944], ['A100 80GB', 108, 8, 0, 85_175_304_192], ['A10G', 80, 8, 6, 23_609_475_072], ['L4', 58, 8, 9, 23_659_151_360],
    ['L40S', 142, 8, 9, 47_697_362_944], ['H100', 132, 9, 0, 85_055_963_136], ['H200', 132, 9, 0, 150_754_820_096], ['RTX 2060', 30, 7, 5, 6_219_563_008],
  ])('%s', (name, cores, major, minor, memory) => {
    expect(read(xspace({ ...GPU, properties: [[1, cores], [2, major], [3, minor], [4, memory]] })).deviceName).toMatchObject({ value: name, certainty: 'derived' });
  });

  test('with another memory the model is a guess; with other figures it is unknown; Nvidia and AMD are told apart', () => {
    const named = (properties: readonly (readonly [number, number | string])[]): unknown => read(xspace({ ...GPU, stats: [...GPU.stats ?? [], 'device_vendor'], properties })).deviceName;
    expect(named([[1, 40], [2, 7], [3, 5], [4, 2 ** 33]])).toMatchObject({ value: 'T4', certainty: 'guess' });
    expect(named([[1, 41], [2, 7], [3, 5]])).toBeUndefined();
    expect(named([[1, 304], [2, 9], [3, 4], [4, 206_141_652_992], [5, 'AMD']])).toMatchObject({ value: 'MI300X', source: 'inferred from 304 compute units, compute capability 9.4, 192.0 GB' });
    expect(named([[1, 132], [2, 9], [3, 0], [4, 85_055_963_136], [5, 'AMD']])).toBeUndefined();
  });

  test('raw kernels go by the op that launched them; steps of the host keep their pace from start to start', () => {
    const raw: TestPlane = {
      name: '/device:GPU:0',
      lines: [{ name: 'Stream #7(Kernel)', events: [{ id: 1, offset: 0, duration: 2 * MS, stats: [[1, -2]] }, { id: 1, offset: 8 * MS, duration: 2 * MS, stats: [[1, -2]] }, { id: 2, offset: 12 * MS, duration: MS }] }],
      events: ['ampere_sgemm_128x64', 'MemcpyH2D'],
      stats: ['tf_op', 'model/dense/MatMul:MatMul'],
    };
    const found = read(xspace(raw, HOST));
    expect(found.stepMs).toMatchObject({ value: 8, certainty: 'derived' });
    expect(found.ops.filter(({ place }) => place === 'device').map(({ type, ms }) => [type, ms])).toEqual([['IDLE', 5.5], ['MatMul', 2], ['MemcpyH2D', 0.5]]);
    expect(found.gpuBusyShare?.value).toBeCloseTo(2.5 / 8, 12);
  });

  test('names of XLA lose what differs from op to op; a category outranks them', () => {
    const tpu: TestPlane = {
      name: '/device:TPU:0',
      lines: [{ name: 'XLA Ops', events: [{ id: 1, offset: 0, duration: 4 * MS }, { id: 2, offset: MS, duration: 2 * MS }] }, { name: 'Steps', events: [{ id: 3, offset: 0, duration: 5 * MS }] }],
      events: ['%while.3 = (s32[]) while(%tuple)', 'convolution.12', '0'],
      stats: ['device_type_string'],
      properties: [[1, 'TPU v4']],
    };
    const profile = read(xspace(tpu));
    expect(profile.deviceName).toMatchObject({ value: 'TPU v4', certainty: 'measured' });
    expect(profile.ops.map(({ type }) => type).sort()).toEqual(['IDLE', 'convolution', 'while']);
    // A loop holds its body: self times and idle are the step.
    expect(profile.stepMs?.value).toBe(5);
    expect(profile.gpuBusyShare?.value).toBeCloseTo(0.8, 12);
  });
});

describe('a profile of a CPU', () => {
  const profile = read(xspace(HOST, { name: 'Task Environment', lines: [] }));

  test('steps are those that carry a step_num; ops are totals by type, idle between them by thread', () => {
    expect(profile).toMatchObject({ stepMs: { value: 6 }, steps: { value: 2, certainty: 'measured' }, framework: { value: 'tensorflow' } });
    expect(profile.ops.map(({ name, ms }) => [name, ms])).toEqual([['Host_Dataset', 2.5], ['Host_MatMul', 1]]);
    expect(profile.gpuBusyShare).toBeUndefined();
  });

  test('the order of events does not matter', () => {
    const shuffled = { ...HOST, lines: HOST.lines.map((line) => ({ ...line, events: [...line.events].reverse() })) };
    expect(read(xspace(shuffled))).toEqual(read(xspace(HOST)));
  });

  test('times since 1970 in nanoseconds are exact', () => {
    const later = (plane: TestPlane): TestPlane => ({ ...plane, lines: plane.lines.map((line) => ({ ...line, timestampNs: 1_771_595_639_214_724_894n })) });
    expect(read(xspace(later(GPU), later(HOST)))).toEqual(read(xspace(GPU, HOST)));
  });

  test('JAX is known by its calls, Keras steps by their name', () => {
    const keras = { ...HOST, stats: [], events: ['Iterator::Batch', 'Iterator::Batch::Map', 'Profiled batch', 'dense/MatMul:MatMul', 'PjitFunction(step)'] };
    expect(read(xspace(keras))).toMatchObject({ framework: { value: 'jax' }, steps: { value: 2 } });
  });

  test('memory of the device allocator', () => {
    const events = [[1, 500], [1, 900], [2, 5000]] as const;
    const allocating: TestPlane = {
      ...HOST,
      lines: [...HOST.lines, { name: 'gpu', events: events.map(([owner, bytes], at) => ({ id: 6, offset: at, duration: 0, stats: [[2, bytes], [3, -3 - owner]] as const })) }],
      events: [...HOST.events ?? [], 'MemoryAllocation'],
      stats: ['step_num', 'peak_bytes_in_use', 'allocator_name', 'GPU_0_bfc', 'mklcpu'],
    };
    expect(read(xspace(allocating)).peakMemoryBytes).toMatchObject({ value: 900, certainty: 'measured' });
  });
});

describe('impossible figures', () => {
  test('events of negative or endless time are left out', () => {
    const damaged = { ...HOST, lines: [...HOST.lines, { name: 'x', events: [{ id: 4, offset: 0, duration: -5 }, { id: 4, offset: 0, duration: 9e18 }, { id: 3, offset: 0, duration: -MS, stats: [[1, 9]] as const }] }] };
    expect(read(xspace(damaged))).toEqual(read(xspace(HOST)));
  });

  test('a memory of all bits, no cores, a step of no time', () => {
    const profile = read(xspace({ ...GPU, lines: [...GPU.lines.slice(0, 3), { name: 'Steps', events: [{ id: 6, offset: 0, duration: 0 }] }], properties: [[1, 0], [2, 7], [4, Number.MAX_SAFE_INTEGER]] }));
    expect([profile.deviceMemoryBytes, profile.deviceName, profile.stepMs, profile.gpuBusyShare]).toEqual([undefined, undefined, undefined, undefined]);
    expect(profile.warnings.join()).toContain('marks no steps');
  });

  test('markup in names is data', () => {
    const named = { ...GPU, events: [...(GPU.events ?? []).slice(0, 2), 'x:Conv<img src=x>', ...(GPU.events ?? []).slice(3)] };
    expect(read(xspace(named)).ops.some(({ type }) => type === 'x:Conv<img src=x>')).toBe(true);
  });

  test('a space of nothing but names, of nothing, of two planes of the same name', () => {
    expect(failureOf(xspace({ name: '/host:CPU', lines: [] }, { name: 'Task Environment', lines: [] })).message).toContain('holds no step and no op');
    expect(read(xspace(HOST, HOST)).steps?.value).toBe(2);
  });
});

describe('damage', () => {
  const whole = xspace(GPU, IDLE_GPU, HOST);
  const outcome = (bytes: Uint8Array, size = bytes.length): unknown => readProfile(inPieces('x.xplane.pb', bytes, size));

  test('pieces of any length are the same file', () => {
    for (const size of [1, 7, 64, 1000]) expect(outcome(whole, size)).toEqual(outcome(whole));
  });

  test('cut in its last plane, the device is whole and the cut is said', () => {
    const profile = read(whole.subarray(0, whole.length - 60));
    expect(profile).toMatchObject({ stepMs: { value: 10 }, deviceName: { value: 'T4' } });
    expect(profile.warnings.join()).toContain('cut short in its plane "/host:CPU"');
  });

  test('cut anywhere it is read in part, or refused in a sentence', () => {
    const results = Array.from({ length: whole.length - 12 }, (_, index) => readProfile(fileInMemory('x.xplane.pb', whole.subarray(0, index + 12))));
    for (const result of results) if (!result.ok) expect(result.failure.message).toMatch(/cut short|holds no|not a profile|binary/);
    // Between two planes a cut cannot be seen.
    const silent = results.filter((result) => result.ok && !result.value.warnings.join().includes('cut short'));
    expect(silent.length).toBeLessThanOrEqual(4);
    expect(results.filter(({ ok }) => ok).length).toBeGreaterThan(results.length / 3);
  });

  test.each(['mlp_3step', 'cnn_1step'])('%s cut anywhere', (name) => {
    const { bytes } = fixture(`tensorflow/2.21/${name}.xplane.pb`);
    for (let length = 40; length < bytes.length; length += 997) expectSound(bytes.subarray(0, length));
  });

  test('bytes changed at random', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 5 }), (changes) => {
      const bytes = Uint8Array.from(whole);
      for (const [at, value] of changes) bytes[at] = value;
      expectSound(bytes);
    }));
  });

  test('random bytes after a true beginning', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      expectSound(Uint8Array.from([...file(message(1, text(2, '/host:CPU'), [...bytes]))]));
      expectSound(Uint8Array.from([0x0a, 0xff, 0xff, 0x03, 0x12, 0x09, ...new TextEncoder().encode('/host:CPU'), ...bytes]));
    }));
  });

  test.each([
    ['a plane of 2^60 bytes', [0x0a, ...varint(2n ** 60n), ...text(2, '/host:CPU')]],
    ['a name of 2^60 bytes', message(1, [...text(2, '/host:CPU'), 0x12, ...varint(2n ** 60n)])],
    ['a plane that is longer than the space', message(1, text(2, '/device:GPU:0'), [0x1a, 0x7f])],
    ['messages in messages without end', message(1, text(2, '/host:CPU'), Array<number>(5000).fill(0x1a))],
    ['a varint without end', message(1, text(2, '/host:CPU'), [0x08, ...Array<number>(50).fill(0xff)])],
  ])('%s is refused', (_, bytes) => expect(failureOf(Uint8Array.from(bytes)).code).toBe('damaged'));

  test('a file saved as text is refused with that reason', () => {
    const spoiled = new TextEncoder().encode(new TextDecoder().decode(xspace(HOST, GPU)));
    expect(failureOf(spoiled).message).toContain('was saved as text on its way');
  });

  function expectSound(bytes: Uint8Array): void {
    const result = readProfile(fileInMemory('x.xplane.pb', bytes));
    if (!result.ok) return expect(result.failure.message).not.toMatch(/undefined|\[object|Error:/);
    const numbers = JSON.stringify(inspectReport(result.value), (_, value: unknown) => (typeof value === 'number' && !(value >= 0 && Number.isFinite(value)) ? 'IMPOSSIBLE' : value));
    expect(numbers).not.toContain('IMPOSSIBLE');
  }
});

test('ops of a fixture are those of the table that TensorFlow made of it', () => {
  for (const name of ['mlp_3step', 'cnn_1step']) {
    const profile = read(fixture(`tensorflow/2.21/${name}.xplane.pb`).bytes);
    const table = read(fixture(`tensorflow/2.21/${name}.framework_op_stats.json`).bytes);
    expect(sumMs(profile, 'host')).toBeCloseTo(sumMs(table, 'host'), 6);
    expect(profile.ops.map((op) => op.name).sort()).toEqual(table.ops.map((op) => op.name).sort());
  }
});

test('an event that only counts has no place in time', () => {
  const counting = file(message(1, text(2, '/host:CPU'), message(3, text(2, 'python'), message(4, int(1, 1), int(5, 1000), int(3, 5))), message(4, int(1, 1), message(2, int(1, 1), text(2, 'a:MatMul')))));
  expect(failureOf(counting).message).toContain('holds no step and no op');
});
