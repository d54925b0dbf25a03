import { describe, expect, test } from 'vitest';
import { inspectReport } from '../../../../src/core/profile/inspect';
import { fixture } from '../../shared';
import { failureOf, read } from '../reading';

const report = (content: string | Uint8Array): ReturnType<typeof inspectReport> => inspectReport(read(content));

describe('real logs of Keras 3.15', () => {
  test.each([
    // [file, step ms: median after the first epoch, epoch seconds, first, epochs, steps], read by eye
    ['mlp_verbose2.log', 8.5, 4, 4, 5, 469],
    ['cnn_val_verbose2.log', 9.5, 1, 1, 3, 63],
    ['cnn_verbose1.log', 6.5, (79 * 0.006 + 1) / 2, 1, 3, 79],
    ['mlp_verbose1_tty.log', 11, 1, 2, 2, 100],
  ])('%s', (file, stepMs, epochSeconds, firstEpochSeconds, epochs, stepsPerEpoch) => {
    const found = report(fixture(`keras/3.15/${file}`).bytes);
    expect(found).toMatchObject({ format: 'keras-log', mode: 'training', framework: null, stepMs, firstEpochSeconds, epochs, stepsPerEpoch, warnings: [] });
    expect(found.epochSeconds).toBeCloseTo(epochSeconds, 9);
  });

  test('encodings and line ends change nothing', () => {
    const text = new TextDecoder().decode(fixture('keras/3.15/mlp_verbose2.log').bytes);
    const expected = read(text);
    for (const bytes of [Buffer.from(`\uFEFF${text}`, 'utf16le'), Buffer.from(`\uFEFF${text}`, 'utf16le').swap16(), Buffer.from(`\uFEFF${text}`), Buffer.from(text.replaceAll('\n', '\r\n'))]) {
      expect(read(bytes)).toEqual(expected);
    }
  });
});

