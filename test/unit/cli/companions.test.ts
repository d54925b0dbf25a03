/** `--with` and `--no-neighbours` as scripts use them. */

import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Advice } from '../../../src/core/advice/advice';
import type { InspectReport } from '../../../src/core/profile/inspect';
import { parseCommandLine } from '../../../src/cli/arguments';
import { repoRoot, sampleWorkspace } from '../../../tools/paths';

const CLI = join(repoRoot, 'dist', 'cli.js');
const SAMPLE = 'resnet18-128px-batch256-g4dn.xlarge.profet.json';
const FIXTURES = join(repoRoot, 'test/fixtures');
const ANSWERS = ['--anchor', 'g4dn.xlarge', '--step-ms', '264.2', '--batch', '256'];
const CPU_BUSY = 'CPU 100 % busy in user code: input-bound; a faster GPU will not help.';

let folder: string;
let alone: string;
let beside: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'instance-advisor-with-'));
  for (const name of ['alone', 'beside', 'monitors']) mkdirSync(join(folder, name));
  alone = join(folder, 'alone', SAMPLE);
  beside = join(folder, 'beside', SAMPLE);
  for (const file of [alone, beside]) copyFileSync(join(sampleWorkspace, SAMPLE), file);
  for (const name of ['beside', 'monitors']) {
    copyFileSync(join(FIXTURES, 'sysstat/12.6.1/mpstat_P_ALL.fr_FR.txt'), join(folder, name, 'mpstat.txt'));
    // The bundled sample is GPU-bound by its ops; a monitor of the whole run tells that it is not.
    writeFileSync(join(folder, name, 'gpu.csv'), `utilization.gpu [%], memory.used [MiB]\n${'41 %, 7000 MiB\n'.repeat(4)}`);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [CLI, ...args], { encoding: 'utf8' });
}

const inspect = (...args: string[]): InspectReport => JSON.parse(run('inspect', ...args, '--json').stdout) as InspectReport;
const monitor = (name: string): string => join(folder, 'monitors', name);

describe('inspect', () => {
  test('without other files', () => expect(inspect(alone)).toMatchObject({ cpuUtilization: null, vCpus: null, peakMemoryBytes: null }));

  test('monitors beside the file', () => {
    const report = inspect(beside);
    expect(report).toMatchObject({ cpuUtilization: 1, gpuBusyShare: 0.41, peakMemoryBytes: 7000 * 2 ** 20, vCpus: 2, bottleneck: CPU_BUSY });
    expect(report.sources.cpuUtilization).toBe('"mpstat.txt" beside it: 1 - %idle, mean of 5 samples (measured)');
  });

  test('--no-neighbours', () => expect(inspect(beside, '--no-neighbours')).toEqual(inspect(alone)));

  test.each([['a list', '--with LIST'], ['repeated', '--with A --with B'], ['behind an equals sign', '--with=LIST']])('--with, %s', (_, how) => {
    const [a, b] = [monitor('mpstat.txt'), monitor('gpu.csv')];
    const args = how.split(' ').map((word) => word.replace('LIST', `${a},${b}`).replace(/^A$/, a).replace(/^B$/, b));
    expect(inspect(alone, ...args)).toMatchObject({ cpuUtilization: 1, gpuBusyShare: 0.41, bottleneck: CPU_BUSY, warnings: [] });
  });

  test('as text', () => {
    const { stdout, status } = run('inspect', alone, '--with', monitor('mpstat.txt'));
    expect(status).toBe(0);
    expect(stdout).toContain('(1 - %idle, mean of 5 samples, in "mpstat.txt" (measured))');
  });

  test('a monitor alone', () => {
    const { stdout, status } = run('inspect', monitor('mpstat.txt'));
    expect(status).toBe(0);
    expect(stdout).toContain('holds no training steps');
  });
});

describe('recommend', () => {
  test('the bottleneck is in JSON, text and Markdown; measured pairs change only in what rests on memory', () => {
    const advice = JSON.parse(run('recommend', beside, ...ANSWERS, '--json').stdout) as Advice;
    expect(advice.profile.bottleneck).toBe(CPU_BUSY);
    expect(run('recommend', beside, ...ANSWERS).stdout).toContain(`\n${CPU_BUSY}\n`);
    expect(run('recommend', beside, ...ANSWERS, '--markdown').stdout).toContain(`\n${CPU_BUSY}\n`);
    const without = JSON.parse(run('recommend', beside, ...ANSWERS, '--no-neighbours', '--json').stdout) as Advice;
    // Other types may: a busy host tells that more vCPUs would help.
    const measured = ({ candidates }: Advice) => candidates.filter(({ tier }) => tier === 'measured').map(({ instanceType, stepMs }) => [instanceType, stepMs]);
    expect(measured(without)).toEqual(measured(advice));
  });

  test('a monitor alone says in one sentence what is missing', () => {
    const { status, stderr } = run('recommend', monitor('mpstat.txt'), '--anchor', 'g4dn.xlarge');
    expect(status).toBe(2);
    expect(stderr).toBe('mpstat.txt has no step time. Give the measured step time in milliseconds, or a log of the run together with the file.\n');
    expect(run('recommend', monitor('mpstat.txt')).stderr).toMatch(/^mpstat\.txt has no step time and does not say on which instance type it was recorded\. /);
  });
});

describe('a file named by --with that cannot be read ends with 3', () => {
  test.each([['absent', 'no-such.txt', 'there is no such file'], ['a folder', '.', 'it is a folder']])('%s', (_, name, reason) => {
    const { status, stderr, stdout } = run('inspect', alone, '--with', monitor(name));
    expect([status, stdout]).toEqual([3, '']);
    expect(stderr).toContain(reason);
  });

  test('not recognised', () => {
    writeFileSync(monitor('notes.txt'), 'hello');
    const { status, stderr } = run('recommend', alone, ...ANSWERS, '--with', monitor('notes.txt'));
    expect(status).toBe(3);
    expect(stderr).toContain('"notes.txt" is not a profile that is known here');
  });
});

describe('arguments', () => {
  const parse = (line: string): unknown => {
    const parsed = parseCommandLine(line.split(' '));
    return parsed.ok ? parsed.value : parsed.failure.message;
  };

  test('both commands take them', () => {
    expect(parse('inspect a --with b,c --with d --no-neighbours --json')).toEqual({ command: 'inspect', file: 'a', with: ['b', 'c', 'd'], neighbours: false, format: 'json' });
    expect(parse('recommend a --with b')).toMatchObject({ command: 'recommend', file: 'a', with: ['b'] });
  });

  test('an empty list is a usage failure', () => expect(parse('inspect a --with ,')).toBe('--with needs at least one name.'));
});
