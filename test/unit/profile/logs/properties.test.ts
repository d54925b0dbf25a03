/** Logs written by an independent writer are read back; damaged and hostile ones give nothing impossible, and in time. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SCANNERS } from '../../../../src/core/profile/scanners';
import { inspectReport } from '../../../../src/core/profile/inspect';
import { fileInMemory } from '../../../../src/core/profile/fileSource';
import { readProfile } from '../../../../src/core/profile/registry';
import { fixture } from '../../shared';
import { bytesOf, read } from '../reading';

// One seed: the suite tests the same inputs in every run.
fc.configureGlobal({ seed: 42, numRuns: 200 });

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle) - 1] ?? NaN)) / 2;
}

/** What an epoch shows: milliseconds per step as Keras rounds them, and whole seconds. */
const epoch = fc.record({ ms: fc.integer({ min: 3, max: 999 }), seconds: fc.integer({ min: 1, max: 5000 }), updates: fc.array(fc.double({ min: 0, max: 0.99, noNaN: true }), { maxLength: 4 }) });
type Epoch = typeof epoch extends fc.Arbitrary<infer T> ? T : never;
type Style = (steps: number) => { readonly end: (epoch: Epoch) => string; readonly update: (done: number, epoch: Epoch) => string };

const KERAS_STYLES: Readonly<Record<string, Style>> = {
  'Keras 3, redirected': (steps) => {
    const bar = (done: number): string => `\u001b[1m${String(done).padStart(String(steps).length)}/${steps}\u001b[0m \u001b[32m${'━'.repeat(Math.floor((20 * done) / steps))}\u001b[0m\u001b[37m${'━'.repeat(20 - Math.floor((20 * done) / steps))}\u001b[0m`;
    return {
      update: (done, { ms }) => `\r${bar(done)} \u001b[1m${Math.floor((ms * (steps - done)) / 1000)}s\u001b[0m ${ms + 7}ms/step - loss: 0.5${'\b'.repeat(60)}`,
      end: ({ ms, seconds }) => `\r${bar(steps)} \u001b[1m0s\u001b[0m ${ms}ms/step - loss: 0.5${'\b'.repeat(60)}\r${bar(steps)} \u001b[1m${seconds}s\u001b[0m ${ms}ms/step - loss: 0.5 - val_loss: 0.4\n`,
    };
  },
  'Keras 3, verbose=2': (steps) => ({ update: () => '', end: ({ ms, seconds }) => `${steps}/${steps} - ${seconds}s - ${ms}ms/step - accuracy: 0.10 - loss: 0.5000\n` }),
  'tf.keras 2.9, redirected': (steps) => ({
    update: (done) => `\r${done}/${steps} [====>.....] - ETA: ${steps - done}s - loss: 0.5${'\b'.repeat(50)}`,
    end: ({ ms, seconds }) => `\r${steps}/${steps} [==============================] - ${seconds}s ${ms}ms/step - loss: 0.5 - accuracy: 0.9\n`,
  }),
  'tf.keras 2.9, verbose=2': (steps) => ({ update: () => '', end: ({ ms, seconds }) => `${steps}/${steps} - ${seconds}s - loss: 2.7 - accuracy: 0.1 - ${seconds}s/epoch - ${ms}ms/step\n` }),
};

describe.each(Object.entries(KERAS_STYLES))('%s', (_, style) => {
  test('what was written is read', () => {
    fc.assert(fc.property(fc.array(epoch, { minLength: 1, maxLength: 6 }), fc.integer({ min: 2, max: 3000 }), fc.boolean(), fc.constantFrom('\n', '\r\n'), (epochs, steps, evaluates, eol) => {
      const { end, update } = style(steps);
      const log = epochs.map((of, index) => {
        const updates = of.updates.map((share) => Math.floor(share * steps)).filter((done) => done > 0).sort((a, b) => a - b).map((done) => update(done, of));
        return `Epoch ${index + 1}/${epochs.length}\n${updates.join('')}${end(of)}`;
      }).join('') + (evaluates ? `${steps + 1}/${steps + 1} [==============================] - 1s 4ms/step - loss: 0.5\n` : '');
      const [first, ...rest] = epochs;
      const found = inspectReport(read(log.replaceAll('\n', eol)));
      expect(found).toMatchObject({ format: 'keras-log', epochs: epochs.length, stepsPerEpoch: steps, firstEpochSeconds: first?.seconds, warnings: [] });
      expect(found.stepMs).toBeCloseTo(rest.length > 0 ? median(rest.map(({ ms }) => ms)) : first?.ms ?? NaN, 9);
      expect(found.epochSeconds).toBe(rest.length > 0 ? median(rest.map(({ seconds }) => seconds)) : null);
    }));
  });
});

/** As tqdm formats: whole seconds rounded down, the faster of the two rates with two digits. */
function tqdmState(name: string, done: number, total: number, elapsed: number, stepSeconds: number): string {
  const clock = (seconds: number): string => {
    const whole = Math.floor(seconds);
    const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
    return [...(h > 0 ? [String(h)] : []), String(m).padStart(2, '0'), String(s).padStart(2, '0')].join(':');
  };
  const rate = stepSeconds > 1 ? `${stepSeconds.toFixed(2).padStart(5)}s/it` : `${(1 / stepSeconds).toFixed(2).padStart(5)}it/s`;
  return `\r${name}: ${String(Math.floor((100 * done) / total)).padStart(3)}%|${'█'.repeat(10)}| ${done}/${total} [${clock(elapsed)}<${clock((total - done) * stepSeconds)}, ${rate}, loss=0.123]`;
}

