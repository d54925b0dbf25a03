/** CPU monitors: sysstat and vmstat, on own recordings and on hand-written text. */

import { describe, expect, test } from 'vitest';
import type { Profile } from '../../../../src/core/profile/profile';
import { fixture } from '../../shared';
import { bytesOf, failureOf, read } from '../reading';

const SYSSTAT = 'sysstat/12.6.1';

/** The four shares in per cent, rounded to hundredths. */
function shares({ cpuUtilization, cpuUserShare, cpuIowaitShare, cpuStealShare }: Profile): (number | undefined)[] {
  return [cpuUtilization, cpuUserShare, cpuIowaitShare, cpuStealShare].map((known) => known && Math.round(known.value * 10_000) / 100);
}

describe('own recordings: all watch the same five seconds, idle 0.00 throughout', () => {
  // User and nice of the files' own "Average" row; the mean of the rounded samples may differ by a hundredth.
  test.each([
    ['mpstat_A.C.txt', 'mpstat', 97.6 + 1.9],
    ['mpstat_A.en_US.txt', 'mpstat', 97.5 + 1.9],
    ['mpstat_P_ALL.C.txt', 'mpstat', 97.5 + 1.9],
    ['mpstat_P_ALL.en_US.txt', 'mpstat', 97.5 + 1.9],
    ['mpstat_P_ALL.de_DE.txt', 'mpstat', 97.5 + 1.9],
    ['mpstat_P_ALL.fr_FR.txt', 'mpstat', 97.5 + 1.9],
    ['mpstat_P_ALL.json', 'sysstat-json', 97.49 + 1.908],
    ['sar_u.C.txt', 'sar', 97.5 + 1.9],
    ['sar_u.en_US.txt', 'sar', 97.5 + 1.9],
    ['sar_u.de_DE.txt', 'sar', 97.5 + 1.9],
  ])('%s', (name, format, userAndNice) => {
    const profile = read(fixture(`${SYSSTAT}/${name}`).bytes, name);
    expect(profile).toMatchObject({ format, ops: [], warnings: [], vCpus: { value: 2 }, cpuUtilization: { value: 1, certainty: 'measured' } });
    expect(profile.cpuUtilization?.source).toContain('mean of 5 samples');
    expect(Math.abs((profile.cpuUserShare?.value ?? 0) * 100 - userAndNice)).toBeLessThan(0.02);
    expect(shares(profile).slice(2)).toEqual([0, 0]);
  });

  test.each(['en_US', 'de_DE', 'fr_FR'])('mpstat in %s: the first row is what the file shows', (locale) => {
    const text = new TextDecoder().decode(fixture(`${SYSSTAT}/mpstat_P_ALL.${locale}.txt`).bytes);
    // The head of the file up to the second table holds one sample.
    const head = text.split('\n\n').slice(0, 2).join('\n\n');
    const user = { en_US: 99.49, de_DE: 99.49, fr_FR: 99.5 }[locale];
    expect(shares(read(head))).toEqual([100, user, 0, 0]);
  });

  test('vmstat without its first row; its parts are whole per cent', () => {
    const profile = read(fixture('procps/4.0.2/vmstat.txt').bytes);
    expect(profile).toMatchObject({ format: 'vmstat', cpuUtilization: { source: '1 - id, mean of 4 samples' }, warnings: [] });
    expect(shares(profile)).toEqual([100, 99.5, 0, 0]);
  });
});

const FIRST_LINE = 'Linux 6.1.0-aws (ip-10-0-0-7) \t05/04/26 \t_aarch64_\t(4 CPU)';
const HEADER = '10:00:00 AM  CPU    %usr   %nice    %sys %iowait    %irq   %soft  %steal  %guest  %gnice   %idle';
const row = (time: string, cpu: string, idle: number): string =>
  `${time}  ${cpu.padStart(3)}   ${(60 - idle).toFixed(2)}    5.00    5.00   20.00    0.00    1.00    9.00    0.00    0.00   ${idle.toFixed(2)}`;

