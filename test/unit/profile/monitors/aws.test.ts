/** What AWS records: CloudWatch answers and SageMaker Debugger's system metrics. */

import { describe, expect, test } from 'vitest';
import { failureOf, read } from '../reading';

describe('CloudWatch', () => {
  const statistics = (label: string, values: readonly number[], statistic = 'Average'): string =>
    JSON.stringify({ Datapoints: values.map((value, index) => ({ Timestamp: `2026-04-09T1${index}:18:00Z`, [statistic]: value, Unit: 'Percent' })), Label: label });
  const data = (...results: readonly (readonly [string, readonly number[]])[]): string =>
    JSON.stringify({ MetricDataResults: results.map(([label, values], index) => ({ Id: `m${index}`, Label: label, Timestamps: [], Values: values, StatusCode: 'Complete' })) });

  test('get-metric-statistics: the mean of averages, in any order', () => {
    const profile = read(statistics('CPUUtilization', [20, 40, 90]));
    expect(profile).toMatchObject({ format: 'cloudwatch', cpuUtilization: { value: 0.5, certainty: 'measured', source: 'CPUUtilization, mean of 3 averages' }, warnings: [] });
    expect(read(statistics('CPUUtilization', [90, 20, 40])).cpuUtilization).toEqual(profile.cpuUtilization);
  });

  test('maxima say little about the mean', () => {
    const profile = read(statistics('CPUUtilization', [20, 40, 90], 'Maximum'));
    expect(profile.cpuUtilization?.certainty).toBe('guess');
    expect(profile.warnings[0]).toContain('ask for Average');
  });

  test('get-metric-data: several metrics, labels with other words', () => {
    const profile = read(data(['i-0123456789 CPUUtilization', [50, 60, 70]], ['cpu_usage_iowait', [5, 5, 5]], ['nvidia_smi_utilization_gpu', [80, 90, 100]], ['nvidia_smi_memory_used', [1, 9, 3]], ['Avg Total IOPS', [1]]));
    expect(profile).toMatchObject({
      cpuUtilization: { value: 0.6 }, cpuIowaitShare: { value: 0.05 }, gpuBusyShare: { value: 0.9 }, peakMemoryBytes: { value: 9 * 2 ** 20 }, warnings: [],
    });
  });

  test('cpu_usage_idle is the rest', () => expect(read(data(['cpu_usage_idle', [10, 20, 30]])).cpuUtilization?.value).toBeCloseTo(0.8, 9));

  test('of several GPUs or machines the highest is taken and said', () => {
    const profile = read(data(['nvidia_smi_utilization_gpu 0', [10, 10, 10]], ['nvidia_smi_utilization_gpu 1', [90, 90, 90]]));
    expect(profile.gpuBusyShare?.value).toBe(0.9);
    expect(profile.warnings[0]).toContain('the highest was taken');
  });

  test('SageMaker adds up CPUs: above 100 % it is no share', () => {
    const profile = read(data(['CPUUtilization', [250, 300, 310]]));
    expect(profile.cpuUtilization).toBeUndefined();
    expect(profile.warnings[0]).toContain('no percentages of the whole');
  });

  test('metrics of no use, and answers that are none', () => {
    expect(read(data(['DiskReadOps', [1, 2]])).warnings[0]).toMatch(/^No metric here is of use/);
    expect(read('{"Datapoints": [null, 3, "x", {"Average": "y"}], "Label": 5}').warnings).toHaveLength(1);
    const cut = statistics('CPUUtilization', [20, 40]);
    expect(failureOf(cut.slice(0, -20)).code).toBe('damaged');
  });
});

describe('SageMaker Debugger', () => {
  const line = (name: string, dimension: string, value: number, node = 'algo-1'): string =>
    JSON.stringify({ Type: name.slice(0, 3), Name: name, Dimension: dimension, Value: value, NodeId: node, Timestamp: 1_591_160_699.457 });

  test('means over CPUs and time; GPUs apart', () => {
    const profile = read([
      line('cpu0', 'CPUUtilization', 20), line('cpu1', 'CPUUtilization', 40), line('cpu0', 'CPUUtilization', 60), line('cpu1', 'CPUUtilization', 80),
      line('cpu0', 'I/OWaitPercentage', 5), line('cpu1', 'I/OWaitPercentage', 15), line('cpu0', 'I/OWaitPercentage', 10),
      ...[90, 95, 100].flatMap((busy) => [line('gpu0', 'GPUUtilization', busy), line('gpu1', 'GPUUtilization', 5)]),
      line('gpu0', 'GPUMemoryUtilization', 70),
    ].join('\n'));
    expect(profile).toMatchObject({ format: 'sagemaker-debugger', cpuUtilization: { value: 0.5 }, cpuIowaitShare: { value: 0.1 }, gpuBusyShare: { value: 0.95 }, vCpus: { value: 2 } });
    expect(profile.warnings).toEqual(['2 GPUs are recorded; the figures are those of the busiest, "algo-1 gpu0" (95 % busy, the others 5 %).']);
  });

  test('CPUs with gaps are not counted; lines cut short and nonsense are left out', () => {
    const profile = read([line('cpu0', 'CPUUtilization', 20), line('cpu7', 'CPUUtilization', 20), line('cpu3', 'CPUUtilization', -1), line('cpu0', 'CPUUtilization', 9e9), '{"Type": "cpu", "Na'].join('\n'));
    expect(profile.vCpus).toBeUndefined();
    expect(profile.cpuUtilization?.value).toBeCloseTo(0.2, 9);
    expect(profile.warnings).toEqual(['3 lines were left out: no metric, or no percentage.']);
  });
});
