/** Outputs of time. Expected values: the parent process measured 9.912 s and 530,044 kB beside GNU time (expect.json of the recordings). */

import { describe, expect, test } from 'vitest';
import { fixture } from '../../shared';
import { failureOf, read } from '../reading';

test('GNU time -v of one epoch', () => {
  const profile = read(fixture('time/1.9/time_v.txt').bytes);
  expect(profile).toEqual({
    format: 'gnu-time',
    jobSeconds: { value: 9.9, source: 'elapsed wall clock time; 1.72 CPUs busy on average', certainty: 'measured' }, // (16.65 + 0.34) / 9.90
    peakHostMemoryBytes: { value: 530_044 * 1024, source: 'maximum resident set size', certainty: 'measured' },
    ops: [],
    warnings: [],
  });
  expect(Math.abs(9.912_288_75 - (profile.jobSeconds?.value ?? 0))).toBeLessThan(0.02);
});

test('bash', () => {
  const profile = read(fixture('time/1.9/time_bash.txt').bytes);
  expect(profile).toMatchObject({ format: 'shell-time', jobSeconds: { value: 10.052, source: 'real time; 1.72 CPUs busy on average' }, warnings: [] });
  expect(profile.peakHostMemoryBytes).toBeUndefined();
});

describe('other forms', () => {
  const LONG = 12 * 3600 + 34 * 60 + 56;
  test.each([
    ['GNU time -v of a long job', '\tUser time (seconds): 1.00\n\tElapsed (wall clock) time (h:mm:ss or m:ss): 12:34:56\n\tMaximum resident set size (kbytes): 0\n', LONG, undefined],
    ['GNU time -v cut short', '\tElapsed (wall clock) time (h:mm:ss or m:ss): 1:02.50\n', 62.5, undefined],
    ['GNU time in short', '16.65user 0.34system 0:09.90elapsed 171%CPU (0avgtext+0avgdata 530044maxresident)k\n25312inputs+16outputs (24major+118679minor)pagefaults 0swaps\n', 9.9, 530_044 * 1024],
    ['POSIX', 'real 10.05\nuser 16.92\nsys 0.35\n', 10.05, undefined],
    ['bash with hours and a decimal comma', 'real\t754m56,000s\nuser\t1m0,000s\nsys\t0m1,000s\n', LONG, undefined],
    ['zsh', 'python train.py  16.92s user 0.35s system 171% cpu 10.052 total\n', 10.052, undefined],
    ['zsh, minutes', 'python train.py  16.92s user 0.35s system 171% cpu 1:10.05 total\n', 70.05, undefined],
    ['macOS -l, bytes', '        9.90 real        16.65 user         0.34 sys\n    688128  maximum resident set size\n         0  average shared memory size\n', 9.9, 688_128],
    ['BSD without -l', '        9.90 real        16.65 user         0.34 sys\n', 9.9, undefined],
  ])('%s', (_, text, seconds, bytes) => {
    const profile = read(text);
    expect([profile.jobSeconds?.value, profile.peakHostMemoryBytes?.value]).toEqual([seconds, bytes]);
    expect(read(text.replaceAll('\n', '\r\n'))).toEqual(profile);
    expect(read(`Epoch 1/1\n${text}done\n`)).toEqual(profile);
  });
});

test('of several commands the longest is the job, with its own memory', () => {
  const one = (elapsed: string, kb: number): string => `\tElapsed (wall clock) time (h:mm:ss or m:ss): ${elapsed}\n\tMaximum resident set size (kbytes): ${kb}\n`;
  expect(read(one('0:01.00', 900) + one('5:00.00', 100) + one('0:02.00', 900))).toMatchObject({
    jobSeconds: { value: 300 }, peakHostMemoryBytes: { value: 102_400 }, warnings: ['3 commands were timed; the figures are those of the longest.'],
  });
});

test('0.00 seconds are no length of a job', () => {
  const profile = read('real 0.00\nuser 0.00\nsys 0.00\n');
  expect(profile.jobSeconds).toBeUndefined();
  expect(profile.warnings).toEqual(['The command was too short to be timed.']);
});

test.each([
  ['prose', 'real numbers\nuser guide\nsys admin\n'],
  ['two of three', 'real 1.00\nuser 1.00\n'],
  ['another order', 'user 1.00\nsys 1.00\nreal 1.00\n'],
  ['a negative time', 'real -1.00\nuser 1.00\nsys 1.00\n'],
  ['a time of many digits', `real\t${'9'.repeat(400)}m1.000s\nuser\t0m1.000s\nsys\t0m1.000s\n`],
  ['a script', 'echo "Elapsed (wall clock) time (h:mm:ss or m:ss): %E"\n'],
])('%s is none', (_, text) => expect(failureOf(text).code).toBe('unrecognised'));