describe('the versions of Keras', () => {
  test('2.0: samples are counted, their time is not shown; the first update of the bar is the batch', () => {
    const found = report(`Train on 60000 samples, validate on 10000 samples
Epoch 1/2
\r  128/60000 [..............................] - ETA: 57s - loss: 2.3\r60000/60000 [==============================] - 3s - loss: 0.25 - acc: 0.92 - val_loss: 0.1
Epoch 2/2
\r  128/60000 [..............................] - ETA: 1s - loss: 0.2\r60000/60000 [==============================] - 2s - loss: 0.1 - acc: 0.97 - val_loss: 0.08
`);
    expect(found).toMatchObject({ samplesPerEpoch: 60_000, batchSize: 128, stepsPerEpoch: 469, epochs: 2, epochSeconds: 2, firstEpochSeconds: 3 });
    expect(found.stepMs).toBeCloseTo((2000 / 60_000) * 128, 9);
    expect(found.sources).toMatchObject({ batchSize: 'first update of the Keras bar, at 128 of 60000 samples (derived)' });
  });

  test('2.1 to 2.3 say "step" and count samples: "Train on" tells', () => {
    const bars = 'Epoch 1/2\n186219/186219 [==============================] - 90s 483us/step - loss: 0.5\nEpoch 2/2\n186219/186219 [==============================] - 84s 451us/step - loss: 0.4\n';
    const samples = report(`Train on 186219 samples, validate on 20691 samples\n${bars}`);
    expect(samples).toMatchObject({ samplesPerEpoch: 186_219, stepMs: null, stepsPerEpoch: null, epochSeconds: 84, framework: null });
    expect(samples.warnings.join()).toContain('batch size stands nowhere');
    expect(report(bars)).toMatchObject({ stepMs: 0.451, stepsPerEpoch: 186_219 });
  });

  test('2.2 with verbose=2 has no count', () => {
    const found = report('Train on 186219 samples, validate on 20691 samples\nEpoch 1/2\n - 88s - loss: 0.57 - acc: 0.7 - val_loss: 0.4\nEpoch 2/2\n - 80s - loss: 0.4 - acc: 0.8\n');
    expect(found).toMatchObject({ epochSeconds: 80, firstEpochSeconds: 88, epochs: 2, samplesPerEpoch: 186_219, stepMs: null, stepsPerEpoch: null });
  });

  test('TensorFlow 2.0: us/sample, only there; "10000/1" of its validation is no epoch', () => {
    const found = report(`Train on 1000 samples
Epoch 1/3
  32/1000 [..............................] - ETA: 16s - loss: 1.6624
1000/1000 [==============================] - 1s 631us/sample - loss: 1.3699
Epoch 2/3
1000/1000 [==============================] - 0s 81us/sample - loss: 1.2258
Epoch 3/3
1000/1000 [==============================] - 0s 83us/sample - loss: 1.2258
10000/1 [===] - 0s 20us/sample - loss: 0.2
1000/1000 [==============================] - 0s 20us/sample - loss: 1.0
`);
    expect(found).toMatchObject({ framework: 'tensorflow', batchSize: 32, samplesPerEpoch: 1000, stepsPerEpoch: 32, epochs: 3 });
    expect(found.stepMs).toBeCloseTo(32 * 0.082, 9);
  });

  test('TensorFlow 2.4: steps, with a validation redrawn over the last update', () => {
    const found = report(`Epoch 1/2
375/375 [==============================] - ETA: 0s - loss: 0.4\r375/375 [==============================] - 11s 29ms/step - loss: 0.4 - val_loss: 0.2
Epoch 2/2
374/375 [============================>.] - ETA: 0s - loss: 0.4\r375/375 [==============================] - 7s 19ms/step - loss: 0.3 - val_loss: 0.1
`);
    expect(found).toMatchObject({ stepMs: 19, stepsPerEpoch: 375, epochSeconds: 7, firstEpochSeconds: 11, framework: null });
  });

  test('TensorFlow 2.7 with verbose=2: s/epoch at the end', () => {
    const found = report('Epoch 1/2\n200/200 - 9s - loss: 2.71 - accuracy: 0.1 - 9s/epoch - 45ms/step\nEpoch 2/2\n200/200 - 6s - loss: 2.1 - accuracy: 0.1 - 6s/epoch - 30ms/step\n');
    expect(found).toMatchObject({ framework: 'tensorflow', stepMs: 30, epochSeconds: 6, firstEpochSeconds: 9, stepsPerEpoch: 200 });
  });

  test('2.x with verbose=2 has no time per step: seconds / steps, and 0 s is no time', () => {
    expect(report('Epoch 1/2\n24/24 - 1s - loss: 0.1\nEpoch 2/2\n24/24 - 6s - loss: 0.1\n')).toMatchObject({ stepMs: 250, sources: { stepMs: 'seconds / steps of the Keras bar, second epoch (derived)' } });
    expect(report('Epoch 1/2\n24/24 - 1s - loss: 0.1\nEpoch 2/2\n24/24 - 0s - loss: 0.1\n')).toMatchObject({ epochSeconds: null, stepsPerEpoch: 24 });
  });

  test('a rate of 1 or 2 of its unit is coarser than seconds / steps', () => {
    expect(report('Epoch 1/2\n130/130 [===] - 270s 2s/step - loss: 1.0\nEpoch 2/2\n130/130 [===] - 260s 2s/step - loss: 1.0\n').stepMs).toBe(2000);
    expect(report('Epoch 1/2\n6000/6000 [===] - 9s 1ms/step - loss: 1.0\nEpoch 2/2\n6000/6000 [===] - 8s 1ms/step - loss: 1.0\n').stepMs).toBe(1);
    expect(report('Epoch 1/2\n60000/60000 [===] - 80s 1ms/step - loss: 1.0\nEpoch 2/2\n60000/60000 [===] - 75s 1ms/step - loss: 1.0\n').stepMs).toBe(1.25);
  });

  test('a named backend is certain', () => {
    const bar = 'Epoch 1/1\n10/10 [====] - 5s 500ms/step - loss: 1.0\n';
    expect(report(`Using TensorFlow backend.\n${bar}`).framework).toBe('tensorflow');
    expect(report(`Using Theano backend.\n${bar}`).framework).toBeNull();
  });
});

