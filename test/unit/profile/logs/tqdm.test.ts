import { describe, expect, test } from 'vitest';
import { inspectReport } from '../../../../src/core/profile/inspect';
import { fixture } from '../../shared';
import { failureOf, read } from '../reading';

const report = (content: string | Uint8Array): ReturnType<typeof inspectReport> => inspectReport(read(content));

test('a real log of tqdm 4.70: 54.81 and 55.27 it/s at the end of two epochs of 79 steps', () => {
  const found = report(fixture('torch/2.13/tqdm.stderr.log').bytes);
  expect(found).toMatchObject({ format: 'tqdm', mode: 'training', epochs: 2, stepsPerEpoch: 79, warnings: [] });
  expect(found.stepMs).toBeCloseTo(1000 / 55.27, 9);
  expect(found.firstEpochSeconds).toBeCloseTo(79 / 54.81, 9);
});

describe('rates', () => {
  const bar = (state: string): string => `Epoch 1/1: 100%|██████████| ${state}\n`;

  test.each([
    // [state, ms per step by hand]
    ['1000/1000 [16:40<00:00,  1.00s/it, loss=0.1]', 1000],
    ['1000/1000 [04:02<00:00,  4.13it/s]', 242],
    ['100/100 [00:04<00:00, 22.50batch/s]', 1000 / 22.5],
    ['100/100 [00:40<00:00, 2.51it/s]', 1000 / 2.51],
    ['97/97 [21:18<00:00, 13.21s/batch, loss=4.45e+4]', (21 * 60 + 18) * 1000 / 97],
    ['7200/7200 [26:00:00<00:00, 13.0s/it]', 13_000],
    // Smoothed over the last steps: 2.00it/s would be 50 s.
    ['100/100 [00:40<00:00, 2.00it/s]', 400],
    ['100/100 [00:40<?, ?it/s]', 400],
  ])('%s', (state, stepMs) => expect(report(bar(state)).stepMs).toBeCloseTo(stepMs, 6));

  test('no time at all is unknown, not 0', () => {
    expect(report(bar('100/100 [00:00<00:00, ?it/s]'))).toMatchObject({ stepMs: null, firstEpochSeconds: null, stepsPerEpoch: 100 });
  });
});

