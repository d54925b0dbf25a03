/** What other files of a run add to a profile: those that the user names, and monitors beside it. */

import { describe, expect, test } from 'vitest';
import type { FileSource } from '../../../src/core/profile/fileSource';
import { fileInMemory, ReadingStopped } from '../../../src/core/profile/fileSource';
import { readRun } from '../../../src/core/profile/enrich';
import type { Profile } from '../../../src/core/profile/profile';
import { fixture } from '../shared';
import { bytesOf } from './reading';

const file = (name: string, content: string | Uint8Array): FileSource => fileInMemory(name, bytesOf(content));
// Two steps of 20 ms, of which 5 ms idle: busy for 75 %.
const PROFILE = file('run1.profet.json', '[{"Device_Conv2D": 30000, "Device_IDLE": 10000}]');
const MPSTAT = fixture('sysstat/12.6.1/mpstat_P_ALL.de_DE.txt').bytes;
const mpstat = (name = 'mpstat.txt'): FileSource => file(name, MPSTAT);
const gpuCsv = (busy: number, name = 'gpu.csv'): FileSource =>
  file(name, ['name, utilization.gpu [%], memory.used [MiB]', ...[0, 1, 2].map(() => `Tesla T4, ${busy} %, 5000 MiB`)].join('\n'));
const TIME = file('time.txt', fixture('time/1.9/time_v.txt').bytes);
/** DeepSpeed's report: a measured step of 60 ms, no ops. */
const DEEPSPEED = ['-------------------------- DeepSpeed Flops Profiler --------------------------', 'Profile Summary at step 10:',
  'world size:                                                   1', 'batch size per GPU:                                           80',
  'fwd latency:                                                  20 ms', 'bwd latency:                                                  30 ms',
  'step latency:                                                 10 ms', 'iter latency:                                                 60 ms'].join('\n');

