/** Reference values of ../shared: INDEX.md, computed by separate code; expect.json and TensorFlow's own converter for the own samples. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Profile } from '../../../../src/core/profile/profile';
import { describeShared, fileAt, SHARED } from '../../shared';
import { failureOf, read, sumMs } from '../reading';
import { filesIn, opened } from './runFiles';

const SAMPLES = join(SHARED, 'samples');
const OWN = join(SHARED, 'samples-own/tensorflow');

/** Within one per cent, as rounded answers allow. */
function expectNear(value: number | undefined, reference: number): void {
  expect(Math.abs((value ?? 0) / reference - 1)).toBeLessThan(0.01);
}

describeShared('tensorflow_stats.pb of the index', () => {
  test.each([
    // [file, devices x steps, steps, op types with IDLE, device sum in us, host sum in us]
    ['tf_official_demo/Cloud-TPU/10.240.1.50.tensorflow_stats.pb', 32, 4, 19 + 15, 9_143_790.401, 48_803_038.789],
    ['tf_official_demo/GPU-input-bound/localhost.tensorflow_stats.pb', 88, 11, 43 + 23, 98_073_969.635, 728_429_198.223],
    ['tf_official_demo/profile_demo.tensorflow_stats.pb', 1, 1, 1 + 15, 13_603_243.054, 41_859_559.823],
    ['tf_profile_runs/2020_08_05_13_37_44/8c859046be41.ant.amazon.com.tensorflow_stats.pb', 1, 1, 34, 0, 497_362],
  ])('%s', (path, shares, steps, types, deviceUs, hostUs) => {
    const { name, bytes } = fileAt(SAMPLES, path);
    const profile = read(bytes, name);
    expect(profile.format).toBe('tensorflow-stats-pb');
    expect(profile.steps?.value).toBe(steps);
    expect(profile.ops).toHaveLength(types);
    expect(sumMs(profile, 'device') * shares * 1000).toBeCloseTo(deviceUs, 2);
    expect(sumMs(profile, 'host') * steps * 1000).toBeCloseTo(hostUs, 2);
  });

  test.each(['Cloud-TPU', 'GPU-input-bound'])('the CSV of %s gives the same, but for its format', (run) => {
    const host = run === 'Cloud-TPU' ? '10.240.1.50' : 'localhost';
    const csv = read(fileAt(SAMPLES, `tf_stats_export/${run}__tensorflow_stats.csv`).bytes);
    const pb = read(fileAt(SAMPLES, `tf_official_demo/${run}/${host}.tensorflow_stats.pb`).bytes);
    expect(rounded({ ...pb, format: csv.format })).toEqual(rounded(csv));
  });
});

/** The CSV has fewer digits than the doubles of the binary table. */
function rounded(profile: Profile): unknown {
  return JSON.parse(JSON.stringify(profile, (_, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(9)) : value)));
}

