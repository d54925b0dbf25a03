import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { inspectReport } from '../../../src/core/profile/inspect';
import { fileInMemory } from '../../../src/core/profile/fileSource';
import { IMPORTERS, readProfile } from '../../../src/core/profile/registry';
import { fileAt, fixture } from '../shared';
import { file, message, text } from './protobuf/encode';
import { bytesOf, failureOf, HEADER, ONE_GPU_TWO_STEPS, read, statsCsv, statsJson } from './reading';

const CSV = statsCsv(ONE_GPU_TWO_STEPS);
const PROFET = '[{"Device_Conv2D": 30000, "Device_IDLE": 10000, "Host_IDLE": 4000}]';
const SAMPLES = join(import.meta.dirname, '../../../media/samples');

describe('the same content is the same profile', () => {
  const files: readonly (readonly [string, Uint8Array])[] = [
    ['profet.json', bytesOf(PROFET)],
    ['tensorflow_stats.csv', bytesOf(CSV)],
    ['tensorflow_stats.json', bytesOf(statsJson(ONE_GPU_TWO_STEPS))],
    ['mlp_3step.framework_op_stats.json', fixture('tensorflow/2.21/mlp_3step.framework_op_stats.json').bytes],
    ['keras.log', fixture('keras/3.15/mlp_verbose2.log').bytes],
    ['train.log', fixture('torch/2.13/progress_meter.log').bytes],
    ['keras_mlp.ipynb', fixture('other/keras_mlp.ipynb').bytes],
    ['training.log', fixture('other/keras_csvlogger_utf8_bom.csv').bytes],
  ];
  describe.each(files)('%s', (name, bytes) => {
    const profile = read(bytes, name);
    const text = new TextDecoder().decode(bytes);

    test.each(['x', 'profile.csv', 'profile.json', 'log.txt', 'trace.json.gz', 'model.pb', ''])('named "%s"', (other) => expect(read(bytes, other)).toEqual(profile));
    test.each<readonly [string, Uint8Array]>([
      ['gzip, also under a name that does not say so', gzipSync(bytes)],
      ['a UTF-8 mark', bytesOf(`\uFEFF${text}`)],
      ['UTF-16 LE', Buffer.from(`\uFEFF${text}`, 'utf16le')],
      ['UTF-16 BE', Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()],
      ['CRLF', bytesOf(text.replaceAll(/\r?\n/g, '\r\n'))],
      ['lone CR', bytesOf(text.replaceAll(/\r?\n/g, '\r'))],
      ['blank lines around it', bytesOf(`\n\n${text}\n\n`)],
    ])('%s', (_, again) => expect(read(again)).toEqual(profile));
  });
});

describe('what is not a profile is refused by name', () => {
  test.each([
    ['a Chrome trace of another program', '{"traceEvents":[{"cat":"PERF","pid":22630,"tid":22630,"ts":829,"ph":"B","name":"A","args":{}}]}'],
    ['a Chrome trace of another program', '[{"name":"a","ph":"B","ts":1,"pid":1,"tid":1}]'],
    ['a PyTorch execution trace', '{\n  "schema": "1.0.1", "pid": 563677, "time": "2023-07-14 11:53:07", "start_ts": 6278907328,\n  "nodes": [\n    {"name": "a"}]}'],
    ['a PyTorch memory timeline', '[[-1, 1, 37888, 7], [-1, 1, 512, 7]]'],
    ['a tar archive', `trace/${'\0'.repeat(251)}ustar\x0000`],
    ['a Python script', fixture('other/keras_mlp.py').bytes],
    ['an op_profile of TensorBoard', '{\n  "byCategory": {\n    "name": "byCategory", "metrics": {"time": 1}}}'],
    ['a pod_viewer of TensorBoard', '{"hloInfoMap":{},"podStatsSequence":{"podStatsMap":[]}}'],
    ['a memory_viewer of TensorBoard', '{\n "hloModule":{"name":"jit_step"}}'],
    ['a program of XLA', file(message(1, text(1, 'jit_train_step'), text(2, 'main.1'), message(3, text(1, 'x'))))],
    ['a binary file', new Uint8Array(4096).map((_, index) => (index * 7919) % 256)],
    ['not a profile that is known', 'epoch,accuracy\n0,0.5\n'],
    ['not a profile that is known', '{"schemaVersion": 2, "config": {"digest": "sha256:0"}}'],
    ['not a profile that is known', '[]'],
    ['not a profile that is known', '{}'],
    ['not a profile that is known', 'null'],
    ['not a profile that is known', 'hello'],
    ['not a profile that is known', 'Device_Conv2D,1\n'],
  ])('%s', (what, content) => {
    const failure = failureOf(content, 'x.json');
    expect(failure.code).toBe('unrecognised');
    expect(failure.message).toContain(what);
    for (const { label, monitor } of IMPORTERS) if (monitor !== true) expect(failure.message).toContain(label);
  });
});

test.each([
  ['an xplane', fixture('other/zero_step.xplane.pb').bytes, 'holds no step and no op'],
  ['a kernel_stats table', 'Rank,Kernel Name,Registers per thread,Op Name,Occurrences,Total Duration (us)\r\n', 'lists no kernel'],
  ['a memory profile', '{"memoryProfilePerAllocator":{"GPU_0_bfc":{}}}', 'without any memory of an accelerator'],
])('%s of nothing is known, and damaged', (_, content, part) => {
  const failure = failureOf(content);
  expect([failure.code, failure.message]).toEqual(['damaged', expect.stringContaining(part)]);
});

