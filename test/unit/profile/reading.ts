/** What the profile tests share: reading, and tables as TensorBoard writes them. */

import { expect } from 'vitest';
import type { Failure } from '../../../src/core/failure';
import type { OpPlace, Profile } from '../../../src/core/profile/profile';
import { fileInMemory } from '../../../src/core/profile/fileSource';
import { readProfile } from '../../../src/core/profile/registry';

/** Reads what must be readable. */
export function read(content: string | Uint8Array, name = 'profile'): Profile {
  const result = readProfile(fileInMemory(name, bytesOf(content)));
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

/** Reads what must fail; every failure is one sentence and one action, both whole and on one line. */
export function failureOf(content: string | Uint8Array, name = 'profile'): Failure {
  const result = readProfile(fileInMemory(name, bytesOf(content)));
  if (result.ok) throw new Error('it was read');
  expect(result.failure.message).toMatch(/^[^\n]{10,1500}\.$/);
  expect(result.failure.action).toMatch(/^[^\n]{10,200}\.$/);
  return result.failure;
}

/** UTF-8 bytes. */
export function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : content;
}

/** Milliseconds per step of one place, added. */
export function sumMs(profile: Profile, place: OpPlace): number {
  return profile.ops.reduce((sum, op) => sum + (op.place === place ? op.ms : 0), 0);
}

/** [Host/device, type, operation, occurrences, total time in us, self time in us if it differs] */
export type Row = readonly [string, string, string, number, number, number?];

/** The header of TensorFlow 2.3 without its percentages. */
export const HEADER = 'Rank,Host/device,Type,Operation,#Occurrences,Total time (us),Avg. time (us),Total self-time (us)';

/** A tensorflow_stats CSV. */
export function statsCsv(rows: readonly Row[], eol = '\r\n'): string {
  const lines = rows.map(([place, type, operation, count, total, self = total], index) =>
    [index + 1, place, type, operation, count, total, total / count, self].join(','));
  return [HEADER, ...lines, ''].join(eol);
}

/** The same table as a DataTable, with idle, followed by the one without. */
export function statsJson(rows: readonly Row[]): string {
  const ids = ['rank', 'host_or_device', 'type', 'operation', 'occurrences', 'total_time', 'avg_time', 'total_self_time'];
  const table = (of: readonly Row[]): object => ({
    cols: ids.map((id) => ({ id, label: id, type: 'number' })),
    rows: of.map(([place, type, operation, count, total, self = total], index) => ({
      c: [index + 1, place, type, operation, count, total, total / count, self].map((v) => ({ v })),
    })),
    p: {},
  });
  return JSON.stringify([table(rows), table(rows.filter(([, type]) => type !== 'IDLE'))]);
}

/** One GPU, two steps. Device: 20,000 us idle of 200,200 us, so 100.1 ms per step. Host: 3,000 us, 1.5 ms per step. */
export const ONE_GPU_TWO_STEPS: readonly Row[] = [
  ['Device', 'Conv2D', 'net/conv2/Conv2D', 2, 80_000],
  ['Device', 'Conv2D', 'net/conv1/Conv2D', 2, 60_000],
  ['Device', 'Conv2DBackpropFilter', 'gradient_tape/net/conv1/Conv2DBackpropFilter', 4, 40_000],
  ['Device', 'IDLE', 'IDLE', 1, 20_000],
  ['Device', 'AssignAddVariableOp', 'SGD/SGD/AssignAddVariableOp', 2, 200],
  ['Host', 'Dataset', 'Iterator::Root', 2, 2_500, 1_000],
  ['Host', 'IteratorGetNext', 'IteratorGetNext', 2, 500],
];