describeShared('summaries of the index', () => {
  test.each([
    // [file, mean ms, steps, devices]
    ['tf_official_demo/GPU-compute-bound/localhost.overview_page.pb', 1805.144, 11, 8],
    ['tf_official_demo/GPU-compute-bound/localhost.input_pipeline.pb', 1805.144, 11, undefined],
    ['tf_official_demo/GPU-input-bound/localhost.overview_page.pb', 1114.499, 11, 8],
    ['tf_official_demo/GPU-input-bound/localhost.input_pipeline.pb', 1114.499, 11, undefined],
    ['tf_official_demo/profile_demo.overview_page.pb', 652.324, 9, 8],
    ['tf_official_demo/profile_demo.input_pipeline.pb', 652.324, 9, undefined],
    ['tf_official_demo/profile_demo.overview_page.json', 9.3, 5, 16],
    ['tf_official_demo/profile_demo.input_pipeline.json', 141.8, 3, undefined],
    ['tf_official_demo/tb1_profile_demo.overview_page.json', 141.8, 3, 2],
    ['tf_official_demo/tb1_profile_demo.input_pipeline.json', 141.8, 3, undefined],
    ['tf_official_demo/Cloud-TPU/10.240.1.50.overview_page.json', 313.8, 3, 8],
    ['tf_official_demo/Cloud-TPU/10.240.1.50.input_pipeline.json', 313.8, 3, undefined],
    ['tf_profile_runs/2020_08_05_13_37_44/8c859046be41.ant.amazon.com.overview_page.pb', 84.553, 1, undefined],
    ['tf_profile_runs/2020_08_05_13_37_44/8c859046be41.ant.amazon.com.input_pipeline.pb', 84.553, 1, undefined],
    ['tf_stats_export/2020_08_05_13_37_44__overview_page.json', 84.553, 1, undefined],
    ['tf_stats_export/2020_08_05_13_37_44__input_pipeline.json', 84.553, 1, undefined],
    ['tf_stats_export/GPU-compute-bound__overview_page.json', 1805.144, 11, 8],
    ['tf_stats_export/GPU-compute-bound__input_pipeline.json', 1805.144, 11, undefined],
    ['tf_stats_export/GPU-input-bound__overview_page.json', 1114.499, 11, 8],
  ])('%s', (path, stepMs, steps, devices) => {
    const { name, bytes } = fileAt(SAMPLES, path);
    const profile = read(bytes, name);
    expect(profile.format).toBe(name.includes('overview') ? 'tensorflow-overview' : 'tensorflow-input-pipeline');
    expectNear(profile.stepMs?.value, stepMs);
    expect(profile.stepMs?.certainty).toBe('measured');
    expect(profile.steps).toMatchObject({ value: steps, certainty: 'measured' });
    expect(profile.deviceCount?.value).toBe(devices);
    expect(profile.ops).toEqual([]);
  });

  test('a TPU is named, and its batch size is that of one core', () => {
    const profile = read(fileAt(SAMPLES, 'tf_official_demo/Cloud-TPU/10.240.1.50.overview_page.json').bytes);
    expect([profile.deviceName?.value, profile.batchSize?.value, profile.instanceCount?.value]).toEqual(['TPU v2', 128, 1]);
  });

  test('GPU is no model; waiting for input is said', () => {
    const profile = read(fileAt(SAMPLES, 'tf_official_demo/GPU-input-bound/localhost.overview_page.pb').bytes);
    expect(profile.deviceName).toBeUndefined();
    expect(profile.warnings.join()).toContain('81.4 % of their time for input');
    expect(profile.gpuBusyShare?.value).toBeCloseTo(195.687_297 / 1114.498_923, 6);
  });

  test('kernel_stats of a run on a CPU name it', () => {
    expect(failureOf(fileAt(SAMPLES, 'tf_stats_export/2020_08_05_13_37_44__kernel_stats.csv').bytes).message).toContain('lists no kernel, as after a run on CPUs');
  });
});

describeShared('xplanes of the index', () => {
  test('two of eight V100 of a worker, 19.865 and 21.310 ms', () => {
    const profile = read(fileAt(SAMPLES, 'tf_official_demo/GPU-multi-worker/34.83.195.179_6003.xplane.pb').bytes);
    expect(profile).toMatchObject({
      format: 'tensorflow-xplane', framework: { value: 'tensorflow' }, mode: { value: 'training' },
      steps: { value: 1 }, deviceCount: { value: 2 }, deviceMemoryBytes: { value: 16_945_512_448 },
      deviceName: { value: 'V100', certainty: 'derived', source: 'inferred from 80 SMs, compute capability 7.0, 15.8 GB' },
    });
    expect(profile.stepMs?.value).toBeCloseTo((19.865_491 + 21.310_352) / 2, 6);
    // Ops and idle of a device are its step.
    expect(sumMs(profile, 'device')).toBeCloseTo((19.865_491 + 21.310_352) / 2, 6);
  });

  test.each([['tracelens_jax_conv_minimal_08_tw003.xplane.pb', 8], ['tracelens_jax_conv_minimal_mi300x.xplane.pb', 1]])('%s: JAX on MI300X without steps', (name, devices) => {
    const profile = read(fileAt(SAMPLES, 'tf_xplane', name).bytes, name);
    expect(profile).toMatchObject({ framework: { value: 'jax' }, deviceName: { value: 'MI300X' }, deviceMemoryBytes: { value: 206_141_652_992 }, deviceCount: { value: devices } });
    expect(profile.stepMs).toBeUndefined();
    expect(profile.mode).toBeUndefined();
    expect(profile.steps?.certainty).toBe('guess');
    expect(profile.warnings.join()).toContain('marks no steps');
  });

  test('an xplane that went through an editor or a text channel is refused with that reason', () => {
    const failure = failureOf(fileAt(SAMPLES, 'tf_xplane/xprof_tpu_inference_2.xplane.pb').bytes);
    expect([failure.code, failure.message]).toEqual(['damaged', expect.stringContaining('was saved as text on its way')]);
  });
});

