import { describe, expect, test } from 'vitest';
import { join } from 'node:path';
import type { OpFamily } from '../../../src/core/profile/opFamilies';
import type { OpTime } from '../../../src/core/profile/profile';
import { P100, PROFILED_TYPES, readDataset, type Run, type Workload } from '../../../tools/predictor/dataset';
import { neededFactor, summarise, type Outcome } from '../../../tools/predictor/evaluation';
import { linePoints } from '../../../tools/predictor/fit/workScaling';
import { EVALUATED_ONLY, PAIRS } from '../../../tools/predictor/pairs';
import { lesserSection } from '../../../tools/predictor/lesserReport';
import { familyErrors } from '../../../tools/predictor/studies/families';
import { logErrors, readGavel, readTelemetry } from '../../../tools/predictor/studies/otherLogs';
import { heldOutErrors, HOLD_OUT, summarisePoints } from '../../../tools/predictor/studies/pointErrors';
import { studySections } from '../../../tools/predictor/studies/report';
import type { Studies } from '../../../tools/predictor/studies/studies';
import { topOps } from '../../../tools/predictor/studies/topOps';
import { changeErrors } from '../../../tools/predictor/studies/whatIf';
import { describeShared, SHARED } from '../shared';

const outcome = (actual: number): Outcome => ({
  anchor: 'g4dn.xlarge', target: 'p2.xlarge', architecture: 'Toy', workload: 'Toy', repeat: 0, anchorMs: 50, estimate: 100, low: 80, high: 125, actual,
});

test('coverage: of 100 ms within 80-125, the 90 % interval reaches 1.25^1.4 = 1.367 times as far', () => {
  const { coverage80, coverage90, mape } = summarise([100, 120, 70, 136, 137].map(outcome));
  // 1 / 1.367 = 0.7317, so 70 lies outside both; 136 inside the wider one only.
  expect({ coverage80, coverage90 }).toEqual({ coverage80: 40, coverage90: 60 });
  expect(mape).toBeCloseTo((0 + 100 / 6 + 300 / 7 + 3600 / 136 + 3700 / 137) / 5, 9);
});

test('the factor that would hold a share: half-widths of 1 against log errors of 0.5, 1 and 2', () => {
  const errors = [0.5, -1, 2].map((error) => ({ estimate: 10, high: 10 * Math.E, actual: 10 * Math.exp(error) }));
  expect(neededFactor(errors, 0.5)).toBeCloseTo(1, 9);
  expect(neededFactor(errors, 1)).toBeCloseTo(2, 9);
});

test('family errors: shares of the step, and relative errors only where a family matters', () => {
  const errors = familyErrors([
    { predicted: { convolution: 60, idle: 40 }, measured: { convolution: 80, idle: 20 }, stepMs: 100 },
    { predicted: { convolution: 30, pooling: 2 }, measured: { convolution: 20, pooling: 1 }, stepMs: 50 },
  ]);
  expect(errors.map(({ family }) => family)).toEqual(['convolution', 'pooling', 'idle']);
  // |60 - 80| / 100 and |30 - 20| / 50 are both 20 % of the step, of opposite signs; 25 % and 50 % of what was measured.
  expect(errors[0]).toEqual({ family: 'convolution', n: 2, share: expect.closeTo(60, 9) as number, ofStep: expect.closeTo(20, 9) as number, bias: 0, nLarge: 2, medianApeLarge: 37.5 });
  // 1 of 50 ms is under 5 %.
  expect(errors[1]).toEqual({ family: 'pooling', n: 1, share: 2, ofStep: 2, bias: 2, nLarge: 0 });
});

describe('cut profiles', () => {
  const op = (type: string, ms: number, family: OpFamily = 'elementwise', place: OpTime['place'] = 'device'): OpTime => ({ name: type, type, place, family, ms });
  const run: Run = { stepMs: 30, ops: [op('Mul', 1), op('Conv2D', 9, 'convolution'), op('IDLE', 5, 'idle'), op('Add', 3), op('Dataset', 8, 'input', 'host')] };

  test('the longest device ops stay, idle time beside them, ops on the host go', () => {
    expect(topOps(run, 2).ops.map(({ type }) => type)).toEqual(['Conv2D', 'IDLE', 'Add']);
    expect(topOps(run, 2).stepMs).toBe(30);
  });

  test('a table longer than the profile loses nothing of the device', () => {
    expect(topOps(run, 50).ops.map(({ type }) => type)).toEqual(['Mul', 'Conv2D', 'IDLE', 'Add']);
  });
});

test('point errors: pairs count alike, whatever their size', () => {
  const error = (target: string, architecture: string, ape: number) => ({ anchor: 'a', target, architecture, ape });
  expect(summarisePoints([error('b', 'X', 2), error('b', 'X', 4), error('b', 'Y', 6), error('c', 'Y', 20)])).toEqual({
    n: 4, mape: 12, medianApe: 5, worstPair: { anchor: 'a', target: 'c', mape: 20 }, worstArchitecture: { model: 'Y', mape: 13 },
  });
});