function run(profile: FileSource, companions: Parameters<typeof readRun>[1] = {}): Profile {
  const result = readRun(profile, companions);
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

describe('a monitor opened alone', () => {
  test('shows its figures and what is missing', () => {
    const profile = run(mpstat());
    expect(profile.cpuUtilization?.value).toBe(1);
    expect(profile.warnings).toEqual(['The file tells how busy the machine was and holds no training steps: open it together with a profile or log of the run.']);
  });

  test('does not take from other monitors beside it', () => expect(run(mpstat(), { beside: [gpuCsv(50)] }).gpuBusyShare).toBeUndefined());
});

describe('monitors beside a profile', () => {
  test('fill what it lacks, with the file in the source', () => {
    const profile = run(PROFILE, { beside: [mpstat(), gpuCsv(50), TIME] });
    expect(profile).toMatchObject({
      format: 'profet', stepMs: { value: 20 }, vCpus: { value: 2 }, deviceName: { value: 'Tesla T4', source: '"gpu.csv" beside it: name' },
      cpuUtilization: { value: 1, source: '"mpstat.txt" beside it: 1 - %idle, mean of 5 samples', certainty: 'measured' }, jobSeconds: { value: 9.9 }, warnings: [],
    });
    expect(profile.ops).toEqual(run(PROFILE).ops);
  });

  test('a measured utilisation outranks the one derived from idle ops', () => {
    expect(run(PROFILE).gpuBusyShare).toMatchObject({ value: 0.75, certainty: 'derived' });
    expect(run(PROFILE, { beside: [gpuCsv(50)] }).gpuBusyShare?.value).toBe(0.5);
  });

  test('a single sample does not', () => {
    const snapshot = file('gpu.csv', 'utilization.gpu [%], memory.used [MiB]\n3 %, 5000 MiB\n');
    expect(run(PROFILE, { beside: [snapshot] }).gpuBusyShare).toEqual(run(PROFILE).gpuBusyShare);
  });

  test('its warnings come with its name', () => {
    const two = file('gpu.csv', `index, utilization.gpu [%]\n${'0, 5 %\n1, 95 %\n'.repeat(3)}`);
    expect(run(PROFILE, { beside: [two] }).warnings).toEqual(['"gpu.csv": 2 GPUs are recorded; the figures are those of the busiest, "1" (95 % busy, the others 5 %).']);
  });

  test('nothing when it is not wanted', () => expect(run(PROFILE, { beside: [mpstat()], neighbours: false })).toEqual(run(PROFILE)));

  test('profiles, logs, damaged and unreadable files are passed over', () => {
    const gone: FileSource = { name: 'vmstat.txt', pieces: () => { throw new ReadingStopped({ code: 'damaged', message: 'x', action: 'y' }); } };
    const beside = [file('other.profet.json', '[{"Device_Conv2D": 1, "Device_IDLE": 1}]'), file('a.csv', ''), file('mpstat.json', '{"sysstat'), file('cloudwatch.json', '{"Datapoints": ['), gone, file('notes.txt', 'hello')];
    expect(run(PROFILE, { beside })).toEqual(run(PROFILE));
  });
});

describe('a stranger\'s file does not leak in', () => {
  test('of several of one tool none is taken, and they are named', () => {
    const profile = run(PROFILE, { beside: [mpstat('mpstat1.txt'), mpstat('mpstat2.txt'), gpuCsv(50)] });
    expect(profile.cpuUtilization).toBeUndefined();
    expect(profile.gpuBusyShare?.value).toBe(0.5);
    expect(profile.warnings).toEqual(['"mpstat1.txt", "mpstat2.txt" beside it are all of mpstat, so none was taken: name the right one with --with.']);
  });

  test('two formats of nvidia-smi are one tool', () => {
    const dmon = file('dmon.txt', '# gpu     sm\n# Idx      %\n    0     99\n    0     99\n    0     99\n');
    expect(run(PROFILE, { beside: [gpuCsv(50), dmon] }).warnings[0]).toContain('are all of nvidia-smi');
  });

  test.each(['run1.mpstat.txt', 'run1_mpstat.txt', 'run1-cpu.log'])('the one named like the profile is taken: %s', (name) => {
    const profile = run(PROFILE, { beside: [mpstat('mpstat1.txt'), mpstat(name), mpstat('run10.txt')] });
    expect(profile.cpuUtilization?.source).toContain(`"${name}" beside it`);
    expect(profile.warnings).toEqual([]);
  });

  test('the one named like another profile is not', () => {
    const other = file('run2.profet.json', '[{"Device_Conv2D": 1, "Device_IDLE": 1}]');
    const profile = run(PROFILE, { beside: [other, mpstat('run2.mpstat.txt')] });
    expect(profile.cpuUtilization).toBeUndefined();
    expect(profile.warnings).toEqual(['"run2.mpstat.txt" beside it is named like "run2.profet.json", so it was not taken: name it with --with if it is of this run.']);
  });

  test('of two profiles the longer name owns a monitor', () => {
    const other = file('run1-b.profet.json', '[{"Device_Conv2D": 1, "Device_IDLE": 1}]');
    expect(run(PROFILE, { beside: [other, mpstat('run1-b.txt')] }).cpuUtilization).toBeUndefined();
    expect(run(other, { beside: [PROFILE, mpstat('run1-b.txt')] }).cpuUtilization?.value).toBe(1);
  });

  test('a file that is too large is named, and no more of it read than is allowed', () => {
    let pieces = 0;
    const rows = bytesOf(`${'x'.repeat(1023)}\n`.repeat(1024));
    const large: FileSource = { name: 'mpstat.txt', *pieces() { yield MPSTAT; for (;;) { pieces++; yield rows; } } };
    const profile = run(PROFILE, { beside: [large] });
    expect(profile.cpuUtilization).toBeUndefined();
    expect(profile.warnings[0]).toContain('more than 8 MB');
    expect(pieces).toBeLessThan(20);
  });

  test('in a folder of thousands few are looked at, and likely names come first', () => {
    let looked = 0;
    const many = Array.from({ length: 3000 }, (_, index): FileSource => ({ name: `a${index}.dat`, pieces: () => { looked++; return [bytesOf('hello')]; } }));
    expect(run(PROFILE, { beside: [...many, mpstat()] }).cpuUtilization?.value).toBe(1);
    expect(looked).toBeLessThan(200);
  });

  test('a log that begins like a monitor is none', () => {
    const log = file('cpu.txt', `${new TextDecoder().decode(MPSTAT)}\n${'x\n'.repeat(40_000)}\n${DEEPSPEED}`);
    expect(run(PROFILE, { beside: [log] })).toEqual(run(PROFILE));
  });
});

describe('files that the user names', () => {
  test('any of them may give any field; sources say which', () => {
    const profile = run(PROFILE, { given: [mpstat(), gpuCsv(95)] });
    expect(profile.cpuUtilization?.source).toBe('1 - %idle, mean of 5 samples, in "mpstat.txt"');
    expect(profile.gpuBusyShare?.value).toBe(0.95);
  });

  test('a log\'s step time outranks one derived from ops, which are kept; in either order', () => {
    const log = file('train.log', DEEPSPEED);
    for (const [first, second] of [[PROFILE, log], [log, PROFILE]] as const) {
      const profile = run(first, { given: [second] });
      expect(profile.stepMs).toMatchObject({ value: 60 });
      expect(profile.batchSize?.value).toBe(80);
      expect(profile.ops).toEqual(run(PROFILE).ops);
      expect(profile.warnings.at(-1)).toMatch(/^The files do not agree on the step time: .*20\.0 ms in "run1\.profet\.json".*Are they of the same run\?$/);
    }
  });

  test('what contradicts is said', () => {
    const profile = run(PROFILE, { given: [file('a.txt', DEEPSPEED)] });
    expect(profile.warnings).toContainEqual(expect.stringMatching(/do not agree on the framework: "tensorflow" in "run1\.profet\.json", "pytorch" in "a\.txt"; "\w+" was taken/));
  });

  test('a monitor first, then the profile', () => {
    const profile = run(mpstat(), { given: [PROFILE] });
    expect(profile).toMatchObject({ format: 'profet', stepMs: { value: 20 }, cpuUtilization: { value: 1 }, warnings: [] });
  });

  test('they are not looked for beside it, nor are others of their tools', () => {
    const profile = run(PROFILE, { given: [mpstat('mpstat1.txt')], beside: [mpstat('mpstat1.txt'), mpstat('mpstat2.txt'), gpuCsv(50)] });
    expect(profile.cpuUtilization?.source).toContain('in "mpstat1.txt"');
    expect(profile.gpuBusyShare?.value).toBe(0.5);
    expect(profile.warnings).toEqual([]);
  });

  test('one that cannot be read is a failure', () => {
    expect(readRun(PROFILE, { given: [file('notes.txt', 'hello')] })).toMatchObject({ ok: false, failure: { code: 'unrecognised', message: expect.stringContaining('"notes.txt"') as string } });
  });

  test('hostile names stay in quotation marks on one line', () => {
    const profile = run(PROFILE, { beside: [mpstat('mp\nstat\u202E<b>.txt')] });
    expect(profile.cpuUtilization?.source).not.toMatch(/[\n\u202E]/);
  });
});
