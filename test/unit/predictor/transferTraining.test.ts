import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repoRoot } from '../../../tools/paths';
import { readDataset } from '../../../tools/predictor/dataset';
import { median } from '../../../tools/predictor/statistics';
import { DEVICE_FACTS, factsOf, typicalBandwidthGBs, typicalComputeTflops, typicalTensorTflops } from '../../../tools/predictor/transfer/deviceFacts';
import { logError, predictLeftOut } from '../../../tools/predictor/transfer/leftOut';
import { NormalEquations } from '../../../tools/predictor/transfer/math';
import { adaptdlRuns, extrapolated } from '../../../tools/predictor/transfer/parallelFit';
import { rateTable } from '../../../tools/predictor/transfer/rateTable';
import { trainTransfer } from '../../../tools/predictor/transfer/trainTransfer';
import { readTransferData } from '../../../tools/predictor/transfer/transferData';
import { loadCatalog } from '../../../src/core/catalog/loadCatalog';
import { describeShared, SHARED } from '../shared';

test('least squares with a prior by hand: y = 2 at slope 1, both with standard deviation 1, prior 0: halfway', () => {
  const equations = new NormalEquations([0, 0], [0, 0], [1, 1]);
  equations.add([[0, 1]], 2, 1);
  expect(equations.step()).toEqual([expect.closeTo(1, 12), expect.closeTo(0, 12)]);
  expect(equations.covariance().get(0, 0)).toBeCloseTo(0.5, 12);
});

test('least squares: two parameters that only their sum was measured of share it', () => {
  const equations = new NormalEquations([0, 0], [0, 0], [1, 1]);
  equations.add([[0, 1], [1, 1]], 3, 1);
  // minimise a^2 + b^2 + (3 - a - b)^2: a = b = 1
  expect(equations.step()).toEqual([expect.closeTo(1, 12), expect.closeTo(1, 12)]);
});

test('facts of the catalog\'s devices are the catalog\'s', () => {
  const catalog = loadCatalog(JSON.parse(readFileSync(join(repoRoot, 'media', 'data', 'catalog.json'), 'utf8')));
  if (!catalog.ok) throw new Error(catalog.failure.message);
  for (const facts of DEVICE_FACTS) {
    const sheet = catalog.value.device(facts.device);
    if (sheet === undefined) continue;
    expect([facts.device, facts.bandwidthGBs]).toEqual([facts.device, sheet.memoryBandwidthGBs]);
    if (facts.device !== 'K80') expect([facts.device, facts.fp32Tflops]).toEqual([facts.device, sheet.fp32Tflops]);
    if (sheet.fp16TensorTflops !== undefined) expect(facts.tensorTflops?.amp).toBeCloseTo(sheet.fp16TensorTflops, -1);
  }
});

test('a datasheet is never exceeded', () => {
  for (const facts of DEVICE_FACTS) {
    expect(typicalComputeTflops(facts)).toBeLessThan(facts.fp32Tflops);
    expect(typicalBandwidthGBs(facts)).toBeLessThan(facts.bandwidthGBs);
    for (const precision of ['tf32', 'amp'] as const) expect(typicalTensorTflops(facts, precision)).toBeLessThan(facts.tensorTflops?.[precision] ?? facts.fp32Tflops);
  }
});

test('power limits the T4 to half of its peak, and not the V100', () => {
  // 70 W at 17 W for a TFLOP/s: 4.1; 8.1 x 0.93 could be issued
  expect(typicalComputeTflops(factsOf('T4'))).toBeCloseTo((7.533 ** -4 + (70 / 17) ** -4) ** -0.25, 3);
  expect(typicalComputeTflops(factsOf('V100')) / 15.7).toBeGreaterThan(0.8);
});

test('unchecked datasheets that predictions rest on are the ones that docs/accuracy-transfer.md names', () => {
  const unchecked = rateTable().filter(({ sheet }) => sheet === 'not checked').map(({ device }) => device);
  expect(unchecked).toEqual(['M60', 'A10G', 'RTX PRO 4500', 'RTX PRO Server 6000']);
  const document = readFileSync(join(repoRoot, 'docs', 'accuracy-transfer.md'), 'utf8');
  for (const device of unchecked) expect(document).toMatch(new RegExp(`\\| ${device} \\|.*\\| not checked \\|`));
});

describeShared('transfer on the datasets', () => {
  const data = readTransferData(join(SHARED, 'data'), readDataset(join(SHARED, 'data')));
  const outcomes = predictLeftOut(data);
  const errors = (dataset: string): number[] => outcomes.filter((outcome) => outcome.dataset === dataset).map((outcome) => 100 * Math.abs(Math.exp(logError(outcome)) - 1));

  test('as many outcomes as the data has: 250 workloads x 12 pairs; V100 to A100 and T4 to V100 by data/nvidia_dle/README.md', () => {
    expect(errors('profet')).toHaveLength(3000);
    expect(errors('nvidia_dle infer')).toHaveLength(321);
  });

  // What docs/accuracy-transfer.md reports, loosely: a broken feature or a leak breaks them.
  test.each([['profet', 10, 20], ['trainpred', 6, 13], ['neusight', 4, 12], ['nvidia_dle train', 10, 20]])('%s: median error of devices left out between %i and %i %%', (dataset, least, most) => {
    expect(median(errors(dataset))).toBeGreaterThan(least);
    expect(median(errors(dataset))).toBeLessThan(most);
  });

  test('AdaptDL: fitted on up to 4 GPUs, predicted for 8 and more', () => {
    const found = extrapolated(adaptdlRuns(join(SHARED, 'data')), 4, 8);
    expect(found.map(({ job }) => job).sort()).toEqual(['bert', 'cifar10', 'deepspeech2', 'imagenet', 'ncf', 'yolov3']);
    expect(median(found.flatMap(({ errors: all }) => all))).toBeLessThan(10);
  });

  test('training gives media/data/transfer.json again, to the byte', () => {
    expect(`${JSON.stringify(trainTransfer(data, outcomes))}\n`).toBe(readFileSync(join(repoRoot, 'media', 'data', 'transfer.json'), 'utf8'));
  });
});