test('what-if errors: 25 % too long inside its interval, 20 % too short outside', () => {
  const errors = changeErrors([{ error: Math.log(1.25), width: 0.3 }, { error: Math.log(0.8), width: 0.2 }]);
  expect(errors).toEqual({ n: 2, medianApe: expect.closeTo(22.5, 9) as number, p90Ape: expect.closeTo(24.5, 9) as number, coverage80: 50 });
});

test('curves: the middle from the ends, the largest from the two smallest, each with its width', () => {
  const curve = [[16, 10], [32, 20], [64, 34]].map(([batchSize = 0, stepMs = 0]): Workload => ({
    architecture: 'Toy', inputSize: 32, batchSize, otherStepMs: new Map(), runs: new Map(PROFILED_TYPES.map((type) => [type, [{ stepMs, ops: [] }]])),
  }));
  const [inside, beyond] = linePoints(curve, { inside: 0.3, outside: 0.4 / Math.LN2 });
  // 10 ms + 16 x 24 ms / 48 = 18 ms at 32; 10 ms + 48 x 10 ms / 16 = 40 ms at 64, a factor of 2 beyond: hypot(0.3, 0.4).
  expect(inside).toEqual({ error: expect.closeTo(Math.log(18 / 20), 9) as number, width: 0.3, beyond: 0 });
  expect(beyond).toEqual({ error: expect.closeTo(Math.log(40 / 34), 9) as number, width: expect.closeTo(0.5, 9) as number, beyond: expect.closeTo(Math.LN2, 9) as number });
});

test('logs: 100 ms within 80-125 against 90 and 150; e^(ln 1.25 x factor) must reach 80 % of the way', () => {
  const errors = logErrors([90, 150].map((actual) => ({ group: 'a', estimate: 100, low: 80, high: 125, actual })));
  // |100/90 - 1| = 11.1 %, |100/150 - 1| = 33.3 %; factors ln(100/90)/ln 1.25 = 0.4722 and ln 1.5/ln 1.25 = 1.8171, of which 80 % lies at 1.5481.
  expect(errors).toEqual([{
    group: 'a', n: 2, mape: expect.closeTo(200 / 9, 9) as number, medianApe: expect.closeTo(200 / 9, 9) as number, coverage80: 50,
    factorNeeded: expect.closeTo(1.5481, 4) as number,
  }]);
});

test('the section on lesser profiles has a line for each view, pair, architecture and log', () => {
  const summary = { n: 9, mape: 12.71, medianApe: 7.9, p90Ape: 29.5, bias: 1.8, coverage80: 80.2, coverage90: 88.7, width80: 18.7 };
  const view = { overall: summary, pairs: [{ anchor: 'a', target: 'b', ...summary }], architectures: [{ model: 'X', n: 9, mape: 5.55, coverage80: 70 }], wider: 88.6 };
  const section = lesserSection([{ view: 'stepAndBusyShare', ...view }, { view: 'step', ...view }, { view: 'shares', ...view }],
    [{ group: 'PyTorch', n: 4, mape: 20, medianApe: 18, coverage80: 75, factorNeeded: 1.086 }]);
  expect(section).toEqual(expect.arrayContaining([
    '| step time alone | 9 | 12.7 | 7.9 | 29.5 | 1.8 | 80.2 | 88.7 | 18.7 | 88.6 |',
    '| a to b | 12.7 | 80.2 | 18.7 | 12.7 | 80.2 | 18.7 |',
    '| X | 5.5 | 70.0 | 5.5 | 70.0 |',
    '| PyTorch | 4 | 20.0 | 18.0 | 75.0 | 1.09 |',
  ]));
});

describe('the report', () => {
  const points = { n: 9, mape: 5.25, medianApe: 3, worstPair: { anchor: 'a', target: 'b', mape: 7 }, worstArchitecture: { model: 'X', mape: 8 } };
  const change = { n: 4, medianApe: 2.52, p90Ape: 9.3, coverage80: 79 };
  const studies: Studies = {
    splits: { architectureAndInput: points },
    topOps: { mostOps: 42, rows: [{ ...points, ops: 10, trainedAlike: true, timeNamed: 95.3 }, { ...points, ops: 50, trainedAlike: false, timeNamed: 100 }] },
    evaluatedOnly: [{ ...points, anchor: 'g4dn.xlarge', target: P100, architectures: 6 }],
    whatIf: { interiorBatch: change, largerBatch: change, otherBatch: change, batchByTwo: change, otherInput: change },
  };
  const main = { n: 10, mape: 6.6, medianApe: 3.9, worstArchitecture: { model: 'Y', mape: 12.3 } };

  test('states every study in a table', () => {
    expect(studySections(studies, main)).toEqual(expect.arrayContaining([
      '| architecture (above) | 10 | 6.6 | 3.9 | Y 12.3 |',
      '| 10 | 95.3 | cut too | 5.3 | 3.0 | 7.0 | X 8.0 |',
      '| 50 (every op) | 100.0 | whole | 5.3 | 3.0 | 7.0 | X 8.0 |',
      '| g4dn.xlarge to P100-PCIE | 9 | 6 | 5.3 | 3.0 | X 8.0 |',
      '| another input size, from one profile | 4 | 2.5 | 9.3 | 79.0 |',
    ]));
  });

  test('has no P100 section where no tested architecture ran on one', () => {
    expect(studySections({ ...studies, evaluatedOnly: [] }, main).join(' ')).not.toContain('P100');
  });
});

