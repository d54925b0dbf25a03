/** Tables that PyTorch 2.13 printed, against the same averages unrounded, which PyTorch wrote too. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeShared, fileAt, fixture, SHARED } from '../../shared';
import { failureOf, read, sumMs } from '../reading';

const OWN = join(SHARED, 'samples-own/torch');

interface Average { readonly name: string; readonly count: number; readonly self_cpu_us: number; readonly cpu_us: number }

/** Half of the last digit of a time that is printed with three decimals of its unit. */
function rounding(us: number): number {
  if (us >= 1e6) return 500;
  return us >= 1e3 ? 0.5 : 0.0005;
}

function parse(bytes: Uint8Array): readonly Average[] {
  return JSON.parse(new TextDecoder().decode(bytes)) as Average[];
}

function expectAverages(table: Uint8Array, averages: readonly Average[], kind: 'full' | 'by shape' | 'first rows'): void {
  const all = kind !== 'first rows';
  const profile = read(table);
  const step = averages.find(({ name }) => name === 'ProfilerStep*');
  if (step === undefined) throw new Error('no steps');
  expect(profile).toMatchObject({ format: 'pytorch-table', framework: { value: 'pytorch' }, mode: { value: 'training' }, steps: { value: step.count, certainty: 'measured' } });
  expect(Math.abs((profile.stepMs?.value ?? 0) - step.cpu_us / step.count / 1000)).toBeLessThanOrEqual(rounding(step.cpu_us) / step.count / 1000 + 1e-9);
  const us = (name: string): number => 1000 * step.count * (profile.ops.find((op) => op.name === `Host_${name}`)?.ms ?? 0);
  const total = averages.reduce((sum, { self_cpu_us }) => sum + self_cpu_us, 0);
  for (const { name, self_cpu_us } of averages) {
    if (!all && us(name) === 0) continue;
    // Names are cut at 52 characters.
    const printed = name.length >= 52 ? `${name.slice(0, 52)}...` : name;
    const same = averages.filter((other) => other.name.startsWith(printed.replace(/\.\.\.$/, '')) && (other.name === name || name.length >= 52));
    const expected = same.reduce((sum, other) => sum + other.self_cpu_us, 0);
    expect([name, Math.abs(us(printed) - expected) <= (kind === 'by shape' ? 40 : 1) * rounding(self_cpu_us) + 1e-6]).toEqual([name, true]);
  }
  expect(Math.abs(1000 * step.count * sumMs(profile, 'host') - total)).toBeLessThanOrEqual(all ? averages.length * 0.5 : rounding(total));
  expect(profile.ops.some(({ type }) => type === '(rows not shown)')).toBe(!all);
}

describe('tables of an MLP', () => {
  const averages = parse(fixture('pytorch/2.13/mlp.key_averages.json').bytes);

  test('all rows: every op, and nothing left over', () => expectAverages(fixture('pytorch/2.13/mlp.table_full.txt').bytes, averages, 'full'));

  test('ten rows: the rest is one op of family other, so that the sum is the total under the table', () => {
    const { bytes } = fixture('pytorch/2.13/mlp.table_top10.txt');
    expectAverages(bytes, averages, 'first rows');
    const profile = read(bytes);
    expect(profile.ops.find(({ type }) => type === '(rows not shown)')).toMatchObject({ name: 'Host_(rows not shown)', family: 'other' });
    expect(sumMs(profile, 'host')).toBeCloseTo(22.720 / 3, 9);
    expect(profile.warnings.join()).toContain('rows that the table does not show');
  });

  test('grouped by shape: rows of one op are added, and the batch is a guess', () => {
    const { bytes } = fixture('pytorch/2.13/mlp.table_by_shape.txt');
    expectAverages(bytes, averages, 'by shape');
    expect(read(bytes).batchSize).toMatchObject({ value: 128, certainty: 'guess' });
  });
});

describeShared('all own tables', () => {
  test.each(['cnn', 'mlp', 'mlp_memory', 'transformer'].flatMap((run) => ['table_full', 'table_by_shape', 'table_top10', 'table_self'].map((kind) => [run, kind] as const)))('%s.%s.txt', (run, kind) => {
    const averages = parse(readFileSync(join(OWN, `${run}.key_averages.json`)));
    expectAverages(fileAt(OWN, `${run}.${kind}.txt`).bytes, averages, kind === 'table_full' ? 'full' : kind === 'table_by_shape' ? 'by shape' : 'first rows');
  });

  test.each([['cnn', 16], ['mlp', 128], ['mlp_memory', 128], ['transformer', 8]])('the batch of %s is %d', (run, batch) => {
    expect(read(fileAt(OWN, `${run}.table_by_shape.txt`).bytes).batchSize).toMatchObject({ value: batch, certainty: 'guess' });
  });

  test('the first half of a table: whole rows, no total, said', () => {
    const profile = read(fileAt(SHARED, 'samples-own/odd/truncated_table.txt').bytes);
    expect(profile.ops.map(({ type }) => type)).toEqual(['aten::mm', 'ProfilerStep*', 'autograd::engine::evaluate_function: AddmmBackward0', 'AddmmBackward0']);
    expect(profile.stepMs?.value).toBeCloseTo(22.720 / 3, 9);
    expect(profile.warnings.join()).toContain('cut short');
  });
});

test('a table without any row is no profile', () => {
  const text = new TextDecoder().decode(fixture('pytorch/2.13/mlp.table_top10.txt').bytes);
  expect(failureOf(text.split('\n').slice(0, 3).join('\n')).code).toBe('unrecognised');
});
