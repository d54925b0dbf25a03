/** Reference values of ../shared/samples/INDEX.md, which were computed by separate code. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeShared, fileAt, SHARED } from '../shared';
import { read, sumMs } from './reading';

const EXPORTS = join(SHARED, 'samples/tf_stats_export');
const OWN = join(SHARED, 'samples-own/tensorflow');

describeShared('PROFET samples', () => {
  test.each([
    // [file, keys, device sum in us, two steps]
    ['profet_test_A.json', 36, 245_318.091],
    ['profet_test_B.json', 36, 3_043_934.409],
    ['profet_vgg16_224ds_16bs_test.json', 33, 647_505.721],
  ])('%s', (name, keys, deviceUs) => {
    const { bytes } = fileAt(SHARED, 'samples/profet_json', name);
    const profile = read(bytes, name);
    expect(profile.ops).toHaveLength(keys);
    expect(profile.stepMs?.value).toBeCloseTo(deviceUs / 2000, 6);
    expect(profile.mode?.value).toBe('training');
  });

  test('test_A holds the ops that the index lists', () => {
    const { ops } = read(fileAt(SHARED, 'samples/profet_json/profet_test_A.json').bytes);
    const msOf = (name: string): number | undefined => ops.find((op) => op.name === name)?.ms;
    expect(msOf('Device_Equal')).toBeCloseTo(7.072 / 2000, 12);
    expect(msOf('Device__FusedConv2D')).toBeCloseTo(51_425.799 / 2000, 9);
    expect(msOf('Host__HostSend')).toBeCloseTo(14.893 / 2000, 12);
  });
});

describeShared('tensorflow_stats samples', () => {
  test.each([
    // [file, steps, devices, op types with IDLE, device sum in us, host sum in us]
    ['GPU-input-bound__tensorflow_stats.csv', 11, 8, 43 + 23, 98_073_969.635, 728_429_198.223],
    ['Cloud-TPU__tensorflow_stats.csv', 4, 8, 19 + 15, 9_143_790.401, 48_803_038.789],
    ['Cloud-TPU__tensorflow_stats.json', 4, 8, 19 + 15, 9_143_790.401, 48_803_038.789],
    ['2020_08_05_13_37_44__tensorflow_stats.csv', 1, 1, 34, 0, 497_362],
    ['2020_08_05_13_37_44__tensorflow_stats.json', 1, 1, 34, 0, 497_362],
  ])('%s', (name, steps, devices, types, deviceUs, hostUs) => {
    const profile = read(fileAt(EXPORTS, name).bytes, name);
    expect(profile.steps).toMatchObject({ value: steps, certainty: 'derived' });
    expect(profile.deviceCount?.value ?? 1).toBe(devices);
    expect(profile.ops).toHaveLength(types);
    expect(sumMs(profile, 'device') * steps * devices * 1000).toBeCloseTo(deviceUs, 2);
    expect(sumMs(profile, 'host') * steps * 1000).toBeCloseTo(hostUs, 2);
    expect(profile.mode?.value).toBe('training');
  });

  test('eight GPUs and eleven steps: within 1 % of the 1114.499 ms of the overview page, 83.9 % idle', () => {
    const profile = read(fileAt(EXPORTS, 'GPU-input-bound__tensorflow_stats.csv').bytes);
    expect(Math.abs((profile.stepMs?.value ?? 0) / 1114.499 - 1)).toBeLessThan(0.01);
    expect(profile.gpuBusyShare?.value).toBeCloseTo(1 - 82_285_503.313 / 98_073_969.635, 9);
    expect(profile.ops.find(({ name }) => name === 'Device_Conv2DBackpropFilter')?.ms).toBeCloseTo(4_246_864.772 / 88_000, 6);
  });

  test('a run on a CPU has no step time', () => {
    const profile = read(fileAt(EXPORTS, '2020_08_05_13_37_44__tensorflow_stats.csv').bytes);
    expect(profile.stepMs).toBeUndefined();
    expect(profile.ops.every(({ place }) => place === 'host')).toBe(true);
  });

  test('a TPU is named', () => {
    expect(read(fileAt(EXPORTS, 'Cloud-TPU__tensorflow_stats.csv').bytes).deviceName?.value).toBe('TPU');
  });
});

describeShared('own TensorFlow profiles', () => {
  interface Reference { readonly planes?: readonly { readonly step_events: readonly unknown[] }[] }

  test('steps are those that the xplane of the same run holds', () => {
    const expected = JSON.parse(readFileSync(join(OWN, 'expect.json'), 'utf8')) as Record<string, Reference>;
    const runs = Object.entries(expected).filter(([file]) => file.endsWith('.xplane.pb'));
    expect(runs.map(([file]) => file.split('/')[0])).toEqual(['cnn_1step', 'cnn_3step', 'custom_loop_3step', 'mlp_1step', 'mlp_3step', 'mlp_3step_xla']);
    for (const [file, { planes = [] }] of runs) {
      const profile = read(fileAt(OWN, file.replace('.xplane.pb', '.framework_op_stats.json')).bytes);
      expect([file, profile.steps?.value]).toEqual([file, planes.reduce((sum, plane) => sum + plane.step_events.length, 0)]);
      expect(profile.stepMs).toBeUndefined();
    }
  });
});
