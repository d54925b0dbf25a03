/** Tables from a writer of their own: whatever the clock, the language and the end of lines, the figures are those that were written. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inspectReport } from '../../../../src/core/profile/inspect';
import { fileInMemory } from '../../../../src/core/profile/fileSource';
import { readProfile } from '../../../../src/core/profile/registry';
import { bytesOf, read } from '../reading';

fc.configureGlobal({ seed: 42, numRuns: 150 });

/** Hundredths of a per cent: user, nice, system, iowait, steal; the rest of 10,000 is idle. */
const sample = fc.tuple(fc.nat(2500), fc.nat(1500), fc.nat(2000), fc.nat(2000), fc.nat(2000));

interface Locale { readonly clock: (second: number) => string; readonly average: string; readonly comma: boolean }
const locale = fc.constantFrom<Locale>(
  { clock: (second) => `11:27:${String(second % 60).padStart(2, '0')}`, average: 'Average:', comma: false },
  { clock: (second) => `11:27:${String(second % 60).padStart(2, '0')} PM`, average: 'Average:', comma: false },
  { clock: (second) => `11:27:${String(second % 60).padStart(2, '0')}`, average: 'Durchschn.:', comma: true },
  { clock: (second) => `11:27:${String(second % 60).padStart(2, '0')}`, average: 'Moyenne :', comma: true },
  { clock: (second) => `11時27分${String(second % 60).padStart(2, '0')}秒`, average: '平均値:', comma: false },
);

function mpstatText(samples: readonly (readonly number[])[], { clock, average, comma }: Locale, end: string): string {
  const number = (hundredths: number): string => (hundredths / 100).toFixed(2).replace('.', comma ? ',' : '.').padStart(8);
  const row = (time: string, [user = 0, nice = 0, system = 0, iowait = 0, steal = 0]: readonly number[]): string =>
    `${time}  all${[user, nice, system, iowait, 0, 0, steal, 0, 0, 10_000 - user - nice - system - iowait - steal].map(number).join('')}`;
  const header = (time: string): string => `${time}  CPU    %usr   %nice    %sys %iowait    %irq   %soft  %steal  %guest  %gnice   %idle`;
  const means = [0, 1, 2, 3, 4].map((part) => Math.round(samples.reduce((sum, one) => sum + (one[part] ?? 0), 0) / samples.length));
  return [
    'Linux 6.1 (node0) \t05/04/26 \t_x86_64_\t(16 CPU)', '',
    ...samples.flatMap((one, index) => [header(clock(index)), row(clock(index + 1), one), '']),
    header(average), row(average, means), '',
  ].join(end);
}

test('mpstat: means of what was written, in every locale', () => {
  fc.assert(fc.property(fc.array(sample, { minLength: 1, maxLength: 12 }), locale, fc.constantFrom('\n', '\r\n'), (samples, where, end) => {
    const profile = read(mpstatText(samples, where, end));
    const mean = (...parts: number[]): number => samples.reduce((sum, one) => sum + parts.reduce((part, index) => part + (one[index] ?? 0), 0), 0) / samples.length / 10_000;
    expect(profile.cpuUtilization?.value).toBeCloseTo(mean(0, 1, 2, 3, 4), 8);
    expect(profile.cpuUserShare?.value).toBeCloseTo(mean(0, 1), 8);
    expect(profile.cpuIowaitShare?.value).toBeCloseTo(mean(3), 8);
    expect(profile.cpuStealShare?.value).toBeCloseTo(mean(4), 8);
    expect([profile.vCpus?.value, profile.warnings]).toEqual([16, []]);
  }));
});

const gpuRow = fc.record({ gpu: fc.nat(3), busy: fc.nat(100), used: fc.nat(80_000) });

test('nvidia-smi CSV: the busiest GPU, whatever the order of rows, units and repeated headers', () => {
  fc.assert(fc.property(fc.array(gpuRow, { minLength: 1, maxLength: 60 }), fc.boolean(), fc.boolean(), (rows, units, repeated) => {
    const header = `index, utilization.gpu${units ? ' [%]' : ''}, memory.used${units ? ' [MiB]' : ''}`;
    const lines = rows.flatMap(({ gpu, busy, used }) => [...(repeated ? [header] : []), `${gpu}, ${busy}${units ? ' %' : ''}, ${used}${units ? ' MiB' : ''}`]);
    const profile = read([header, ...lines].join('\n'));
    const means = [0, 1, 2, 3].map((gpu) => rows.filter((row) => row.gpu === gpu)).filter((of) => of.length > 0)
      .map((of) => of.reduce((sum, { busy }) => sum + busy, 0) / of.length / 100);
    expect(profile.gpuBusyShare?.value).toBeCloseTo(Math.max(...means), 8);
    expect(profile.warnings.length).toBe(means.length > 1 ? 1 : 0);
  }));
});

test('any text made of the words of monitors is read without impossible figures', () => {
  const word = fc.constantFrom(
    '%idle', 'CPU', 'all', '%usr', '%irq', '100.00', '-nan', '11:27:33', 'Linux', '(2 CPU)', '\n', '\n', '\n', ' ', '\t', ',', ';', 'r b swpd us sy id wa st', '50', '0',
    'index, utilization.gpu [%], memory.used [MiB]', '0, 50 %, 100 MiB', '# gpu sm fb', 'RAM 1/2MB GR3D_FREQ 5%', 'CPU [5%@1,off]', 'real 1.00', 'user 1.00', 'sys 1.00',
    'Elapsed (wall clock) time (h:mm:ss or m:ss): 1:00', '# hostname;interval;timestamp;CPU;%user;%idle', 'n;1;t;-1;50;50', '1e999', '-5', '99999999999999999999',
  );
  fc.assert(fc.property(fc.array(word, { maxLength: 60 }), fc.constantFrom('', ' '), (words, space) => {
    const result = readProfile(fileInMemory('x', bytesOf(words.join(space))));
    if (!result.ok) return;
    for (const value of Object.values(inspectReport(result.value))) if (typeof value === 'number') expect(value >= 0 && Number.isFinite(value)).toBe(true);
    const { cpuUtilization, cpuUserShare, gpuBusyShare } = result.value;
    for (const share of [cpuUtilization, cpuUserShare, gpuBusyShare]) expect(share?.value ?? 0).toBeLessThanOrEqual(1);
  }));
});