describe('which bar trains', () => {
  test('downloads, data sets, checkpoints and evaluations do not', () => {
    expect(failureOf(`100%|██████████| 170498071/170498071 [00:03<00:00, 43.2MB/s]
model.safetensors: 100%|██████████| 343M/343M [00:01<00:00, 200MB/s]
Map: 100%|██████████| 25000/25000 [00:10<00:00, 2500.00 examples/s]
Loading checkpoint shards: 100%|██████████| 2/2 [00:01<00:00,  1.5it/s]
Evaluating: 100%|██████████| 50/50 [00:10<00:00,  5.00it/s]
Epoch 1 [valid]: 100%|██████████| 50/50 [00:10<00:00,  5.00it/s]
Sanity Checking DataLoader 0: 100%|██████████| 2/2 [00:00<00:00,  5.12it/s]
`).code).toBe('unrecognised');
  });

  test('a metric of the validation in its name does not make a training bar an evaluation', () => {
    expect(report('Epoch 2 val_loss 0.3 val acc 0.9: 100%|███| 50/50 [00:10<00:00,  5.00it/s]\n')).toMatchObject({ stepMs: 200, stepsPerEpoch: 50 });
  });

  test('Lightning 2: validation bars beside; epochs count from 0', () => {
    const found = report(`Sanity Checking DataLoader 0: 100%|██| 2/2 [00:00<00:00,  5.12it/s]
Epoch 0: 100%|██| 1875/1875 [00:20<00:00, 91.59it/s, v_num=0]
Validation DataLoader 0: 100%|██| 313/313 [00:01<00:00, 200.00it/s]
Epoch 0: 100%|██| 1875/1875 [00:22<00:00, 83.33it/s, v_num=0, val_loss=0.3]
Epoch 1: 100%|██| 1875/1875 [00:15<00:00, 118.59it/s, v_num=0, val_loss=0.2]
Epoch 2: 100%|██| 1875/1875 [00:16<00:00, 112.59it/s, v_num=0, val_loss=0.2]
`);
    expect(found).toMatchObject({ framework: 'pytorch', epochs: 3, stepsPerEpoch: 1875 });
    expect(found.stepMs).toBeCloseTo((1000 / 118.59 + 1000 / 112.59) / 2, 9);
    expect(found.firstEpochSeconds).toBeCloseTo(1875 / 83.33, 9);
  });

  test('Lightning 1: a bar that counts validation too is split where validation begins', () => {
    const epoch = (number: number): string => `\rEpoch ${number}:   0%| | 0/100 [00:00<?, ?it/s]\rEpoch ${number}:  80%| | 80/100 [03:20<00:10, 2.5s/it, v_num=3]
\rValidating: 0it [00:00, ?it/s]\rValidating:   5%| | 1/20 [00:01<00:19, 1.0s/it]
\rEpoch ${number}:  81%| | 81/100 [03:21<00:10, 2.4s/it, v_num=3]\rValidating: 100%| | 20/20 [00:20<00:00, 1.0s/it]
\rEpoch ${number}: 100%| | 100/100 [03:40<00:00, 2.2s/it, v_num=3]\n`;
    const found = report(epoch(0) + epoch(1));
    expect(found).toMatchObject({ stepMs: 2500, stepsPerEpoch: 80, epochSeconds: 220, epochs: 2, framework: 'pytorch' });
    expect(found.warnings).toEqual(['The progress bar counts 100 steps an epoch, 20 of them validation, which is left out of the step time.']);
  });

  test('a named bar over epochs gives epochs and their time, the bar in it the steps', () => {
    const found = report(`Epoch:   0%|          | 0/2 [00:00<?, ?it/s]
Iteration: 100%|██████████| 1000/1000 [10:00<00:00,  1.66it/s]
Epoch:  50%|█████     | 1/2 [10:20<10:20, 620.00s/it]
Iteration: 100%|██████████| 1000/1000 [09:00<00:00,  1.85it/s]
Epoch: 100%|██████████| 2/2 [19:30<00:00, 585.00s/it]
`);
    expect(found).toMatchObject({ stepMs: 540, stepsPerEpoch: 1000, epochs: 2, firstEpochSeconds: 620, epochSeconds: 550 });
  });

  test('bars without names: the one that moves once for each of the other counts epochs', () => {
    const found = report(`  0%|          | 0/3 [00:00<?, ?it/s]
100%|██████████| 100/100 [00:20<00:00,  5.00it/s]
 33%|███▎      | 1/3 [00:25<00:50, 25.00s/it]
100%|██████████| 100/100 [00:10<00:00,  9.80it/s]
 66%|███▎      | 2/3 [00:38<00:12, 12.50s/it]
100%|██████████| 100/100 [00:10<00:00,  9.80it/s]
100%|██████████| 3/3 [00:51<00:00, 17.00s/it]
`);
    expect(found).toMatchObject({ stepsPerEpoch: 100, epochs: 3, epochSeconds: 13, firstEpochSeconds: 25, mode: null });
    expect(found.stepMs).toBeCloseTo(1000 / 9.8, 9);
    expect(found.sources.stepMs).toMatch(/does not say what it counts.*guess/);
  });

  test('only the end of a bar over epochs', () => {
    expect(report('100%|███| 10/10 [05:00<00:00, 30.00s/epoch]\n')).toMatchObject({ epochs: 10, epochSeconds: 30, stepMs: null });
  });

  test('a single bar without a name is a guess, and no epoch', () => {
    const found = report('100%|███| 500/500 [00:54<00:00, 9.26it/s]\n');
    expect(found).toMatchObject({ steps: 500, stepsPerEpoch: null, epochs: null, epochSeconds: null, firstEpochSeconds: null });
    expect(found.sources.stepMs).toContain('guess');
  });

  test('bars of samples give samples and epochs, no step', () => {
    const found = report('Epoch 1/2: 100%|██| 4580/4580 [05:05<00:00, 15.0img/s, loss (batch)=0.1]\nEpoch 2/2: 100%|██| 4580/4580 [04:50<00:00, 15.8img/s, loss (batch)=0.1]\n');
    expect(found).toMatchObject({ samplesPerEpoch: 4580, epochSeconds: 290, firstEpochSeconds: 305, stepMs: null, stepsPerEpoch: null });
    expect(found.warnings.join()).toContain('batch size');
  });

  test('YOLO: epoch and its bar in one line, with the bar of its validation', () => {
    const found = report(`        1/2      2.61G      1.153      1.398      1.192         81        640: 100%|██████████| 8/8 [00:06<00:00,  1.33it/s]
                 Class     Images  Instances      Box(P          R      mAP50  mAP50-95): 100%|██████████| 4/4 [00:01<00:00,  3.0it/s]
        2/2      2.61G      1.153      1.398      1.192         81        640: 100%|██████████| 8/8 [00:04<00:00,  2.00it/s]
`);
    expect(found).toMatchObject({ stepMs: 500, stepsPerEpoch: 8, epochs: 2 });
  });
});

