/** Reference values of ../shared/samples/INDEX.md, which were computed by separate code. */

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeShared, fileAt, SHARED } from '../../shared';
import { failureOf, read, sumMs } from '../reading';

const SAMPLES = join(SHARED, 'samples');

describeShared('samples of PyTorch\'s text outputs', () => {
  test('a table with memory columns whose user ranges stand in the rows of the GPU too', () => {
    const profile = read(fileAt(SAMPLES, 'torch_table/gfnongnn_profiler_results_cuda_mem.txt').bytes);
    const us = Object.fromEntries(profile.ops.map(({ name, ms }) => [name, 1000 * ms]));
    expect(us).toEqual({
      'Device_aten::mm': expect.closeTo(56.867, 6) as number,
      'Device_aten::sum': expect.closeTo(50.627, 6) as number,
      'Device_aten::addmm': expect.closeTo(45.185, 6) as number,
      'Device_(rows not shown)': expect.closeTo(243.439 - 56.867 - 50.627 - 45.185, 6) as number,
    });
    expect(sumMs(profile, 'device') * 1000).toBeCloseTo(243.439, 6);
    expect([profile.stepMs, profile.steps]).toEqual([undefined, undefined]);
    expect(profile.warnings.join()).toMatch(/no ProfilerStep\*.*37 % of the CUDA time/);
  });

  test('three tables of Lightning\'s documentation: not added, the first is read', () => {
    const profile = read(fileAt(SAMPLES, 'torch_table/lightning_advanced_tables.txt').bytes);
    expect(profile.format).toBe('pytorch-table');
    expect(sumMs(profile, 'host')).toBeCloseTo(1.681, 3);
    expect(profile.ops.find(({ type }) => type === 'addmm')).toMatchObject({ family: 'matmul', ms: 0.543135 });
    expect(profile.warnings[0]).toContain('3 tables');
    expect([profile.stepMs, profile.mode]).toEqual([undefined, undefined]);
  });

  test('bottleneck: the run time, and why it gives no ops', () => {
    const profile = read(fileAt(SAMPLES, 'torch_bottleneck/crawlformer_bottleneck.txt').bytes);
    expect(profile).toMatchObject({ format: 'pytorch-bottleneck', jobSeconds: { value: 33.922 }, ops: [] });
    expect(profile.warnings).toHaveLength(1);
    expect(profile.warnings[0]).toMatch(/PyTorch 1\.7\.1\+cu110, CUDA 11\.0.*CPU and CUDA tables are different runs/);
  });

  test.each([
    ['bert_lenet_outputs.txt', { batchSize: 80, deviceCount: 1, modelParameters: 336.23e6, stepMs: 184.73 }, 1],
    ['llava_flops_profiler.txt', { batchSize: 1, deviceCount: 4, modelParameters: 135.87e6, stepMs: 1080 }, 0],
  ] as const)('DeepSpeed %s', (name, expected, warnings) => {
    const { batchSize, deviceCount, modelParameters, stepMs, ...profile } = read(fileAt(SAMPLES, 'deepspeed_flops', name).bytes);
    expect({ batchSize: batchSize?.value, deviceCount: deviceCount?.value, modelParameters: modelParameters?.value, stepMs: stepMs?.value }).toEqual(expected);
    expect(profile).toMatchObject({ format: 'deepspeed-flops', mode: { value: 'training' }, ops: [] });
    expect(profile.warnings).toHaveLength(warnings);
  });

  test('Lightning without numbers of calls: they are totals over means', () => {
    const profile = read(fileAt(SAMPLES, 'lightning_profiler/simple_report.txt').bytes);
    expect(profile).toMatchObject({
      format: 'lightning-profiler', epochSeconds: { value: 6.1558 }, epochs: { value: 1 }, stepsPerEpoch: { value: 7, certainty: 'derived' }, steps: { value: 7, certainty: 'derived' },
    });
    expect(profile.stepMs?.value).toBeCloseTo(6155.8 / 7, 6);
    expect(profile.warnings.join()).toContain('run_training_batch takes 2.25 ms');
  });

  test.each(['cprofile_binpacking_profiler_output.txt', 'cprofile_mlops_profiler_output.txt'])('%s lists Python functions', (name) => {
    const failure = failureOf(fileAt(SAMPLES, 'torch_other', name).bytes.subarray(0, 20_000), 'profiler_output.txt');
    expect(failure).toMatchObject({ code: 'unrecognised' });
    expect(failure.message).toContain('cProfile listing (it times Python functions, not ops)');
  });
});
