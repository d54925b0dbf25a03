import { describe, expect, test } from 'vitest';
import { inspectReport } from '../../../../src/core/profile/inspect';
import { fixture } from '../../shared';
import { failureOf, read } from '../reading';

const report = (content: string | Uint8Array): ReturnType<typeof inspectReport> => inspectReport(read(content));

describe('AverageMeter', () => {
  const line = (epoch: number, done: number, total: number, value: string, mean: string): string =>
    `Epoch: [${epoch}][${String(done).padStart(5)}/${total}]\tTime  ${value} ( ${mean})\tData  0.000 ( 0.330)\tLoss 6.9e+00 (6.9e+00)\n`;

  test('a real log: means of 0.017 s and 0.018 s over two epochs of 79 steps', () => {
    const found = report(fixture('torch/2.13/progress_meter.log').bytes);
    expect(found).toMatchObject({ format: 'average-meter-log', stepMs: 18, epochs: 2, stepsPerEpoch: 79, mode: 'training', framework: null });
    expect(found.epochSeconds).toBeCloseTo(1.422, 9);
    expect(found.firstEpochSeconds).toBeCloseTo(1.343, 9);
  });

  test('the mean at the last line of an epoch, not the last value; the first epoch is left out', () => {
    const text = line(0, 1, 5005, '9.000', '9.000') + line(0, 5001, 5005, '0.200', '0.500') + line(1, 1, 5005, '4.000', '4.000') + line(1, 5001, 5005, '0.900', '0.256');
    expect(report(text)).toMatchObject({ stepMs: 256, stepsPerEpoch: 5005, epochs: 2, firstEpochSeconds: 0.5 * 5005 });
  });

  test('Test lines are no training', () => {
    const text = line(0, 100, 100, '0.200', '0.200');
    expect(report(`${text}Test: [  0/196]\tTime  5.200 ( 5.200)\nEpoch: [0] Test: [1][100/100]\tTime 9.0 (9.0)\n0: VALIDATION [0][100/100]\tTime 9.0 (9.0)\n`)).toMatchObject({ stepMs: 200, stepsPerEpoch: 100 });
    expect(failureOf('Test: [  0/196]\tTime  5.200 ( 5.200)\tLoss 0.4\n').code).toBe('unrecognised');
  });

  test('Swin counts epochs beside', () => {
    expect(report('Train: [0/300][1250/1251]\teta 3:40:31 lr 0.000001\t time 0.8712 (1.0577)\tloss 6.9 (6.9)\n')).toMatchObject({ stepMs: 1057.7, stepsPerEpoch: 1251, epochs: 1 });
  });

  test('timm: 0.254 s for 4031.50 samples a second are 1024 samples', () => {
    const epoch = (number: number, mean: string, rate: string): string =>
      `Train: ${number} [   0/1251 (  0%)]  Loss: 6.94 (6.94)  Time: 3.812s,  268.60/s  (3.812s,  268.60/s)  LR: 1.000e-06\nTrain: ${number} [1250/1251 (100%)]  Loss: 6.94 (6.94)  Time: 0.250s, 4096.00/s  (${mean}s, ${rate}/s)  LR: 1.0e-06\nTest: [  48/48]  Time: 0.1 (0.2)  Loss: 1.2 (1.2)\n`;
    expect(report(epoch(0, '0.260', '3938.46') + epoch(1, '0.254', '4031.50'))).toMatchObject({ stepMs: 254, batchSize: 1024, epochs: 2, stepsPerEpoch: 1251 });
  });

  test('a last epoch that was broken off is left out; alone it is all there is', () => {
    expect(report(line(0, 100, 100, '0.200', '0.200') + line(1, 40, 100, '0.900', '0.900'))).toMatchObject({ stepMs: 200, epochs: 1, warnings: ['The last epoch ends at step 40 of 100 and is left out.'] });
    expect(report(line(0, 40, 100, '0.900', '0.300'))).toMatchObject({ stepMs: 300, epochs: null, warnings: ['The log ends inside its first epoch.'] });
  });

  test('of two runs the longer; processes that overtake each other are one run', () => {
    const run = (mean: string): string => line(0, 100, 100, mean, mean) + line(1, 100, 100, mean, mean);
    expect(report(run('0.300') + run('0.200'))).toMatchObject({ stepMs: 300, epochs: 2 });
    expect(report(line(0, 90, 100, '0.200', '0.200') + line(0, 80, 100, '0.200', '0.200') + line(0, 100, 100, '0.200', '0.200')).warnings).toEqual([]);
  });
});