describe('what is no epoch', () => {
  const FIT = 'Epoch 1/2\n100/100 ━━━━━━━━━━━━━━━━━━━━ 5s 40ms/step - accuracy: 0.5 - loss: 1.0\nEpoch 2/2\n100/100 ━━━━━━━━━━━━━━━━━━━━ 3s 30ms/step - accuracy: 0.6 - loss: 0.9\n';

  test.each([
    ['predict', '1/1 ━━━━━━━━━━━━━━━━━━━━ 0s 446ms/step\n'],
    ['evaluate', '20/20 ━━━━━━━━━━━━━━━━━━━━ 1s 50ms/step - accuracy: 0.6 - loss: 0.8\n'],
    ['evaluate over as many steps', '100/100 ━━━━━━━━━━━━━━━━━━━━ 1s 10ms/step - accuracy: 0.6 - loss: 0.8\n'],
    ['evaluate over as many steps, drawn from its beginning', '  1/100 ━━━━━━━━━━━━━━━━━━━━ 9s 90ms/step - accuracy: 0.6 - loss: 0.8\r100/100 ━━━━━━━━━━━━━━━━━━━━ 9s 90ms/step - accuracy: 0.6 - loss: 0.8\n'],
    ['a message of ModelCheckpoint', 'Epoch 2: val_loss improved from inf to 0.2, saving model to best.keras\n'],
    ['a bar of another tool', 'Epoch 3/9:  45%|████▌     | 45/100 [00:02<00:04, 11.8it/s]\n'],
  ])('%s after a fit', (_, after) => expect(report(FIT + after)).toMatchObject({ format: 'keras-log', stepMs: 30, epochs: 2, stepsPerEpoch: 100, epochSeconds: 3 }));

  test('predict inside a callback', () => {
    expect(report(FIT.replace('Epoch 2/2\n', 'Epoch 2/2\n1/1 [====] - 0s 20ms/step\n'))).toMatchObject({ stepMs: 30, stepsPerEpoch: 100 });
  });

  test('evaluate in a callback before an epoch', () => {
    expect(report(FIT.replace('Epoch 2/2\n', 'Epoch 2/2\n20/20 [====] - 1s 50ms/step - loss: 0.8\n'))).toMatchObject({ stepMs: 30, stepsPerEpoch: 100, epochs: 2 });
  });

  test('predict and headings alone are no log', () => {
    expect(failureOf('313/313 [==============================] - 1s 2ms/step\n').code).toBe('unrecognised');
    expect(failureOf('Epoch 1/10\nloss 0.4\nEpoch 2/10\nloss 0.3\n').code).toBe('unrecognised');
  });

  test('an evaluation alone is taken for one epoch only as a guess; with validation it is a fit', () => {
    const alone = report('500/500 ━━━━━━━━━━━━━━━━━━━━ 75s 120ms/step - loss: 3.3653\n');
    expect(alone.sources.stepMs).toContain('guess');
    expect(alone.warnings).toHaveLength(1);
    const fit = report('500/500 ━━━━━━━━━━━━━━━━━━━━ 75s 120ms/step - loss: 3.3653 - val_loss: 3.1\n');
    expect(fit).toMatchObject({ stepMs: 120, epochs: 1, warnings: [] });
    expect(fit.sources.stepMs).toContain('measured');
  });
});