describe('runs', () => {
  test('a bar that never ends gives its time so far', () => {
    const found = report('Training:  45%|####5     | 450/1000 [04:02<04:56,  1.86it/s, loss=2]\r');
    expect(found.stepMs).toBeCloseTo(242_000 / 450, 9);
    expect(found).toMatchObject({ warnings: [], epochs: null });
    expect(found.sources.stepMs).toBe('elapsed time / steps of the progress bar, which stops at 450 of 1000 (derived)');
    expect(report('Epoch 1: 100%|#| 60/60 [01:00<00:00, 1.0s/it]\nEpoch 2:  50%|#| 30/60 [00:30<00:30, 1.0s/it]\n').warnings).toEqual(['The last progress bar stops at 30 of 60.']);
  });

  test('of two runs the longer', () => {
    const bars = (epochs: number, minutes: string): string => Array.from({ length: epochs }, (_, epoch) => `Epoch ${epoch + 1}: 100%|#| 60/60 [${minutes}:00<00:00, 1.0s/it]\n`).join('');
    expect(report(bars(2, '03') + bars(4, '01'))).toMatchObject({ stepMs: 3000, epochs: 2, warnings: ['The text holds 2 runs; the longest, of 2 epochs, was taken.'] });
  });

  test('all processes of a distributed training draw the same bars', () => {
    const epoch = (number: number): string => [1, 2].map(() => `\rEpoch ${number}:  50%|#| 30/60 [00:30<00:30, 1.0s/it]`).join('') + [1, 2].map(() => `\rEpoch ${number}: 100%|#| 60/60 [01:00<00:00, 1.0s/it]\n`).join('');
    expect(report(epoch(0) + epoch(1) + epoch(2))).toMatchObject({ stepMs: 1000, epochs: 3, stepsPerEpoch: 60, warnings: [] });
  });

  test('"Epoch" without a number, again and again, names bars of steps', () => {
    expect(report('Epoch: 100%|#| 60/60 [02:00<00:00, 2.0s/it]\nEpoch: 100%|#| 60/60 [01:40<00:00, 1.67s/it]\n')).toMatchObject({ stepsPerEpoch: 60, epochs: 2, firstEpochSeconds: 120, epochSeconds: 100 });
  });

  test('several bars in a line whose carriage returns were lost', () => {
    expect(report('Epoch 1:   0%|  | 0/10 [00:00<?, ?it/s]Epoch 1: 100%|##| 10/10 [00:50<00:00, 5.0s/it]Epoch 2: 100%|##| 10/10 [00:40<00:00, 4.0s/it]')).toMatchObject({ stepMs: 4000, epochs: 2 });
  });

  test.each([
    ['more than there is', 'Epoch 1: 100%|##| 12/10 [00:50<00:00, 5.0s/it]'],
    ['a negative time', 'Epoch 1: 100%|##| 10/10 [-1:50<00:00, 5.0s/it]'],
    ['a total of digits without end', `Epoch 1: 100%|##| 1/${'9'.repeat(400)} [00:50<00:00, 5.0s/it]`],
    ['no total', 'Epoch 1: 250it [00:50, 5.0it/s]'],
  ])('%s is no bar', (_, line) => expect(failureOf(line).code).toBe('unrecognised'));
});