describe('MetricLogger', () => {
  test('totals at the end of epochs, memory, steps', () => {
    const found = report(`Epoch: [0]  [   0/1251]  eta: 0:40:12  lr: 0.1  img/s: 500.1  loss: 6.95 (6.95)  time: 1.92  data: 0.9  max mem: 5000
Epoch: [0] Total time: 0:05:30 (0.2640 s / it)
Test:  Total time: 0:00:40 (0.2040 s / it)
Epoch: [1]  [1250/1251]  eta: 0:00:00  lr: 0.1  img/s: 500.1  loss: 6.95 (6.95)  time: 0.25  data: 0.0  max mem: 5100
Epoch: [1] Total time: 1 day, 0:05:12 (0.2494 s / it)
`);
    expect(found).toMatchObject({ format: 'metric-logger-log', stepMs: 249.4, firstEpochSeconds: 330, epochSeconds: 86_712, epochs: 2, stepsPerEpoch: 1251, peakMemoryBytes: 5100 * 2 ** 20 });
  });

  test('without an end of an epoch there is nothing to read', () => {
    expect(failureOf('Epoch: [0]  [   0/1251]  eta: 0:40:12  lr: 0.1  time: 1.92  data: 0.9  max mem: 5000\n').code).toBe('unrecognised');
  });
});

describe('iterations', () => {
  test('a real log of 60: the first, 51.55 ms, is left out', () => {
    const { bytes } = fixture('torch/2.13/iter.log');
    const times = [...new TextDecoder().decode(bytes).matchAll(/time ([\d.]+)ms/g)].map(([, ms]) => Number(ms));
    expect(times[0]).toBe(51.55);
    const sorted = times.slice(1).sort((a, b) => a - b);
    expect(report(bytes)).toMatchObject({ format: 'iteration-log', stepMs: sorted[29], steps: 60, epochs: null });
  });

  test.each([
    ['nanoGPT', 'iter 0: loss 10.9, time 45000.00ms, mfu -100.00%\niter 10: loss 9.9, time 34.50ms, mfu 17.5%\nstep 20: train loss 9, val loss 9\niter 20: loss 9.0, time 11234.00ms, mfu 17.5%\niter 30: loss nan, time 34.70ms, mfu 17.1%\n', 34.7, 31],
    ['build-nanogpt', 'step 0 | loss: 10.98 | norm: 9.3 | lr: 0.0001 | dt: 11472.60ms | tok/sec: 45699.15\nstep    1 | loss: 10.02 | lr 1.7e-05 | norm: 5.2 | dt: 377.09ms | tok/sec: 1390352.52\n', 377.09, 2],
    ['nanochat', 'step 00000/182414 (0.00%) | loss: 11.09 | lrm: 1.00 | dt: 38300.24ms | tok/sec: 855\nstep 00001/182414 (0.00%) | loss: 6.39 | lrm: 1.00 | dt: 3830.24ms | tok/sec: 8,555 | epoch: 1\n', 3830.24, 2],
    ['minGPT, whose first is 0', 'iter_dt 0.00ms; iter 0: train loss 1.1\niter_dt 130.20ms; iter 100: train loss 0.9\niter_dt 132.20ms; iter 200: train loss 0.8\n', 131.2, 201],
    ['seconds', 'iter 1: loss 3.0, time 1.50s\niter 2: loss 3.0, time 1.25s\n', 1250, 2],
  ])('%s', (_, text, stepMs, steps) => expect(report(text)).toMatchObject({ stepMs, steps, mode: 'training' }));

  test('one iteration is all warm-up, and said so', () => {
    expect(report('iter 0: loss 10.9, time 450.00ms, mfu -100.00%\n').stepMsSource).toContain('warm-up included');
  });

  test.each(['iter 0: loss 10.9, time -45.00ms', 'iter 0: loss 10.9, time 45.00', 'the step: | loss | dt: fast'])('%s is no such line', (text) => {
    expect(failureOf(`${text}\n`).code).toBe('unrecognised');
  });
});