describe('mpstat', () => {
  const text = (...rows: string[]): string => [FIRST_LINE, '', HEADER, ...rows, ''].join('\n');

  test('means over the rows of all CPUs, by hand', () => {
    const profile = read(text(row('10:00:01 AM', 'all', 10), row('10:00:01 AM', '0', 60), row('10:00:02 AM', 'all', 20), row('10:00:03 AM', 'all', 30)));
    expect(shares(profile)).toEqual([80, 45, 20, 9]); // 100 - (10+20+30)/3, (55+45+35)/3
    expect(profile.vCpus).toEqual({ value: 4, source: 'first line, an aarch64 host', certainty: 'measured' });
  });

  test('the only row of a run without an interval is the mean since boot, and says so', () => {
    const profile = read(text(row('10:00:00 AM', 'all', 50)));
    expect(profile.cpuUtilization).toMatchObject({ value: 0.5, certainty: 'guess', source: '1 - %idle, mean since the machine started' });
    expect(profile.warnings).toEqual([expect.stringContaining('ran without an interval') as string]);
  });

  test('fewer than three samples are a guess', () => {
    expect(read(text(row('10:00:01 AM', 'all', 50), row('10:00:02 AM', 'all', 50))).cpuUtilization?.certainty).toBe('guess');
  });

  test('the average is taken only when no samples are left, in any language', () => {
    for (const word of ['Average:', '平均値:', 'Moyenne :', 'Durchschn.:', 'Genomsnitt:']) {
      expect(shares(read(text(row(word, 'all', 40))))).toEqual([60, 25, 20, 9]);
      const both = read(text(row('10:00:01 AM', 'all', 10), row('10:00:02 AM', 'all', 10), row('10:00:03 AM', 'all', 10), row(word, 'all', 40)));
      expect(shares(both)[0]).toBe(90);
    }
  });

  test('single CPUs are not the machine', () => {
    const profile = read(text(row('10:00:01 AM', '0', 10), row('10:00:02 AM', '0', 10)));
    expect(profile.cpuUtilization).toBeUndefined();
    expect(profile.warnings[0]).toContain('no row for all of them');
  });

  test('rows that do not add up, offline CPUs and -nan are left out and counted', () => {
    const offline = '10:00:02 AM  all    0.00    0.00    0.00    0.00    0.00    0.00    0.00    0.00    0.00    0.00';
    const nan = '10:00:03 AM  all    -nan    -nan    -nan    -nan    -nan    -nan    -nan    -nan    -nan    -nan';
    const wild = '10:00:04 AM  all    999.0   0.00    0.00    0.00    0.00    0.00    0.00    0.00    0.00    1.00';
    const profile = read(text(row('10:00:01 AM', 'all', 10), offline, nan, wild));
    expect(profile.cpuUtilization?.value).toBeCloseTo(0.9, 9);
    expect(profile.warnings).toEqual(['3 samples of mpstat were left out: their parts do not add up to 100 %.']);
  });

  test('inside a log, between other lines', () => {
    const log = ['Epoch 1/2', FIRST_LINE, HEADER, 'step 1 loss all 3', row('10:00:01 AM', 'all', 10), 'all done', row('10:00:02 AM', 'all', 20)].join('\n');
    expect(shares(read(log))[0]).toBe(85);
  });

  test.each([['CRLF', '\r\n'], ['lone CR', '\r']])('%s', (_, end) => {
    const content = text(row('10:00:01 AM', 'all', 10), row('10:00:02 AM', 'all', 20));
    expect(read(content.replaceAll('\n', end))).toEqual(read(content));
  });

  test('cut short anywhere, it gives the figures of whole rows or is not known', () => {
    const whole = text(row('10:00:01 AM', 'all', 10), row('10:00:02 AM', 'all', 10));
    for (let length = 1; length < whole.length; length++) {
      const head = whole.slice(0, length);
      if (!head.includes('%idle')) expect(failureOf(head).code).toMatch(/unrecognised|damaged/);
      else expect([undefined, 0.9]).toContain(read(head).cpuUtilization?.value);
    }
  });
});

