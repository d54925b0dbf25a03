import { describe, expect, test } from 'vitest';
import { ReadingStopped, type FileSource } from '../../../../src/core/profile/fileSource';
import { readProfile } from '../../../../src/core/profile/registry';
import { fixture } from '../../shared';
import { varint } from '../protobuf/encode';
import { ONE_GPU_TWO_STEPS, statsCsv, statsJson, sumMs, type Row } from '../reading';
import { inputPipelinePb, kernelStatsPb, overviewPb, statsPb } from './messages';
import { open, opened } from './runFiles';

/** Two GPUs, three steps of 100 ms: 600 ms of device time, and nothing in the table tells either count. */
const ROWS: readonly Row[] = [['Device', 'IDLE', 'IDLE', 2, 150_000], ['Device', 'MatMul', 'a', 12, 450_000], ['Host', 'Dataset', 'Iterator::Root', 5, 30_000]];
const STEPS = { times: [99, 100, 101] };
const MEMORY = JSON.stringify({ memoryProfilePerAllocator: { GPU_0_bfc: { profileSummary: { peakBytesUsageLifetime: '8000000000' } } } });

const RUN: readonly (readonly [string, string | Uint8Array])[] = [
  ['my.host.overview_page.pb', overviewPb(STEPS, 'GPU', 2)],
  ['my.host.input_pipeline.pb', inputPipelinePb(STEPS)],
  ['my.host.tensorflow_stats.pb', statsPb(ROWS)],
  ['my.host.framework_op_stats.json', statsJson(ROWS)],
  ['my.host.tensorflow_stats.csv', statsCsv(ROWS)],
  ['my.host.kernel_stats.pb', kernelStatsPb([['volta_sgemm', 'a', 12, 450_000_000]])],
  ['my.host.memory_profile.json.gz', MEMORY],
];

describe('whichever file of a run is opened', () => {
  const profile = opened('my.host.overview_page.pb', RUN);

  test('counts of one file divide the totals of another', () => {
    expect(profile).toMatchObject({ stepMs: { value: 100, certainty: 'measured' }, steps: { value: 3 }, deviceCount: { value: 2 }, peakMemoryBytes: { value: 8e9 } });
    expect(profile.ops.map(({ name, ms }) => [name, ms])).toEqual([['Device_MatMul', 75], ['Device_IDLE', 25], ['Host_Dataset', 10]]);
    expect(profile.gpuBusyShare?.value).toBe(0.75);
    expect(profile.warnings).toEqual(['The table adds 2 devices and 3 steps; device times were divided by 6.']);
  });

  test.each(RUN.map(([name]) => name))('%s gives the same', (name) => expect(opened(name, RUN)).toEqual(profile));

  test('a table alone keeps to what it tells itself', () => {
    const alone = opened('my.host.tensorflow_stats.csv', RUN.filter(([name]) => name.endsWith('.csv')));
    expect(alone.steps?.certainty).toBe('guess');
    expect(alone.deviceCount).toBeUndefined();
  });
});

test.each(['mlp_3step', 'cnn_1step'])('%s: the xplane gives the step, the table of the converter the ops', (name) => {
  const files = ['xplane.pb', 'framework_op_stats.json'].map((tool): [string, Uint8Array] => [`${name}.${tool}`, fixture(`tensorflow/2.21/${name}.${tool}`).bytes]);
  const profile = opened(`${name}.xplane.pb`, files);
  expect(opened(`${name}.framework_op_stats.json`, files)).toEqual(profile);
  expect(profile).toMatchObject({ format: 'tensorflow-stats-json', stepMs: { certainty: 'measured' }, steps: { certainty: 'measured' } });
  expect(profile.warnings).toEqual([]);
});

describe('names', () => {
  const csv = statsCsv(ONE_GPU_TWO_STEPS);
  const stepWith = (table: string, other: string): number | undefined => opened(table, [[table, csv], [other, overviewPb({ times: [101, 101] }, 'GPU', 1)]]).stepMs?.value;

  test.each([
    ['run__tensorflow_stats.csv', 'run__overview_page.pb'],
    ['tensorflow_stats.csv', 'overview_page.pb'],
    ['a.b.framework_op_stats.csv', 'a.b.overview_page.pb.gz'],
    ['10.0.0.1_6009.tensorflow_stats.csv', '10.0.0.1_6009.overview_page.pb'],
  ])('%s and %s are of one run', (table, other) => expect(stepWith(table, other)).toBe(101));

  test.each([
    ['a.tensorflow_stats.csv', 'b.overview_page.pb'],
    ['a.tensorflow_stats.csv', 'a.b.overview_page.pb'],
    ['stats.csv', 'overview_page.pb'],
    ['a.tensorflow_stats.csv', 'a.pb'],
  ])('%s and %s are not', (table, other) => expect(stepWith(table, other)).toBeCloseTo(100.1, 9));

  test('content decides what a file is, not its name', () => {
    expect(opened('a.tensorflow_stats.csv', [['a.tensorflow_stats.csv', csv], ['a.xplane.pb', overviewPb({ times: [101, 101] }, 'GPU', 1)]]).stepMs?.value).toBe(101);
  });
});