describe('MLPerf', () => {
  const mll = (seconds: number, key: string, metadata: object = {}, value: unknown = null): string => `:::MLL ${seconds} ${key}: ${JSON.stringify({ value, metadata })}\n`;
  const mllog = (ms: number, key: string, value: unknown = null, metadata: object = {}): string => `0: :::MLLOG ${JSON.stringify({ namespace: '', time_ms: ms, event_type: 'X', key, value, metadata })}\n`;

  test('v0.6: run, epochs without their evaluations, framework', () => {
    const text = mll(1, 'submission_entry', {}, "{'framework': 'PyTorch NVIDIA Release 19.05'}") + mll(100, 'run_start') + mll(100, 'global_batch_size', {}, 2048)
      + [1, 2, 3].map((n) => mll(100 * n + 1, 'epoch_start', { epoch_num: n }) + mll(100 * n + 71 + n, 'epoch_stop', { epoch_num: n }) + mll(100 * n + 80, 'eval_stop', { epoch_num: n })).join('') + mll(400, 'run_stop');
    expect(report(text)).toMatchObject({ format: 'mlperf-log', framework: 'pytorch', jobSeconds: 300, epochs: 3, firstEpochSeconds: 71, epochSeconds: 72.5, batchSize: 2048, stepMs: null });
  });

  test('v0.7 and later: all in JSON, milliseconds; the step follows from samples and batch', () => {
    const text = mllog(1000, 'run_start') + mllog(1000, 'global_batch_size', 100) + mllog(1000, 'train_samples', 1000)
      + mllog(2000, 'epoch_start', null, { epoch_num: 1 }) + mllog(32_000, 'epoch_stop', null, { epoch_num: 1 })
      + mllog(33_000, 'epoch_start', null, { epoch_num: 2 }) + mllog(53_000, 'epoch_stop', null, { epoch_num: 2 }) + mllog(60_000, 'run_stop');
    expect(report(text)).toMatchObject({ jobSeconds: 59, firstEpochSeconds: 30, epochSeconds: 20, samplesPerEpoch: 1000, stepsPerEpoch: 10, stepMs: 2000, epochs: 2 });
  });

  test('v0.5: the run only', () => {
    expect(report(':::MLPv0.5.0 resnet 1541710320.500 (a.py:12) run_start\nNCF_RAW_:::MLPv0.5.0 resnet 1541710420.750 (a.py:99) run_stop: {"success": true}\n')).toMatchObject({ jobSeconds: 100.25, epochs: null });
  });

  test('several processes write the same entry; a log that is cut has no run time', () => {
    const text = mll(1, 'run_start') + mll(1.5, 'run_start') + mll(2, 'epoch_start', { epoch_num: 1 }) + mll(2.5, 'epoch_start', { epoch_num: 1 }) + mll(12, 'epoch_stop', { epoch_num: 1 }) + mll(12.5, 'epoch_stop', { epoch_num: 1 });
    expect(report(text)).toMatchObject({ epochs: 1, firstEpochSeconds: 10, jobSeconds: null, warnings: ['The log ends before run_stop.'] });
  });

  test('a clock that goes back gives no negative time; broken JSON and strange values are passed over', () => {
    expect(report(`${mll(100, 'run_start')}:::MLL 1 epoch_start: {"value": }\n:::MLL x run_stop: {}\n:::MLL 5 global_batch_size: {"value": -3}\n:::MLL 6 train_samples: {"value": "many"}\n${mll(50, 'run_stop')}`))
      .toMatchObject({ jobSeconds: null, batchSize: null, samplesPerEpoch: null });
  });
});

describe('the MNIST example', () => {
  test('samples and epochs, no time', () => {
    const found = report('Train Epoch: 1 [0/60000 (0%)]\tLoss: 2.3\nTrain Epoch: 2 [59520/60000 (99%)]\tLoss: 0.3\nTest set: Average loss: 0.1151\n');
    expect(found).toMatchObject({ format: 'pytorch-example-log', samplesPerEpoch: 60_000, epochs: 2, stepMs: null });
    expect(found.warnings.join()).toContain('no times');
  });
});