describe('sar', () => {
  const text = [
    FIRST_LINE, '',
    '10:00:01        CPU     %user     %nice   %system   %iowait    %steal     %idle',
    '10:10:01        all     40.00      0.00     10.00      5.00      0.00     45.00', '',
    '10:11:00        LINUX RESTART\t(4 CPU)', '',
    '10:20:01        CPU     %user     %nice   %system   %iowait    %steal     %idle',
    '10:30:01        all     60.00      0.00     10.00      5.00      0.00     25.00',
    '10:40:01        all     80.00      0.00     10.00      5.00      0.00      5.00',
    'Average:        all     60.00      0.00     10.00      5.00      0.00     25.00',
  ].join('\n');

  test('headers repeat and restarts lie between', () => {
    const profile = read(text);
    expect(profile.format).toBe('sar');
    expect(shares(profile)).toEqual([75, 60, 5, 0]);
  });

  test('sar -u ALL has more columns and is no mpstat', () => {
    const header = '10:00:00 AM     CPU      %usr     %nice      %sys   %iowait    %steal      %irq     %soft    %guest    %gnice     %idle';
    const line = (time: string): string => `${time}     all     50.00      1.00      2.00      3.00      4.00      0.00      0.00      5.00      0.00     35.00`;
    const profile = read([header, line('10:00:01 AM'), line('10:00:02 AM'), line('10:00:03 AM')].join('\n'));
    expect(profile.format).toBe('sar');
    expect(shares(profile)).toEqual([65, 51, 3, 4]);
  });

  test('sadf -d: only rows of all CPUs, other statistics end the table', () => {
    const database = [
      '# hostname;interval;timestamp;CPU;%user;%nice;%system;%iowait;%steal;%idle',
      'node0;1;2026-11-22 11:27:34 UTC;-1;98.48;1.01;0.51;0.00;0.00;0.00',
      'node0;1;2026-11-22 11:27:34 UTC;0;0.00;0.00;0.00;0.00;0.00;100.00',
      'node0;1;2026-11-22 11:27:35 UTC;-1;90,50;8,50;1,00;0,00;0,00;0,00',
      'node0;-1;2026-11-22 11:28:00 UTC;LINUX-RESTART\t(2 CPU)',
      'node0;1;2026-11-22 11:27:36 UTC;-1;50.00;0.00;0.00;0.00;0.00;50.00',
      '# hostname;interval;timestamp;DEV;tps;rkB/s;wkB/s;x;y;z',
      'node0;1;2026-11-22 11:27:36 UTC;-1;0.00;0.00;0.00;0.00;0.00;100.00',
    ].join('\n');
    const profile = read(database);
    expect(profile.format).toBe('sar-database');
    expect(shares(profile)).toEqual([83.33, 82.83, 0, 0]); // (100+100+50)/3, (99.49+99+50)/3
  });
});