test('a PyTorch trace of nothing is known, and damaged', () => {
  const failure = failureOf(fixture('other/zero_step_trace.json').bytes);
  expect(failure.code).toBe('damaged');
  expect(failure.message).toContain('holds no operator and no kernel');
});

describe('hostile content', () => {
  const HTML = '<img src=x onerror=alert(1)>';

  test('markup is data: kept as it is in ops, quoted in sentences', () => {
    expect(read(JSON.stringify({ [`Device_${HTML}`]: 5 })).ops[0]?.type).toBe(HTML);
    expect(failureOf(CSV.replace('60000', HTML)).message).toContain(`"${HTML}"`);
  });

  test('a name of 10,000 characters is an op, and shortened in sentences', () => {
    const long = 'A'.repeat(10_000);
    expect(read(JSON.stringify({ [`Device_${long}`]: 5 })).ops[0]?.name).toHaveLength(10_007);
    expect(failureOf(JSON.stringify({ Device_A: 1, [long]: 5 })).message.length).toBeLessThan(200);
    expect(failureOf('hello', long).message.length).toBeLessThan(failureOf('hello', 'x').message.length + 100);
  });

  test('NUL, line ends, colours and right-to-left marks do not reach a sentence', () => {
    const { message } = failureOf(JSON.stringify({ Device_A: 1, ['b\0\n\u001b[31m\u202Ec']: 5 }), 'na\nme');
    expect(message).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  test('NUL inside a table does not end it', () => {
    expect(read(CSV.replace('net/conv1', 'net\0conv1')).stepMs?.value).toBeCloseTo(100.1, 9);
  });

  test.each([
    ['nesting without end', '['.repeat(200_000)],
    ['an object in an object in ...', '{"Device_A":'.repeat(100_000)],
    ['an event in an event in ...', `{"schemaVersion":1,"traceEvents":[{${'{"a":'.repeat(300_000)}`],
    ['a string of two million characters', `{"Device_${'x'.repeat(2_000_000)}": "y"}`],
    ['a header of a hundred thousand columns', `${HEADER}${',x'.repeat(100_000)}\n1`],
    ['comment marks', '# # '.repeat(50_000)],
    ['quotation marks', '"'.repeat(100_000)],
    ['quotation marks in a table', `${HEADER}\n${'"'.repeat(100_001)}`],
  ])('%s is refused', (_, content) => expect(['damaged', 'unrecognised']).toContain(failureOf(content).code));
});

describe('the samples that ship', () => {
  const files = readdirSync(SAMPLES).filter((name) => name.endsWith('.profet.json'));
  test('there are some', () => expect(files.length).toBeGreaterThanOrEqual(3));
  test.each(files)('%s is a training profile whose step is half the sum of its device ops', (name) => {
    const { bytes } = fileAt(SAMPLES, name);
    const [ops = {}] = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, number>[];
    const deviceUs = Object.entries(ops).reduce((sum, [key, us]) => sum + (key.startsWith('Device_') ? us : 0), 0);
    const result = readProfile(fileInMemory(name, bytes));
    expect(result.ok && result.value.mode?.value).toBe('training');
    expect(result.ok && result.value.stepMs?.value).toBeCloseTo(deviceUs / 2000, 6);
  });
});

describe('inspect', () => {
  test('unknown is null, never 0; families are those of the device', () => {
    expect(inspectReport(read(PROFET))).toEqual({
      schemaVersion: 1,
      format: 'profet',
      framework: 'tensorflow',
      mode: 'inference',
      stepMs: 20,
      stepMsSource: 'sum of Device ops with idle over two steps, profiling overhead included',
      steps: 2,
      batchSize: null,
      stepsPerEpoch: null,
      samplesPerEpoch: null,
      epochSeconds: null,
      firstEpochSeconds: null,
      epochs: null,
      jobSeconds: null,
      deviceName: null,
      deviceCount: null,
      deviceMemoryBytes: null,
      instanceType: null,
      instanceCount: null,
      vCpus: null,
      precision: null,
      gpuBusyShare: 0.75,
      cpuUtilization: null,
      cpuUserShare: null,
      cpuIowaitShare: null,
      cpuStealShare: null,
      peakMemoryBytes: null,
      peakHostMemoryBytes: null,
      modelParameters: null,
      opFamilies: { convolution: 15, idle: 5 },
      opFamiliesPlace: 'device',
      ops: [
        { name: 'Device_Conv2D', family: 'convolution', ms: 15 },
        { name: 'Device_IDLE', family: 'idle', ms: 5 },
        { name: 'Host_IDLE', family: 'idle', ms: 2 },
      ],
      bottleneck: null,
      warnings: [],
      sources: {
        framework: 'PROFET profiles are made with TensorFlow (derived)',
        mode: 'no gradient or optimizer ops (derived)',
        stepMs: 'sum of Device ops with idle over two steps, profiling overhead included (derived)',
        steps: 'PROFET profiles two steps (profile_batch=n, n+1) (derived)',
        gpuBusyShare: 'Device time that is not IDLE (derived)',
      },
    });
  });

  test('families of a CPU profile are those of the host; a profile without ops has none', () => {
    expect(inspectReport(read('{"Host_MatMul": 2000}'))).toMatchObject({ opFamilies: { matmul: 1 }, opFamiliesPlace: 'host', stepMs: null });
    expect(inspectReport({ format: 'log', ops: [], warnings: [] })).toMatchObject({ opFamilies: null, opFamiliesPlace: null, ops: [] });
  });
});