describe('interrupted and repeated fits', () => {
  test('an unfinished last epoch is left out and said', () => {
    const found = report('Epoch 1/10\n200/200 - 9s - 45ms/step - loss: 2.71\nEpoch 2/10\n200/200 - 6s - 30ms/step - loss: 2.1\nEpoch 3/10\n 57/200 [=======>......] - ETA: 4s - loss: 2.5\nKeyboardInterrupt\n');
    expect(found).toMatchObject({ epochs: 2, stepMs: 30, warnings: ['Epoch 3 was not finished and is left out.'] });
    expect(found.sources.epochs).toContain('of 10 planned');
  });

  test('broken off in the first epoch: Keras 3 has shown a rate, Keras 2 has not', () => {
    expect(report('Epoch 1/3\n 57/200 ━━━━━━━━━━━━━━━━━━━━ 4s 30ms/step - loss: 2.5\n')).toMatchObject({ stepMs: 30, stepsPerEpoch: 200, epochs: null, warnings: ['The log ends at 57 of 200 in the first epoch.'] });
    expect(report('Epoch 1/3\n 57/200 [=======>......] - ETA: 4s - loss: 2.5\n')).toMatchObject({ stepMs: null, stepsPerEpoch: 200 });
    expect(report('Train on 200 samples\nEpoch 1/3\n 57/200 [=======>......] - ETA: 4s - loss: 2.5\n')).toMatchObject({ stepMs: null, stepsPerEpoch: null, samplesPerEpoch: 200 });
  });

  test('of several fits the longest in time', () => {
    const fit = (epochs: number, seconds: number, ms: number): string =>
      Array.from({ length: epochs }, (_, epoch) => `Epoch ${epoch + 1}/${epochs}\n50/50 [====] - ${seconds}s ${ms}ms/step - loss: 1.0\n`).join('');
    const found = report(fit(3, 10, 200) + fit(4, 5, 100) + fit(1, 6, 120));
    expect(found).toMatchObject({ stepMs: 200, epochs: 3, warnings: ['The text holds 3 fits; the longest, of 3 epochs, was taken.'] });
  });

  test('a log that begins in the middle counts to its last epoch', () => {
    expect(report('Epoch 7/9\n50/50 [====] - 10s 200ms/step - loss: 1.0\nEpoch 8/9\n50/50 [====] - 10s 201ms/step - loss: 1.0\n')).toMatchObject({ epochs: 8, stepMs: 201 });
  });

  test('all processes of a distributed training write the same', () => {
    const both = (line: string): string => `[1,0]<stdout>:${line}\n[1,1]<stdout>:${line}\n`;
    const log = both('Epoch 1/2') + both('50/50 [====] - 10s 200ms/step - loss: 1.0') + both('Epoch 2/2') + both('50/50 [====] - 9s 190ms/step - loss: 1.0');
    expect(report(log)).toMatchObject({ epochs: 2, stepMs: 190, warnings: [] });
  });

  test('prefixes of other programs do not matter', () => {
    expect(report('[1,0]<stdout>:Epoch 1/2\n[1,0]<stdout>:50/50 [====] - 10s 200ms/step - loss: 1.0\nalgo-1 | Epoch 2/2\nalgo-1 | 50/50 [====] - 9s 190ms/step - loss: 1.0\n')).toMatchObject({ epochs: 2, stepMs: 190 });
  });
});

describe('hostile figures', () => {
  test.each([
    ['more done than there is', 'Epoch 1/1\n99/9 [====] - 5s 5ms/step - loss: 1.0\n'],
    ['an epoch beyond the last', 'Epoch 9/2\n9/9 [====] - 5s 5ms/step - accuracy: 1.0\n'],
    ['a negative time', 'Epoch 1/1\n9/9 [====] - -5s 5ms/step - loss: 1.0\n'],
    ['digits without end', `Epoch 1/1\n${'9'.repeat(1000)}/${'9'.repeat(1000)} [====] - 5s 5ms/step - loss: 1.0\n`],
  ])('%s is no finished epoch', (_, text) => {
    const file = `${text}Epoch 1/2\n10/10 [====] - 5s 500ms/step - loss: 1.0\nEpoch 2/2\n10/10 [====] - 4s 400ms/step - loss: 1.0\n`;
    expect(report(file)).toMatchObject({ stepMs: 400, epochs: 2, warnings: [] });
  });

  test('times beyond belief are unknown', () => {
    expect(report('Epoch 1/2\n9/9 [====] - 999999999s 999999999s/step - loss: 1.0\nEpoch 2/2\n9/9 [====] - 999999999s 999999999s/step - loss: 1.0\n')).toMatchObject({ epochs: 2, epochSeconds: 999_999_999 });
  });
});