describe('JSON of sysstat', () => {
  const cpu = (name: string, idle: number): object => ({ cpu: name, usr: 100 - idle, nice: 0, sys: 0, iowait: 0, irq: 0, soft: 0, steal: 0, guest: 0, gnice: 0, idle });
  const json = (key: string, samples: readonly (readonly object[])[]): string => JSON.stringify({
    sysstat: { hosts: [{ nodename: 'n', 'number-of-cpus': 8, statistics: samples.map((load) => ({ timestamp: '10:00:00', [key]: load })) }] },
  });

  test.each(['cpu-load', 'cpu-load-all'])('%s', (key) => {
    const profile = read(json(key, [[cpu('all', 10), cpu('0', 90)], [cpu('all', 20)], [cpu('all', 30)]]));
    expect(profile).toMatchObject({ format: 'sysstat-json', vCpus: { value: 8 }, cpuUtilization: { value: 0.8 }, warnings: [] });
  });

  test('a single sample may be the mean since boot', () => {
    const profile = read(json('cpu-load', [[cpu('all', 10)]]));
    expect(profile.cpuUtilization?.certainty).toBe('guess');
    expect(profile.warnings[0]).toContain('since the machine started');
  });

  test('killed while it wrote: what is whole is read', () => {
    const whole = json('cpu-load', [[cpu('all', 10)], [cpu('all', 20)], [cpu('all', 30)], [cpu('all', 90)]]);
    const profile = read(whole.slice(0, whole.lastIndexOf('"idle"') + 8));
    expect(profile.cpuUtilization?.value).toBeCloseTo(0.8, 9);
    expect(profile.warnings).toEqual(['The file is cut short: its whole samples were read.']);
  });

  test('without CPU load it says what to record; nonsense is left out', () => {
    expect(read('{"sysstat": {"hosts": []}}').warnings[0]).toContain('holds no CPU load');
    const wild = read('{"sysstat": [{"cpu": "all", "usr": -5, "idle": 1e999}, {"cpu": "all", "usr": "x", "idle": 5}]}');
    expect(wild.cpuUtilization).toBeUndefined();
    expect(wild.warnings[0]).toContain('2 samples of sysstat were left out');
  });
});

describe('vmstat', () => {
  const HEAD = ' r  b   swpd   free  inact active   si   so    bi    bo   in   cs us sy id wa st                 UTC';
  const line = (us: number, id: number, wa: number): string => ` 2  0      0 2794716 295968 312724    0    0     1     3   29   57 ${us}  0 ${id} ${wa}  0 2026-09-16 20:33:13`;

  test('-t, -a and -w: a date on the right, repeated headers; the first row is dropped', () => {
    const text = ['procs ---memory---', HEAD, line(0, 100, 0), line(50, 40, 10), line(60, 30, 10), HEAD, line(70, 20, 10)].join('\n');
    expect(shares(read(text))).toEqual([70, 60, 10, 0]);
    expect(read(text.replaceAll(/ +/g, '      '))).toEqual(read(text));
  });

  test('guests of procps 4.0.5 belong to the whole', () => {
    const text = ['r b swpd free buff cache si so bi bo in cs us sy id wa st gu', ...[1, 2, 3, 4].map(() => '1 0 0 1 1 1 0 0 0 0 1 1 50 5 25 0 0 20')].join('\n');
    expect(shares(read(text))).toEqual([75, 50, 0, 0]);
  });

  test('one row is the mean since boot', () => {
    expect(read([HEAD, line(10, 90, 0)].join('\n'))).toMatchObject({ cpuUtilization: { value: 0.1, certainty: 'guess' }, warnings: [expect.stringContaining('vmstat 1') as string] });
  });

  test('disks, counters and rows without numbers are left alone', () => {
    expect(failureOf('disk- ------------reads------------\n       total merged sectors      ms\nsda    15257    100  841035    8395\n').code).toBe('unrecognised');
    const profile = read([HEAD, 'r b swpd', line(10, 90, 0), 'x'.repeat(5000), `${line(10, 90, 0).replace('2794716', 'many')}`].join('\n'));
    expect(profile.cpuUtilization?.certainty).toBe('guess');
  });
});

test('hostile host names and long lines do not matter', () => {
  const host = `Linux 6.1 (<img src=x onerror=1>\u202E${'('.repeat(200)}) \t05/04/26 \t_x86_64_\t(4 CPU)`;
  const rows = [HEADER, row('10:00:01 AM', 'all', 10), `${'all '.repeat(200_000)}`, `Linux ${'( _'.repeat(300_000)}`, `%idle ${'CPU '.repeat(300_000)}`];
  const profile = read(bytesOf([host, ...rows].join('\n')));
  expect(profile.cpuUtilization?.value).toBeCloseTo(0.9, 9);
  expect(profile.vCpus?.value).toBe(4);
});