describe('what lies beside', () => {
  const csv = statsCsv(ONE_GPU_TWO_STEPS);

  test('and is of another run is left out, and said', () => {
    const profile = opened('a.tensorflow_stats.csv', [['a.tensorflow_stats.csv', csv], ['a.overview_page.pb', overviewPb({ times: [900] }, 'GPU', 1)]]);
    expect(profile.stepMs?.value).toBeCloseTo(100.1, 9);
    expect(profile.warnings).toEqual(['"a.overview_page.pb" lies beside it under the same name but is of another run, as its times differ; it was left out.']);
  });

  test('and is damaged is left out, and said; what is empty or of no use is not', () => {
    const overview = overviewPb({ times: [101, 101] }, 'GPU', 1);
    const profile = opened('a.tensorflow_stats.csv', [
      ['a.tensorflow_stats.csv', csv], ['a.overview_page.json', '[{"cols":[{"id":"stepnum"}],"rows":['], ['a.kernel_stats.pb', ''], ['a.trace.json', '{"traceEvents":[]}'], ['a.input_pipeline.pb', overview],
    ]);
    expect(profile.stepMs?.value).toBe(101);
    expect(profile.warnings).toEqual(['A file of the same run was left out: "a.overview_page.json" is a damaged or incomplete input_pipeline.']);
  });

  test('and is large is not read to its end; opened itself it is', () => {
    let read = 0;
    const large: FileSource = {
      name: 'a.xplane.pb',
      *pieces() {
        yield Uint8Array.from([0x0a, 0xff, 0xff, 0xff, 0x7f, 0x12, 0x09, ...new TextEncoder().encode('/host:CPU')]);
        for (let piece = 0; piece < 200; piece++) {
          read++;
          const unknown = new Uint8Array(2 ** 20);
          unknown.set([0x3a, ...varint(2 ** 20 - 4)]);
          yield unknown;
        }
      },
    };
    const table: FileSource = { name: 'a.tensorflow_stats.csv', pieces: () => [new TextEncoder().encode(csv)] };
    const result = readProfile(table, [large]);
    expect(result.ok && result.value.warnings.join()).toContain('"a.xplane.pb" is larger than 64 MB');
    expect(read).toBeLessThan(80);
    const own = readProfile(large, []);
    expect(own.ok || own.failure.message).not.toContain('larger');
  });

  test('and cannot be read does not stop the reading', () => {
    const gone: FileSource = { name: 'a.overview_page.pb', pieces: () => { throw new ReadingStopped({ code: 'damaged', message: 'a.overview_page.pb cannot be read: permission is denied.', action: 'Check it.' }); } };
    const result = readProfile({ name: 'a.tensorflow_stats.csv', pieces: () => [new TextEncoder().encode(csv)] }, [gone]);
    expect(result.ok && result.value.warnings).toEqual(['A file of the same run was left out: a.overview_page.pb cannot be read: permission is denied.']);
  });
});

test.each([[1, 2.73], [3, 3.64]])('a table may cover parts of more steps than the %d listed: %f', (listed, covered) => {
  const rows: readonly Row[] = [['Device', 'IDLE', 'IDLE', 1, 0], ['Device', 'MatMul', 'a', 4, covered * 100_000]];
  const profile = opened('a.tensorflow_stats.csv', [['a.tensorflow_stats.csv', statsCsv(rows)], ['a.overview_page.pb', overviewPb({ times: Array<number>(listed).fill(100) }, 'GPU', 1)]]);
  expect(profile).toMatchObject({ stepMs: { value: 100 }, steps: { value: listed } });
  expect(sumMs(profile, 'device')).toBeCloseTo(100, 9);
  expect(profile.warnings.join()).toContain(`covers ${covered} steps`);
});

test('kernels fill the step that a summary knows: the rest of it is idle', () => {
  const profile = opened('a.kernel_stats.pb', [['a.kernel_stats.pb', kernelStatsPb([['volta_sgemm', 'a', 6, 120_000_000]])], ['a.overview_page.pb', overviewPb(STEPS, 'GPU', 2)]]);
  expect(profile.ops.map(({ type, ms }) => [type, ms])).toEqual([['IDLE', 80], ['volta_sgemm', 20]]);
  expect([profile.stepMs?.value, profile.gpuBusyShare?.value]).toEqual([100, 0.2]);
  expect(sumMs(profile, 'device')).toBe(100);
});

test('a damaged file that is opened is refused, whatever lies beside it', () => {
  const files = [['a.overview_page.json', '[{"cols":[{"id":"stepnum"}],"rows":['], ['a.tensorflow_stats.csv', statsCsv(ONE_GPU_TWO_STEPS)]] as const;
  expect(open('a.overview_page.json', files).ok).toBe(false);
});
