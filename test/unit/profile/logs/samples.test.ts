/** The log samples outside the repository against the values of samples/INDEX.md and of the expect.json files, which separate code computed. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inspectReport } from '../../../../src/core/profile/inspect';
import { describeShared, fileAt, SHARED } from '../../shared';
import { failureOf, read } from '../reading';

const SAMPLES = join(SHARED, 'samples');
const OWN = join(SHARED, 'samples-own');

const report = (...path: readonly string[]): ReturnType<typeof inspectReport> => inspectReport(read(fileAt(...path).bytes, path.at(-1)));

/** The second method: plain sorting. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle) - 1] ?? NaN)) / 2;
}

describeShared('own Keras logs', () => {
  interface Epoch { readonly epoch: number; readonly of: number; readonly steps: number; readonly total_s_shown: number; readonly step_s_shown: number }
  interface Expected { readonly epochs?: readonly Epoch[]; readonly rows?: readonly unknown[] }
  const expected = JSON.parse(readFileSync(join(OWN, 'keras/expect.json'), 'utf8')) as Record<string, Expected>;
  const same = { '../odd/keras_crlf.log': 'mlp_verbose2.log', '../odd/keras_utf16le_bom.log': 'mlp_verbose2.log', '../odd/csv_utf8_bom.csv': 'mlp_verbose2.csv' };
  const files = [...Object.keys(expected).map((name) => [name, name] as const), ...Object.entries(same)];

  test('there are some', () => expect(files.filter(([file]) => file.endsWith('.log'))).toHaveLength(8));

  test.each(files.filter(([file]) => file.endsWith('.log')))('%s', (file, name) => {
    const [first, ...rest] = expected[name]?.epochs ?? [];
    const found = report(OWN, 'keras', file);
    expect(found).toMatchObject({ format: 'keras-log', framework: null, mode: 'training', epochs: first?.of, stepsPerEpoch: first?.steps, batchSize: null, warnings: [] });
    expect(found.stepMs).toBeCloseTo(median(rest.map((epoch) => epoch.step_s_shown * 1000)), 9);
    expect(found.firstEpochSeconds).toBe(first?.total_s_shown);
    // "0s" is not nothing: then it is the steps times their time.
    expect(found.epochSeconds).toBeCloseTo(median(rest.map((epoch) => epoch.total_s_shown || epoch.steps * epoch.step_s_shown)), 9);
  });

  test.each(files.filter(([file]) => file.endsWith('.csv')))('%s', (file, name) => {
    const found = report(OWN, 'keras', file);
    expect(found).toMatchObject({ format: 'keras-csvlogger', epochs: expected[name]?.rows?.length, stepMs: null, epochSeconds: null });
    expect(found.warnings.join()).toContain('no times');
  });

  test('the notebook: 12, 21, 11 and 11 ms after the first epoch', () => {
    expect(report(OWN, 'scripts/keras_mlp.ipynb')).toMatchObject({ format: 'keras-log', stepMs: 11.5, epochs: 5, stepsPerEpoch: 469, epochSeconds: 5, firstEpochSeconds: 5 });
  });
});

describeShared('Keras samples', () => {
  test('Keras 2.0 notebook: two fits of 30 and 100 epochs, the longer takes 22 s for 100 steps', () => {
    const found = report(SAMPLES, 'keras_log/dlwpn_5.2-using-convnets-with-small-datasets.outputs.ipynb');
    expect(found).toMatchObject({ format: 'keras-log', framework: 'tensorflow', stepMs: 220, epochs: 100, stepsPerEpoch: 100, epochSeconds: 22, firstEpochSeconds: 24 });
    expect(found.sources.stepMs).toContain('derived');
    expect(found.warnings).toEqual(['The text holds 2 fits; the longest, of 100 epochs, was taken.']);
  });

  test('Keras 3, one epoch without heading: 500 steps of 120 ms, 75 s with the first', () => {
    const found = report(SAMPLES, 'keras_log/kerasio_gpt2_keras3_single_epoch.txt');
    expect(found).toMatchObject({ stepMs: 120, stepsPerEpoch: 500, firstEpochSeconds: 75, epochSeconds: null, epochs: 1 });
    expect(found.sources.stepMs).toContain('guess');
    expect(found.warnings.join()).toContain('evaluation looks the same');
  });
});

describeShared('PyTorch logs', () => {
  interface Expected {
    readonly 'tqdm.stderr.log': { readonly final_by_bar: Record<string, { readonly total: number; readonly rate: number }> };
    readonly 'progress_meter.log': { readonly last_of_epoch: Record<string, readonly number[]>; readonly epoch_s_estimate: Record<string, number> };
    readonly 'iter.log': { readonly iterations: number; readonly sum_ms: number; readonly first: readonly number[]; readonly min_ms: number; readonly max_ms: number };
  }
  const expected = JSON.parse(readFileSync(join(OWN, 'torch_log/expect.json'), 'utf8')) as Expected;

  test('tqdm: the closing rate of the second bar', () => {
    const [first, second] = Object.values(expected['tqdm.stderr.log'].final_by_bar);
    const found = report(OWN, 'torch_log/tqdm.stderr.log');
    expect(found).toMatchObject({ format: 'tqdm', epochs: 2, stepsPerEpoch: second?.total, mode: 'training', framework: null });
    expect(found.stepMs).toBeCloseTo(1000 / (second?.rate ?? NaN), 9);
    expect(found.firstEpochSeconds).toBeCloseTo((first?.total ?? NaN) / (first?.rate ?? NaN), 9);
  });

  test.each(['torch_log/progress_meter.log', 'odd/progress_meter_utf16le_crlf.log'])('%s: the mean at the end of the second epoch', (file) => {
    const { last_of_epoch: last, epoch_s_estimate: seconds } = expected['progress_meter.log'];
    const found = report(OWN, file);
    expect(found).toMatchObject({ format: 'average-meter-log', epochs: 2, stepsPerEpoch: last['1']?.[2] });
    expect(found.stepMs).toBeCloseTo((last['1']?.[4] ?? NaN) * 1000, 9);
    expect(found.epochSeconds).toBeCloseTo(seconds['1'] ?? NaN, 9);
    expect(found.firstEpochSeconds).toBeCloseTo(seconds['0'] ?? NaN, 9);
  });

  test('iterations: median of all but the first', () => {
    const text = readFileSync(join(OWN, 'torch_log/iter.log'), 'utf8');
    const times = [...text.matchAll(/time ([\d.]+)ms/g)].map(([, ms]) => Number(ms));
    expect(times.reduce((sum, ms) => sum + ms, 0)).toBeCloseTo(expected['iter.log'].sum_ms, 6);
    const found = report(OWN, 'torch_log/iter.log');
    expect(found).toMatchObject({ format: 'iteration-log', steps: expected['iter.log'].iterations, epochs: null });
    expect(found.stepMs).toBeCloseTo(median(times.slice(1)), 9);
  });

  test('GNMT: 0.158 s per step within a per cent, 1938 steps an epoch, 1225.220 s from start to stop', () => {
    const found = report(SAMPLES, 'torch_log/mlperf06_dgx1_gnmt_result_0.txt');
    expect(found).toMatchObject({ format: 'average-meter-log', framework: 'pytorch', stepsPerEpoch: 1938, epochs: 4, batchSize: 2048 });
    expect(Math.abs((found.stepMs ?? 0) / 158 - 1)).toBeLessThan(0.01);
    expect(found.jobSeconds).toBeCloseTo(1225.22, 3);
    // Epochs 2 to 4 by their epoch_start and epoch_stop lines.
    expect(found.epochSeconds).toBeCloseTo(median([2986.857 - 2683.389, 3293.33 - 2988.792, 3601.711 - 3295.127]), 3);
    expect(found.firstEpochSeconds).toBeCloseTo(2681.313 - 2378.652, 3);
    expect(found.sources.batchSize).toContain('guess');
  });

  test('Transformer: 1174.865 s; Transformer and ResNet say nothing about single steps', () => {
    const found = report(SAMPLES, 'torch_log/mlperf06_dgx1_transformer_result_0.txt');
    expect(found).toMatchObject({ format: 'mlperf-log', framework: 'pytorch', epochs: 3, stepMs: null, batchSize: 81920 });
    expect(found.jobSeconds).toBeCloseTo(1174.865, 3);
  });

  test('ResNet on TPU: 2533.457 s, blocks of four epochs, 1,281,167 images in batches of 4096', () => {
    const found = report(SAMPLES, 'tensorflow_log/mlperf06_tpu-v3-32_resnet_result_0.txt');
    expect(found).toMatchObject({ format: 'mlperf-log', epochs: 60, samplesPerEpoch: 1_281_167, batchSize: 4096, stepsPerEpoch: 313 });
    expect(found.jobSeconds).toBeCloseTo(2533.457, 3);
    expect(found.firstEpochSeconds).toBeCloseTo((1081.652 - 845.822) / 4, 3);
    expect(found.sources.stepMs).toContain('derived');
  });

  test('tqdm by Lightning: 97 batches an epoch, 11 of them validation; seven epochs and one of a second run', () => {
    const found = report(SAMPLES, 'tqdm/tcvaemolgen_profiler.txt');
    // Elapsed seconds of the bars at the end of epochs 2 to 7.
    const ends = [17 * 60 + 39, 18 * 60 + 38, 18 * 60 + 59, 19 * 60 + 56, 21 * 60 + 6, 22 * 60 + 15];
    expect(found).toMatchObject({ format: 'tqdm', epochs: 7, stepsPerEpoch: 97 - 11, firstEpochSeconds: 16 * 60 + 43, epochSeconds: median(ends) });
    // Validation takes as long per batch as training here, so the mean over all 97 is near it.
    expect(Math.abs((found.stepMs ?? 0) / ((median(ends) * 1000) / 97) - 1)).toBeLessThan(0.02);
    expect(found.warnings.join()).toContain('2 runs');
    expect(found.warnings.join()).toContain('97 steps an epoch, 11 of them validation');
  });

  test('Lightning metrics.csv: 320 steps in 80 epochs', () => {
    expect(report(SAMPLES, 'lightning_csv/genrisk_v9_metrics.csv')).toMatchObject({ format: 'lightning-csv', framework: 'pytorch', steps: 320, epochs: 80, stepsPerEpoch: 4, stepMs: null });
  });

  test('Hugging Face notebook: 195.2398 s for 72 steps, not the planned rate', () => {
    const found = report(SAMPLES, 'hf_trainer/hf_course_ch11_section4.outputs.ipynb');
    expect(found).toMatchObject({ format: 'hf-trainer-log', framework: 'pytorch', steps: 72, batchSize: 4, stepsPerEpoch: 72, epochs: 1, jobSeconds: 195.2398 });
    expect(found.stepMs).toBeCloseTo(195_239.8 / 72, 6);
  });

  test.each([['infer-amp-nchw-pt240-cu124-rtx4090', 1444], ['train-amp-nhwc-pt112-cu113-rtx3090', 834]])('timm %s lists models and not which is meant', (name, models) => {
    const failure = failureOf(fileAt(SAMPLES, `timm/benchmark-${name}.csv`).bytes);
    expect(failure.message).toContain(`${models} models`);
    expect(failure.action).toContain('row of your model');
  });

  test('a row of the timm table by itself', () => {
    const [heading, row] = readFileSync(join(SAMPLES, 'timm/benchmark-train-amp-nhwc-pt112-cu113-rtx3090.csv'), 'utf8').split(/\r?\n/);
    expect(inspectReport(read(`${heading}\n${row}\n`))).toMatchObject({ format: 'timm-benchmark', mode: 'training', stepMs: 41.681, batchSize: 512, modelParameters: 2.04e6 });
  });
});

describeShared('SageMaker notebooks', () => {
  test('136 s on one c4.xlarge with its hyperparameters', () => {
    expect(report(SAMPLES, 'sagemaker_log/get_started_mnist_train_outputs.outputs.ipynb')).toMatchObject({
      format: 'sagemaker-log', framework: 'pytorch', jobSeconds: 136, instanceType: 'c4.xlarge', instanceCount: 1, vCpus: 4, epochs: 1, batchSize: 128, deviceCount: null, stepMs: null,
    });
  });

  test('270 s are added over three instances: the job took 90 s, 82 of them between the stamps of Downloading and Completed', () => {
    const found = report(SAMPLES, 'sagemaker_log/mpi_demo.outputs.ipynb');
    expect(found).toMatchObject({ format: 'sagemaker-log', framework: 'tensorflow', jobSeconds: 90, instanceType: null, instanceCount: 3, vCpus: 8 });
    expect(found.sources.jobSeconds).toContain('270 s');
  });
});

describeShared('inference timings', () => {
  const expected = JSON.parse(readFileSync(join(OWN, 'threads/expect.json'), 'utf8')) as Record<string, { readonly average_s: number; readonly threads: number }>;
  test.each(['threads_1.txt', 'threads_2.txt'])('%s', (name) => {
    const found = report(OWN, 'threads', name);
    expect(found).toMatchObject({ format: 'inference-timings', mode: 'inference', epochs: null });
    expect(found.stepMs).toBeCloseTo((expected[name]?.average_s ?? NaN) * 1000, 9);
    expect(found.stepMsSource).toContain(`${expected[name]?.threads} CPU thread`);
  });
});
