/** The command line as scripts run it: the built dist/cli.js, its output and exit codes. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Advice } from '../../../src/core/advice/advice';
import { repoRoot, sampleWorkspace } from '../../../tools/paths';

const CLI = join(repoRoot, 'dist', 'cli.js');
const RESNET = join(sampleWorkspace, 'resnet18-128px-batch256-g4dn.xlarge.profet.json');
const ANSWERS = ['--anchor', 'g4dn.xlarge', '--step-ms', '264.2', '--batch', '256', '--samples-per-epoch', '5000', '--epochs', '20'];

function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [CLI, ...args], { encoding: 'utf8' });
}

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'instance-advisor-cli-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileWith(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('recommend', () => {
  const advice = (...args: string[]): Advice => {
    const { status, stdout, stderr } = run('recommend', RESNET, ...ANSWERS, '--json', ...args);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return JSON.parse(stdout) as Advice;
  };

  test('JSON has the fields of the contract', () => {
    const told = advice();
    expect(Object.keys(told)).toEqual(expect.arrayContaining(
      ['schemaVersion', 'profile', 'anchor', 'job', 'candidates', 'refused', 'ties', 'pareto', 'verdict', 'modelVersion', 'warnings']));
    expect(told.anchor).toEqual({ instanceType: 'g4dn.xlarge', source: 'given' });
    expect(told.job).toMatchObject({ epochs: 20, samplesPerEpoch: 5000, batchSize: 256, stepsPerEpoch: 20, precision: 'fp32' });
    const [first] = told.candidates;
    expect(Object.keys(first ?? {})).toEqual(expect.arrayContaining(
      ['instanceType', 'device', 'architecture', 'vCpus', 'tier', 'stepMs', 'secondsPerEpoch', 'memoryFit', 'launchable', 'offers', 'predictedOpFamilies', 'why']));
    expect(Object.keys(first?.offers[0] ?? {})).toEqual(expect.arrayContaining(
      ['purchase', 'region', 'usdPerHour', 'asOf', 'source', 'usdPerEpoch', 'usdPerJob']));
  });

  test('the arithmetic of every row holds by hand: 20 steps an epoch, dollars = $/h x seconds / 3600', () => {
    for (const { stepMs, secondsPerEpoch, offers } of advice().candidates) {
      for (const end of ['estimate', 'low', 'high'] as const) {
        expect(secondsPerEpoch?.[end]).toBeCloseTo((stepMs[end] * 20) / 1000, 10);
        for (const offer of offers) expect(offer.usdPerEpoch?.[end]).toBeCloseTo((offer.usdPerHour * stepMs[end] * 20) / 1000 / 3600, 12);
      }
      expect(stepMs.low).toBeLessThanOrEqual(stepMs.estimate);
      expect(stepMs.estimate).toBeLessThanOrEqual(stepMs.high);
    }
  });

  test('the anchor keeps its step; measured targets are there; retired ones are shown and never recommended', () => {
    const { candidates, verdict, pareto } = advice();
    const named = (name: string) => candidates.find(({ instanceType }) => instanceType === name);
    expect(named('g4dn.xlarge')?.stepMs.estimate).toBe(264.2);
    expect(named('g5.xlarge')).toMatchObject({ tier: 'measured', launchable: true });
    for (const name of ['g3s.xlarge', 'p2.xlarge', 'p3.2xlarge']) {
      expect(named(name)).toMatchObject({ tier: 'measured', launchable: false, retired: true });
      expect(named(name)?.why[0]).toContain('retired');
      expect([verdict.instanceType, ...pareto]).not.toContain(name);
    }
  });

  test('what cannot be predicted is refused by name with a reason, and no figure', () => {
    const told = advice('--targets', 'trn1.2xlarge,g5.xlarge');
    expect(told.candidates.map(({ instanceType }) => instanceType).sort()).toEqual(['g4dn.xlarge', 'g5.xlarge']);
    expect(told.refused).toEqual([{ instanceType: 'trn1.2xlarge', reason: expect.stringMatching(/trn1\.2xlarge runs on Trainium, which needs the Neuron compiler/) as string, remedy: 'Measure a few steps there.' }]);
  });

  test('memory: what used 13 GiB is not recommended on 8 GiB; two batch sizes tell the largest batch', () => {
    const told = advice('--memory-gib', '13', '--second-batch', '128', '--second-memory-gib', '7');
    const named = (name: string) => told.candidates.find(({ instanceType }) => instanceType === name);
    expect(named('g3s.xlarge')).toMatchObject({ memoryFit: 'no' });
    expect(named('g5.xlarge')).toMatchObject({ memoryFit: 'fits' });
    // 1 GiB and 6/128 GiB a sample: ((22.35 - 0.8) / 1.1 - 1) / (6 / 128) = 396.6
    expect(named('g5.xlarge')?.largestBatch).toBe(396);
  });

  test('several GPUs and machines: fewer, longer steps; dollars of all machines; efficiency below one', () => {
    const one = advice('--targets', 'g5.12xlarge');
    const all = advice('--targets', 'g5.12xlarge', '--all-gpus', '--machines', '2', '--parameters', '11.7M');
    const named = (told: Advice) => told.candidates.find(({ instanceType }) => instanceType === 'g5.12xlarge');
    const [single, shared] = [named(one), named(all)];
    expect(shared).toMatchObject({ gpus: 8, machines: 2 });
    expect(shared?.parallelEfficiency).toBeCloseTo((single?.stepMs.estimate ?? NaN) / (shared?.stepMs.estimate ?? NaN), 6);
    expect(shared?.parallelEfficiency).toBeLessThan(1);
    // 20 steps of one GPU are ceil(20 / 8) = 3 of eight; two machines cost twice as much an hour.
    expect(shared?.secondsPerEpoch?.estimate).toBeCloseTo((3 * (shared?.stepMs.estimate ?? NaN)) / 1000, 9);
    expect(shared?.offers[0]?.usdPerHour).toBeCloseTo(2 * (single?.offers[0]?.usdPerHour ?? NaN), 9);
    expect(shared?.offers[0]?.usdPerEpoch?.estimate).toBeCloseTo(((shared?.secondsPerEpoch?.estimate ?? NaN) * (shared?.offers[0]?.usdPerHour ?? NaN)) / 3600, 9);
  });

  test('a step measured elsewhere corrects that type, also one that nothing was known about', () => {
    const told = advice('--measured', 'g5.xlarge=150,c7i.4xlarge=2642');
    const named = (name: string) => told.candidates.find(({ instanceType }) => instanceType === name);
    expect(named('g5.xlarge')).toMatchObject({ tier: 'calibrated', stepMs: { estimate: expect.closeTo(150, 6) as number } });
    expect(named('c7i.4xlarge')).toMatchObject({ tier: 'calibrated', device: null, stepMs: { estimate: expect.closeTo(2642, 6) as number } });
    expect(told.calibration.map(({ instanceType, actualRatio }) => [instanceType, actualRatio])).toEqual([['g5.xlarge', 150 / 264.2], ['c7i.4xlarge', 10]]);
  });

  test('table, Markdown and CSV say the same verdict and types', () => {
    const told = advice();
    const table = run('recommend', RESNET, ...ANSWERS);
    expect(table.status).toBe(0);
    expect(table.stdout).toContain(told.verdict.sentence);
    const markdown = run('recommend', RESNET, ...ANSWERS, '--markdown').stdout;
    const csv = run('recommend', RESNET, ...ANSWERS, '--csv').stdout;
    for (const { instanceType } of told.candidates) {
      expect(table.stdout).toContain(instanceType);
      expect(markdown).toContain(`| ${instanceType} |`);
      expect(csv).toContain(`\n${instanceType},`);
    }
  });

  test('exit 5 when the budget cannot be met, with the table all the same', () => {
    const { status, stdout, stderr } = run('recommend', RESNET, ...ANSWERS, '--budget', '0.000001');
    expect(status).toBe(5);
    expect(stdout).toContain('g5.xlarge');
    expect(stderr).toContain('within $0.000001');
  });

  test('90 % ranges are wider around the same estimate and say so', () => {
    const [narrow, wide] = [advice().candidates[0], advice('--coverage', '90').candidates[0]];
    expect(wide?.stepMs.estimate).toBe(narrow?.stepMs.estimate);
    expect(wide?.stepMs.coverage).toBe(0.9);
    // Half-widths on the log in the ratio of docs/accuracy.md, 1.4.
    const width = (step = { low: NaN, high: NaN }) => Math.log(step.high / step.low);
    expect(width(wide?.stepMs) / width(narrow?.stepMs)).toBeCloseTo(1.4, 9);
    expect(run('recommend', RESNET, ...ANSWERS, '--coverage', '90').stdout).toContain('Ranges hold the truth with 90 % probability.');
  });

  test('where offerings are unknown the verdict says so, and retired types stay out', () => {
    const { verdict, candidates } = advice('--region', 'ap-south-1');
    expect(verdict.sentence).toMatch(/price of 2026-01-21\. Whether it is offered in ap-south-1 is not known\.$/);
    expect(candidates.find(({ instanceType }) => instanceType === 'p2.xlarge')?.launchable).toBe(false);
    expect(candidates.find(({ instanceType }) => instanceType === verdict.instanceType)?.launchable).toBeNull();
  });

  test('the same figures under a SageMaker name and in another region carry that region', () => {
    const told = advice('--region', 'us-west-2', '--purchase', 'sagemaker', '--targets', 'ml.g5.xlarge');
    const offer = told.candidates.find(({ instanceType }) => instanceType === 'g5.xlarge')?.offers[0];
    expect(offer).toMatchObject({ purchase: 'sagemaker', region: 'us-west-2', usdPerHour: 1.408 }); // data/aws: ml.g5.xlarge Training, us-west-2
  });
});

describe('inspect', () => {
  test('JSON has the fields of the contract, null for what is unknown', () => {
    const { status, stdout } = run('inspect', RESNET, '--json');
    expect(status).toBe(0);
    const report = JSON.parse(stdout) as Record<string, unknown>;
    expect(report).toMatchObject({ schemaVersion: 1, format: 'profet', framework: 'tensorflow', mode: 'training', steps: 2, batchSize: null, precision: null, instanceType: null });
    const totals = Object.entries((JSON.parse(readFileSync(RESNET, 'utf8')) as Record<string, number>[])[0] ?? {});
    const deviceMs = totals.reduce((sum, [name, us]) => sum + (name.startsWith('Device_') ? us / 2000 : 0), 0);
    expect(report['stepMs']).toBeCloseTo(deviceMs, 6);
    const families = Object.values(report['opFamilies'] as Record<string, number>).reduce((sum, ms) => sum + ms, 0);
    expect(families).toBeCloseTo(deviceMs, 6);
  });

  test('the text form shows figures with their source', () => {
    expect(run('inspect', RESNET).stdout).toMatch(/stepMs +\d+.*\(sum of Device ops/);
  });
});

describe('bad input: one line, the right exit code, never a number or a stack trace', () => {
  const CSV_HEADER = 'Rank,Host/device,Type,Operation,#Occurrences,Total time (us),Avg. time (us),Total self-time (us),Avg. self-time (us)\r\n';
  const cases: [string, number, () => string[], RegExp][] = [
    ['an empty file', 3, () => [fileWith('empty.json', ''), ...ANSWERS], /empty\.json/],
    ['a truncated file', 3, () => [fileWith('cut.json', readFileSync(RESNET, 'utf8').slice(0, 300)), ...ANSWERS], /cut\.json/],
    ['a file of another kind', 3, () => [fileWith('notes.txt', 'hello'), ...ANSWERS], /notes\.txt.*looked for/],
    ['a CSV with only a header', 3, () => [fileWith('header.csv', CSV_HEADER), ...ANSWERS], /header\.csv/],
    ['a file that is not there', 3, () => [join(folder, 'missing.json'), ...ANSWERS], /no such file/],
    ['a folder', 3, () => [folder, ...ANSWERS], /folder/],
    ['an unknown anchor', 2, () => [RESNET, '--anchor', 'g4dn.huge'], /g4dn\.huge is not an instance type.*g4dn\.xlarge/],
    ['no anchor', 2, () => [RESNET], /does not say on which instance type/],
    ['a negative batch', 2, () => [RESNET, ...ANSWERS.slice(0, 4), '--batch', '-8'], /--batch must be a number above 0, not "-8"/],
    ['an unknown region', 2, () => [RESNET, ...ANSWERS, '--region', 'xx-moon-1'], /xx-moon-1/],
    ['an anchor without measurements', 4, () => [RESNET, '--anchor', 'c5.xlarge', '--step-ms', '10'], /c5\.xlarge/],
  ];
  test.each(cases)('%s: exit %d', (_what, code, args, words) => {
    const { status, stdout, stderr } = run('recommend', ...args());
    expect({ status, stdout }).toEqual({ status: code, stdout: '' });
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(words);
    expect(stderr).not.toMatch(/NaN|undefined|\bat .*:\d+:\d+/);
  });

  test('no command at all', () => {
    expect(run()).toMatchObject({ status: 2, stdout: '' });
    expect(run('--help')).toMatchObject({ status: 0, stderr: '' });
    expect(run('--version').stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
