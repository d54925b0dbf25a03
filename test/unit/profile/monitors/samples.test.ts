/** Reference values of ../shared/samples/INDEX.md, of the recordings' expect.json, and by a second method on the same files. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeShared, fileAt, SHARED } from '../../shared';
import { failureOf, read } from '../reading';

const SAMPLES = join(SHARED, 'samples');
const OWN = join(SHARED, 'samples-own/monitors');
const MIB = 2 ** 20;
const sample = (...path: string[]): ReturnType<typeof read> => read(fileAt(SAMPLES, ...path).bytes);

describeShared('samples of monitors', () => {
  test('mpstat -A 2 5: its average is 99.60 idle', () => {
    const profile = sample('mpstat_text/jc_centos-7.7_mpstat-A-2-5.out');
    expect(profile).toMatchObject({ format: 'mpstat', vCpus: { value: 1 }, warnings: [] });
    expect(profile.cpuUtilization?.source).toContain('mean of 5 samples');
    expect(profile.cpuUtilization?.value).toBeCloseTo(1 - 0.996, 4);
    expect(profile.cpuUserShare?.value).toBeCloseTo(0.001, 4);
  });

  test('mpstat without an interval: 99.39 idle since boot', () => {
    const profile = sample('mpstat_text/jc_centos-7.7_mpstat.out');
    expect(profile.cpuUtilization).toMatchObject({ certainty: 'guess' });
    expect(profile.cpuUtilization?.value).toBeCloseTo(0.0061, 6);
  });

  test('nvidia-smi CSV with epoch seconds: mean 70.590 over 122 rows', () => {
    const profile = sample('nvidia_smi_csv/rectified_point_flow_epoch_ts.csv');
    expect((profile.gpuBusyShare?.value ?? 0) * 100).toBeCloseTo(70.59, 3);
    const rows = readFileSync(join(SAMPLES, 'nvidia_smi_csv/rectified_point_flow_epoch_ts.csv'), 'utf8').trim().split('\n').slice(1).map((line) => line.split(','));
    expect(profile.peakMemoryBytes?.value).toBe(Math.max(...rows.map(([, used]) => Number(used))) * MIB);
    expect(profile.deviceMemoryBytes?.value).toBe(24_564 * MIB);
  });

  test('nvidia-smi CSV of two GPUs without utilisation', () => {
    const profile = sample('nvidia_smi_csv/exporter_query.txt');
    expect(profile).toMatchObject({ deviceName: { value: 'Some Other GPU' }, peakMemoryBytes: { value: 1234 * MIB } });
    expect(profile.gpuBusyShare).toBeUndefined();
  });

  test('a capture of many sections: H100, 0 % idle and 100 % under load, 19,818 MiB', () => {
    const profile = sample('nvidia_smi_csv/exporter_capture_linux-x86_64__nvidia-h100-80gb-hbm3__590.48.01.txt');
    expect(profile).toMatchObject({ deviceName: { value: 'NVIDIA H100 80GB HBM3' }, deviceMemoryBytes: { value: 81_559 * MIB }, peakMemoryBytes: { value: 19_818 * MIB }, gpuBusyShare: { value: 0.5 } });
  });

  test.each([
    ['telegraf_a10g.xml', 'NVIDIA A10G', 23_028, 22],
    ['telegraf_tesla-t4.xml', 'Tesla T4', 15_360, 1032],
    ['telegraf_a100-sxm4-v12.xml', 'NVIDIA A100-SXM4-80GB', 81_920, 50],
  ])('%s', (file, name, totalMiB, usedMiB) => {
    expect(sample('nvidia_smi_xml', file)).toMatchObject({ deviceName: { value: name }, deviceMemoryBytes: { value: totalMiB * MIB }, peakMemoryBytes: { value: usedMiB * MIB, certainty: 'guess' } });
  });

  test('CloudWatch: the mean of the maxima, and a metric of no use', () => {
    const { Datapoints } = JSON.parse(readFileSync(join(SAMPLES, 'cloudwatch/get-metric-statistics.json'), 'utf8')) as { Datapoints: { Maximum: number }[] };
    const mean = Datapoints.reduce((sum, { Maximum }) => sum + Maximum, 0) / Datapoints.length / 100;
    const profile = sample('cloudwatch/get-metric-statistics.json');
    expect(profile.cpuUtilization?.value).toBeCloseTo(mean, 9);
    expect(profile.cpuUtilization?.certainty).toBe('guess');
    expect(sample('cloudwatch/get-metric-data.json').warnings[0]).toMatch(/^No metric/);
  });

  test('vmstat: an idle machine; disks are refused', () => {
    expect(sample('vmstat/jc_centos-7.7_vmstat-at-5-10.out')).toMatchObject({ cpuUtilization: { value: 0, source: '1 - id, mean of 3 samples' } });
    expect(sample('vmstat/jc_generic_vmstat-extra-wide.out')).toMatchObject({ cpuUtilization: { value: 0.04, certainty: 'guess' } });
    expect(failureOf(fileAt(SAMPLES, 'vmstat/jc_centos-7.7_vmstat-d.out').bytes).code).toBe('unrecognised');
  });

  test.each([
    ['jc_osx-10.14.6_time-l.out', 688_128],
    ['jc_ubuntu-18.04_time-p.out', undefined],
    ['jc_ubuntu-18.04_time-verbose.out', 2016 * 1024],
    ['jc_ubuntu-18.04_time.out', 2064 * 1024],
  ])('%s took no time', (file, bytes) => {
    const profile = sample('time_v', file);
    expect([profile.jobSeconds, profile.peakHostMemoryBytes?.value]).toEqual([undefined, bytes]);
  });

  test.each(['1591160699.algo-1.json', '1591748100.algo-1.json'])('SageMaker Debugger %s: means by a second method', (file) => {
    const lines = readFileSync(join(SAMPLES, 'sagemaker_debugger', file), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { Name: string; Dimension: string; Value: number });
    const mean = (dimension: string, name?: string): number | undefined => {
      const values = lines.filter((line) => line.Dimension === dimension && (name === undefined || line.Name === name)).map(({ Value }) => Value);
      return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length / 100;
    };
    const profile = sample('sagemaker_debugger', file);
    expect(profile.cpuUtilization?.value).toBeCloseTo(mean('CPUUtilization') ?? NaN, 9);
    expect(profile.gpuBusyShare?.value).toEqual(mean('GPUUtilization', 'gpu0') === undefined ? undefined : expect.closeTo(mean('GPUUtilization', 'gpu0') ?? NaN, 9));
  });
});

describeShared('own recordings, every locale', () => {
  interface Row { readonly '%idle': number; readonly '%iowait': number; readonly '%usr'?: number; readonly '%user'?: number; readonly '%nice': number; readonly '%steal': number }
  interface Expected { readonly average_by_cpu?: { readonly all: Row }; readonly mean_by_cpu?: { readonly all: Record<string, number> } }

  test('the means of samples are the averages that the files print, within what rounding costs', () => {
    const expected = JSON.parse(readFileSync(join(OWN, 'expect.json'), 'utf8')) as Record<string, Expected>;
    const files = Object.entries(expected).filter(([, { average_by_cpu, mean_by_cpu }]) => average_by_cpu !== undefined || mean_by_cpu !== undefined);
    expect(files.map(([file]) => file)).toHaveLength(13);
    for (const [file, { average_by_cpu, mean_by_cpu }] of files) {
      const all = average_by_cpu?.all;
      const [idle, user] = all === undefined
        ? [mean_by_cpu?.all['idle'], (mean_by_cpu?.all['usr'] ?? NaN) + (mean_by_cpu?.all['nice'] ?? NaN)]
        : [all['%idle'], (all['%usr'] ?? all['%user'] ?? NaN) + all['%nice']];
      const profile = read(fileAt(OWN, file).bytes);
      expect([file, profile.cpuUtilization?.value]).toEqual([file, 1 - (idle ?? NaN) / 100]);
      expect([file, Math.abs((profile.cpuUserShare?.value ?? NaN) - user / 100) < 2e-4]).toEqual([file, true]);
      expect(profile.warnings).toEqual([]);
    }
  });
});