describeShared('logs of other data sets', () => {
  test('Gavel by hand: ResNet-50 at batch 16, 434.7 ms on the K80, 87.7 ms on the V100', () => {
    const logged = readGavel(join(SHARED, 'data')).filter(({ group, anchorMs }) => group.includes('simulation') && Math.abs(anchorMs - 434.684) < 0.001);
    expect(logged).toEqual([{
      anchor: 'p2.xlarge', target: 'p3.2xlarge', anchorMs: expect.closeTo(434.6843, 4) as number, targetMs: expect.closeTo(87.7491, 4) as number,
      framework: 'pytorch', group: 'PyTorch, step alone, ResNet-18 and ResNet-50, simulation table',
    }]);
  });

  test('trainpred by hand: VGG19 at 128 px, batch 16, 106.6 ms on g4dn and 41.3 ms on g5, with a busy share and without', () => {
    const logged = readTelemetry(join(SHARED, 'data')).filter(({ architecture, anchor, target, anchorMs }) =>
      architecture === 'VGG19' && anchor === 'g4dn.xlarge' && target === 'g5.xlarge' && anchorMs.toFixed(1) === '106.6');
    expect(logged.map(({ targetMs }) => targetMs.toFixed(1))).toEqual(['41.3', '41.3']);
    expect(logged.map(({ busyShare }) => busyShare !== undefined)).toEqual([true, false]);
    expect(logged[0]?.busyShare).toBeGreaterThan(0.5);
    expect(logged[0]?.busyShare).toBeLessThanOrEqual(1);
  });
});

describeShared('studies on the datasets', () => {
  const workloads = readDataset(join(SHARED, 'data'));
  const sources = PAIRS.filter(({ anchor, rich }) => anchor === 'g4dn.xlarge' && rich);
  const vgg = (inputSize: number) => (workload: Workload) => workload.architecture === 'VGG16' && workload.inputSize === inputSize;
  /** All steps ten times as long on p2, where the workload is chosen. */
  const spoiled = (chosen: (workload: Workload) => boolean): Workload[] => workloads.map((workload) => (!chosen(workload) ? workload : {
    ...workload, runs: new Map([...workload.runs].map(([type, runs]) => [type, type === 'p2.xlarge' ? runs.map((run) => ({ ...run, stepMs: 10 * run.stepMs })) : runs])),
  }));
  const errorsOf = (trained: readonly Workload[]) =>
    heldOutErrors(sources, { trained, tested: [workloads.filter(vgg(128))] }, HOLD_OUT.architectureAndInput).flat();

  test('what is held out leaves no trace, the same architecture at another input size does', { timeout: 60_000 }, () => {
    const plain = errorsOf(workloads);
    expect(plain.length).toBeGreaterThan(0);
    expect(plain.every(({ architecture }) => architecture === 'VGG16')).toBe(true);
    expect(errorsOf(spoiled(vgg(128)))).toEqual(plain);
    expect(errorsOf(spoiled(vgg(64)))).not.toEqual(plain);
  });

  test('a P100 ratio by hand, in no pair that ships', () => {
    const workload = workloads.find(({ architecture, inputSize, batchSize }) => architecture === 'VGG19' && inputSize === 128 && batchSize === 16);
    if (!workload) throw new Error('VGG19 at 128 px, batch 16 is missing');
    const [fromT4] = EVALUATED_ONLY.find(({ anchor }) => anchor === 'g4dn.xlarge')?.targets ?? [];
    expect(fromT4?.instanceType).toBe(P100);
    // Throughputs of the two rows in trainpred/epochs.csv: 149.9 samples a second on the T4, 282.5 on the P100.
    expect(Math.exp(fromT4?.logRatio(workload) ?? NaN)).toBeCloseTo(149.88773 / 282.45875, 5);
    expect(PAIRS.flatMap(({ targets }) => targets.map(({ instanceType }) => instanceType))).not.toContain(P100);
  });
});