describeShared('own xplanes, against expect.json and the table that TensorFlow made of them', () => {
  interface Reference { readonly planes: readonly { readonly step_events: readonly { readonly duration_ps: number }[] }[] }
  const expected = (): Record<string, Reference> => JSON.parse(readFileSync(join(OWN, 'expect.json'), 'utf8')) as Record<string, Reference>;
  const files = Object.keys(expected()).filter((file) => file.endsWith('.xplane.pb'));

  test('there are six', () => expect(files).toHaveLength(6));

  test.each(files)('%s', (file) => {
    const durations = (expected()[file]?.planes ?? []).flatMap(({ step_events }) => step_events.map((step) => step.duration_ps / 1e9)).sort((a, b) => a - b);
    const profile = read(fileAt(OWN, file).bytes);
    expect(profile.steps).toMatchObject({ value: durations.length, certainty: 'measured' });
    expect(profile.stepMs?.value).toBeCloseTo(durations[durations.length >> 1] ?? 0, 9);
    expect(profile.framework?.value).toBe('tensorflow');
    const table = read(fileAt(OWN, file.replace('.xplane.pb', '.framework_op_stats.json')).bytes);
    const times = (ops: Profile['ops']): [string, number][] => ops.map(({ name, ms }): [string, number] => [name, Number(ms.toPrecision(9))]).sort();
    expect(times(profile.ops)).toEqual(times(table.ops));
    expect(profile.mode).toEqual(table.mode);
  });

  test('a truncated one and one of nothing are refused with the reason', () => {
    expect(failureOf(fileAt(OWN, '../odd/truncated.xplane.pb').bytes).message).toContain('cut short before the names of its events');
    expect(failureOf(fileAt(OWN, '../odd/zero_step_tf/plugins/profile/2026_11_22_11_30_59/node0.xplane.pb').bytes).message).toContain('holds no step and no op');
  });
});

describeShared('runs of the samples', () => {
  const runs = (): [string, [string, Uint8Array][]][] => [
    ...['tf_official_demo/Cloud-TPU', 'tf_official_demo/GPU-compute-bound', 'tf_official_demo/GPU-input-bound', 'tf_official_demo/GPU-multi-worker',
      'tf_profile_runs/2020_08_05_13_37_44'].map((folder): [string, [string, Uint8Array][]] => [folder, filesIn(join(SAMPLES, folder))]),
    ...['2020_08_05_13_37_44__', 'GPU-compute-bound__', 'GPU-input-bound__', 'Cloud-TPU__'].map((prefix): [string, [string, Uint8Array][]] =>
      [prefix, filesIn(join(SAMPLES, 'tf_stats_export')).filter(([name]) => name.startsWith(prefix))]),
    ['tb1_profile_demo', filesIn(join(SAMPLES, 'tf_official_demo')).filter(([name]) => name.startsWith('tb1_profile_demo.'))],
  ];

  describe.each(runs())('%s', (_, files) => {
    const parts = files.filter(([name, bytes]) => !name.includes('pod_viewer') && bytes.length > 0);
    const [first = ['', new Uint8Array()] as const] = parts;

    test.each(parts.map(([name]) => name))('opened as %s it is the same', (name) => expect(opened(name, files)).toEqual(opened(first[0], files)));
  });

  test('98.07 s of eight GPUs and eleven steps: both counts come from the overview, and the step is measured', () => {
    const profile = opened('localhost.tensorflow_stats.pb', filesIn(join(SAMPLES, 'tf_official_demo/GPU-input-bound')));
    expect(sumMs(profile, 'device')).toBeCloseTo(98_073.969_635 / 88, 6);
    expect(profile.stepMs?.value).toBeCloseTo(1114.498_923, 6);
    expect(profile.steps).toMatchObject({ value: 11, certainty: 'measured' });
    expect(profile.deviceCount).toMatchObject({ value: 8, certainty: 'measured' });
  });

  test('a run on a CPU has the step time of its summary', () => {
    const profile = opened('2020_08_05_13_37_44__tensorflow_stats.csv', filesIn(join(SAMPLES, 'tf_stats_export')));
    expect(profile.stepMs?.value).toBeCloseTo(84.553, 6);
    expect(profile.warnings.join()).not.toContain('gives no step time');
  });

  test('a table of a TPU that covers parts of steps is scaled to the step that the summary gives', () => {
    const profile = opened('10.240.1.50.tensorflow_stats.pb', filesIn(join(SAMPLES, 'tf_official_demo/Cloud-TPU')));
    expectNear(sumMs(profile, 'device'), 313.8);
    expect(profile.warnings.join()).toContain('covers 3.64 steps');
  });

  test('examples of different runs under one name are not mixed: what is opened counts', () => {
    const files = filesIn(join(SAMPLES, 'tf_official_demo'));
    expectNear(opened('profile_demo.overview_page.json', files).stepMs?.value, 9.3);
    expectNear(opened('profile_demo.overview_page.pb', files).stepMs?.value, 652.324);
    expectNear(opened('profile_demo.input_pipeline.json', files).stepMs?.value, 141.8);
    expect(opened('profile_demo.tensorflow_stats.pb', files).warnings.join()).toContain('"profile_demo.overview_page.pb" lies beside it under the same name but is of another run');
  });
});
