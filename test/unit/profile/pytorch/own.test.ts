/** Traces of samples-own against what PyTorch itself computed of them (`key_averages`) and against its `expect.json`. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeShared, fileAt, fixture, SHARED } from '../../shared';
import { read, sumMs } from '../reading';
import { recorded, selfUsByName } from './recorded';

const OWN = join(SHARED, 'samples-own/torch');

interface AverageRow { readonly name: string; readonly count: number; readonly self_cpu_us: number }
interface Expected { readonly events: number; readonly complete_by_cat: { readonly cpu_op: number }; readonly steps: readonly { readonly name: string; readonly dur_us: number }[] }

/** PyTorch's own rows are operators and annotations; annotations are no ops here. Each operator's self time must be the same. */
function expectSelfTimes(trace: Uint8Array, averages: readonly AverageRow[]): void {
  const { recording } = recorded(trace);
  const ours = selfUsByName(recording);
  const rows = averages.filter(({ name }) => !/^ProfilerStep|^Optimizer\.|^\[memory\]/.test(name));
  expect(rows.length).toBeGreaterThan(20);
  for (const { name, self_cpu_us: us } of rows) expect(Math.abs((ours.get(name) ?? 0) - us), `${name}: ${ours.get(name)} is not ${us}`).toBeLessThan(0.01);
  for (const name of ours.keys()) expect(rows.some((row) => row.name === name), name).toBe(true);
}

function rowsOf(bytes: Uint8Array): AverageRow[] {
  return JSON.parse(new TextDecoder().decode(bytes)) as AverageRow[];
}

describe('self times are those of key_averages()', () => {
  test.each(['mlp', 'cnn'])('%s', (name) =>
    expectSelfTimes(fixture(`pytorch/2.13/${name}.json.gz`).bytes, rowsOf(fixture(`pytorch/2.13/${name}.key_averages.json`).bytes)));
});

describe('a training on a CPU', () => {
  const profile = read(fixture('pytorch/2.13/mlp.json.gz').bytes);

  // Steps of 11.6, 5.2 and 5.9 ms: the README of samples-own and expect.json.
  test('three steps and their median', () => {
    expect(profile.steps).toMatchObject({ value: 3, certainty: 'measured' });
    expect(profile.stepMs?.value).toBe(5.869683);
    expect(profile.warnings).toEqual(['Steps take between 5.22 ms and 11.6 ms; the median is given, but profile more steps after a warm-up to be sure.']);
  });
  test('it is a training with a batch of 128 rows of 784', () => {
    expect(profile.framework).toMatchObject({ value: 'pytorch', certainty: 'measured' });
    expect(profile.mode?.value).toBe('training');
    expect(profile.batchSize).toEqual({ value: 128, source: 'first dimension of the first aten::linear\'s input [128, 784]', certainty: 'guess' });
  });
  test('it has host ops only, and no device', () => {
    expect(profile.ops.every(({ place, ms }) => place === 'host' && ms > 0)).toBe(true);
    for (const field of ['deviceName', 'deviceCount', 'deviceMemoryBytes', 'gpuBusyShare', 'precision', 'peakMemoryBytes'] as const) expect(profile[field]).toBeUndefined();
  });
});

describeShared('own traces', () => {
  const expected = JSON.parse(readFileSync(join(OWN, 'expect.json'), 'utf8')) as Record<string, Expected>;
  const names = ['mlp', 'cnn', 'transformer', 'transformer_inference', 'mlp_no_shapes', 'mlp_memory', 'cnn_no_steps'];

  test.each(names)('%s: self times', (name) =>
    expectSelfTimes(fileAt(OWN, `${name}.json`).bytes, rowsOf(fileAt(OWN, `${name}.key_averages.json`).bytes)));

  test.each(names)('%s: events, operators, steps', (name) => {
    const { bytes } = fileAt(OWN, `${name}.json`);
    const { events, complete_by_cat: { cpu_op: ops }, steps } = expected[`${name}.json`] ?? { events: 0, complete_by_cat: { cpu_op: 0 }, steps: [] };
    const { recording, ...end } = recorded(bytes);
    expect(end).toEqual({ events, isCut: false });
    expect(recording.hostOps.length).toBe(ops);
    const profile = read(bytes);
    const sorted = steps.map(({ dur_us: us }) => us / 1000).sort((a, b) => a - b);
    if (sorted.length === 0) expect(profile.stepMs?.certainty).toBe('guess');
    else expect(profile.stepMs?.value).toBeCloseTo(((sorted[Math.floor((sorted.length - 1) / 2)] ?? 0) + (sorted[Math.floor(sorted.length / 2)] ?? 0)) / 2, 9);
    expect(sumMs(profile, 'device')).toBe(0);
  });

  test('the plain file and its gzip are the same profile', () =>
    expect(read(fileAt(OWN, 'mlp.json').bytes)).toEqual(read(fileAt(OWN, 'mlp.json.gz').bytes)));

  test('inference is told from training', () =>
    expect(read(fileAt(OWN, 'transformer_inference.json').bytes).mode?.value).toBe('inference'));

  // Largest "Total Allocated" in the file by a search in its text.
  test('memory of the host', () => {
    const text = readFileSync(join(OWN, 'mlp_memory.json'), 'utf8');
    const totals = [...text.matchAll(/"Total Allocated": (\d+)/g)].map(([, bytes]) => Number(bytes));
    const profile = read(fileAt(OWN, 'mlp_memory.json').bytes);
    expect(profile.peakHostMemoryBytes?.value).toBe(Math.max(...totals));
    expect(profile.peakMemoryBytes).toBeUndefined();
  });

  test.each([['truncated_trace.json', 2], ['truncated_trace.json.gz', 2]])('%s has the steps that are whole', (name, steps) => {
    const profile = read(fileAt(SHARED, 'samples-own/odd', name).bytes);
    expect(profile.steps?.value).toBe(steps);
    expect(profile.warnings.filter((text) => text.startsWith('The trace is cut short'))).toHaveLength(1);
  });
});