describe('tqdm', () => {
  test('the time of a step is read within the rounding of whole seconds and three digits', () => {
    const stepSeconds = fc.double({ min: -2.5, max: 1.2, noNaN: true }).map((exponent) => 10 ** exponent);
    fc.assert(fc.property(fc.array(stepSeconds, { minLength: 1, maxLength: 5 }), fc.integer({ min: 2, max: 5000 }), fc.constantFrom(0, 1), (times, steps, numbering) => {
      const log = times.map((seconds, index) => {
        const name = `Epoch ${index + numbering}`;
        const half = Math.ceil(steps / 2);
        const evaluation = tqdmState('Validation', 5, 5, 1, 0.2);
        // While a bar runs its rate is smoothed, so it is anything.
        return `\r${name}:   0%|          | 0/${steps} [00:00<?, ?it/s]${half < steps ? tqdmState(name, half, steps, half * seconds, seconds * 3) : ''}${tqdmState(name, steps, steps, steps * seconds, seconds)}\n${evaluation}\n`;
      }).join('');
      const found = inspectReport(read(log));
      expect(found).toMatchObject({ format: 'tqdm', epochs: times.length, stepsPerEpoch: steps, mode: 'training' });
      const expected = (times.length > 1 ? median(times.slice(1)) : times[0] ?? NaN) * 1000;
      expect(Math.abs((found.stepMs ?? NaN) / expected - 1)).toBeLessThan(0.02);
    }));
  });
});

describe('iterations', () => {
  test('the median without the first', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 10_000_000 }), { minLength: 2, maxLength: 60 }), (hundredths) => {
      const log = hundredths.map((time, index) => `iter ${index}: loss 2.5, time ${(time / 100).toFixed(2)}ms, mfu 12.34%\n`).join('');
      expect(read(log).stepMs?.value).toBeCloseTo(median(hundredths.slice(1)) / 100, 6);
    }));
  });

  test('the median of more lines than are kept is near', () => {
    const log = Array.from({ length: 100_000 }, (_, index) => `iter ${index}: loss 2.5, time ${(100 + (index * 7919) % 1000).toFixed(2)}ms\n`).join('');
    expect(Math.abs((read(log).stepMs?.value ?? NaN) / 599.5 - 1)).toBeLessThan(0.01);
  });
});

describe('damaged logs', () => {
  const ORIGINALS = ['keras/3.15/cnn_verbose1.log', 'keras/3.15/cnn_val_verbose2.log', 'torch/2.13/progress_meter.log', 'torch/2.13/iter.log', 'torch/2.13/tqdm.stderr.log', 'other/keras_mlp.ipynb', 'other/keras_csvlogger_utf8_bom.csv'];

  function numbersIn(value: unknown): number[] {
    if (typeof value === 'number') return [value];
    return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
  }

  test.each(ORIGINALS)('%s, with bytes changed, cut, spliced and doubled, never throws and never gives an impossible number', (file) => {
    const { bytes: original } = fixture(file);
    const at = fc.nat(original.length - 1);
    fc.assert(fc.property(fc.array(fc.record({ at, byte: fc.nat(255) }), { maxLength: 8 }), fc.option(at), fc.tuple(at, at), (changes, cut, [from, to]) => {
      let bytes: Uint8Array = Uint8Array.from(original);
      for (const change of changes) bytes[change.at] = change.byte;
      bytes = Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
      const result = readProfile(fileInMemory('log', cut === null ? bytes : bytes.subarray(0, cut)));
      if (!result.ok) expect(result.failure.message).not.toMatch(/undefined|\[object|Error:/);
      else expect(numbersIn(inspectReport(result.value)).filter((number) => !(number > 0 && Number.isFinite(number)))).toEqual([]);
    }), { numRuns: 150 });
  });
});

describe('hostile lines', () => {
  const MEGABYTE = 2 ** 20;
  const filled = (part: string): string => part.repeat(Math.ceil(MEGABYTE / part.length));
  const LINES: readonly string[] = [
    '1', ' - 1/', '1/1 [', '%| 1/1 [00:00<', '[0][1/', 'Epoch ', 'Epoch 1/', ':::MLL ', ':::MLL 1 a: {', '<td><tr', '<td', 'SM_HPS={', 'train_runtime: ', 'train_runtime: 1', '< [', '1/1 [0:00<00:00, ',
    '_instance_type"', ' seconds: ', 'train_loss ', ', time iter ', '| dt: step 1 |', 'Epoch: [0] [', 'Train Epoch: ', ' = Num Total ', '━ - /step - ', '. - s - ', ', Epoch [1/', 'Average inference time: ',
  ].map(filled);

  test.each(SCANNERS.map((scanner) => [scanner.id, scanner] as const))('%s takes no more than linear time for lines of a megabyte', (_, scanner) => {
    const reader = scanner.start();
    const slow = LINES.filter((line) => {
      const begin = performance.now();
      reader.line(line);
      // A few milliseconds; what backtracks would take minutes.
      return performance.now() - begin > 2000;
    });
    expect(slow.map((line) => line.slice(0, 20))).toEqual([]);
    expect(reader.end()).toBeUndefined();
  });

  test('names and markup in a log are data', () => {
    const profile = read('<img src=x onerror=alert(1)>: 100%|██| 10/10 [00:50<00:00, 5.0s/it, loss=1]\nTraining seconds: 50\n');
    expect(JSON.stringify(inspectReport(profile))).not.toContain('onerror');
    expect(readProfile(fileInMemory('x\n\u202E.ipynb', bytesOf('{"cells": [], "nbformat": 4}')))).toMatchObject({ ok: false, failure: { message: expect.not.stringMatching(/[\n\u202E]/) as string } });
  });
});
