import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { predictPairs } from '../../../src/core/predictor/measuredPair';
import { allArchitectures, chosenArchitectures } from '../../../tools/predictor/architectures';
import { PROFILED_TYPES, readDataset } from '../../../tools/predictor/dataset';
import { predictUnseen, summarise } from '../../../tools/predictor/evaluation';
import { fitPairModel } from '../../../tools/predictor/fit/pairModel';
import { fitTestedModel } from '../../../tools/predictor/fit/testedModel';
import { examplesOf, PAIRS } from '../../../tools/predictor/pairs';
import { trainBundle } from '../../../tools/predictor/trainBundle';
import { describeShared, SHARED } from '../shared';

describeShared('training on the datasets', () => {
  const workloads = readDataset(join(SHARED, 'data'));
  const [source] = PAIRS.filter(({ anchor, rich }) => anchor === 'g4dn.xlarge' && rich);
  if (!source) throw new Error('g4dn.xlarge is no anchor');

  test('250 workloads of 12 architectures, each nine times on four instance types', () => {
    // Counted in data/profet/README.md.
    expect(workloads).toHaveLength(250);
    expect(allArchitectures(workloads)).toHaveLength(12);
    expect(workloads.every(({ runs }) => runs.size === 4 && [...runs.values()].every((repeats) => repeats.length === 9))).toBe(true);
  });

  test('one row by hand: VGG16 at 224 px, batch 16, exp01 on g3s', () => {
    const run = workloads.find((workload) => workload.architecture === 'VGG16' && workload.inputSize === 224 && workload.batchSize === 16)?.runs.get('g3s.xlarge')?.[0];
    expect(run?.stepMs).toBeCloseTo(323.029, 3);
    // samples/profet_json/profet_vgg16_224ds_16bs_test.json is the same row: 8038.842 us of Device_MaxPool over two steps.
    expect(run?.ops.find((op) => op.name === 'Device_MaxPool')?.ms).toBeCloseTo(4.019421, 6);
  });

  test('a trainpred ratio by hand: VGG19 at 128 px, batch 16, 41.3 ms on g5 against 106.6 ms on g4dn', () => {
    const other = workloads.find((workload) => workload.architecture === 'VGG19' && workload.inputSize === 128 && workload.batchSize === 16)?.otherStepMs;
    expect(other?.get('g5.xlarge')).toBeCloseTo(41.3, 1);
    expect(other?.get('g4dn.xlarge')).toBeCloseTo(106.6, 1);
  });

  // Loose bounds on what docs/accuracy.md reports for single architectures: a broken feature or a leak breaks them.
  test.each([['VGG16', 5, 1.5], ['ResNet34', 9, 2], ['MobileNetV2', 20, 4]])('%s is predicted without having been seen, mean error under %i %% and above the noise', (architecture, most, least) => {
    const examples = examplesOf(source, workloads);
    const model = fitTestedModel(source, examples.filter((example) => example.workload.architecture !== architecture));
    const errors = examples.filter((example) => example.workload.architecture === architecture).flatMap(({ runs }) => runs.flatMap(({ vector, logRatios }) =>
      predictPairs(model, vector).targets.map(({ logRatio }, target) => 100 * Math.abs(Math.exp(logRatio - (logRatios[target] ?? NaN)) - 1))));
    const mean = errors.reduce((a, b) => a + b, 0) / errors.length;
    expect(mean).toBeLessThan(most);
    expect(mean).toBeGreaterThan(least);
  });

  test('excluded architectures leave no trace', () => {
    const without = examplesOf(source, workloads.filter((workload) => workload.architecture !== 'LeNet5'));
    expect(fitPairModel(source, without).workloads.filter((name) => name.includes('LeNet5'))).toEqual([]);
  });

  test('an unknown architecture on the command line is an error', () => {
    expect(chosenArchitectures(' VGG16, LeNet5 ', workloads)).toEqual(['VGG16', 'LeNet5']);
    expect(() => chosenArchitectures('VGG99', workloads)).toThrow('The data has no model VGG99');
  });

  test('docs/accuracy.md says of one architecture what evaluating it anew finds', { timeout: 300_000 }, () => {
    const outcomes = predictUnseen(workloads, ['VGG11']).filter(({ target }) => PROFILED_TYPES.some((type) => type === target));
    const { n, mape, coverage80 } = summarise(outcomes);
    const report = readFileSync(join(import.meta.dirname, '../../../docs/accuracy.md'), 'utf8');
    expect(report).toContain(`| VGG11 | ${n} | ${mape.toFixed(1)} | ${coverage80.toFixed(1)} |`);
  });

  test('train writes the very bytes that are bundled', { timeout: 300_000 }, () => {
    const bundled = readFileSync(join(import.meta.dirname, '../../../media/data/predictor.json'), 'utf8');
    expect(`${JSON.stringify(trainBundle(workloads))}\n` === bundled).toBe(true);
  });
});
