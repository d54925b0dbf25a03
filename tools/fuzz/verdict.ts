/** What must hold for any input: a profile without impossible figures, or a failure in one sentence. */

import { fileInMemory } from '../../src/core/profile/fileSource';
import { inspectReport } from '../../src/core/profile/inspect';
import { readProfile } from '../../src/core/profile/registry';
import { randomNumbers } from '../predictor/random';
import { mutated } from './mutations';
import type { Seed } from './seeds';

/** The input of a number: the same for the same seeds. */
export function inputOf(seeds: readonly Seed[], index: number): Seed {
  const random = randomNumbers(index);
  const seed = seeds[Math.floor(random() * seeds.length)];
  const other = seeds[Math.floor(random() * seeds.length)];
  if (seed === undefined || other === undefined) throw new Error('There are no seeds.');
  return { name: seed.name, bytes: mutated(seed.bytes, random, other.bytes) };
}

/** What is wrong with the answer to an input, or undefined. Exceptions count as wrong; the time does not matter here. */
export function faultOf({ name, bytes }: Seed): string | undefined {
  try {
    const result = readProfile(fileInMemory(name, bytes));
    if (!result.ok) return sentenceFault(result.failure.message) ?? sentenceFault(result.failure.action);
    const report = inspectReport(result.value);
    return numberFault('', report) ?? result.value.warnings.map(sentenceFault).find((fault) => fault !== undefined);
  } catch (error) {
    return error instanceof Error ? error.stack ?? error.message : String(error);
  }
}

/** A sentence is short, on one line, ends as sentences do, and holds no traces of values that are none. */
function sentenceFault(text: string): string | undefined {
  const whole = /^[^\n\r]{5,1500}[.?!]$/.test(text) && !/undefined|\bNaN (?:ms|s|%|steps|bytes)|\[object/.test(text.replace(/"[^"]*"/g, ''));
  return whole ? undefined : `not a sentence: ${text.slice(0, 300)}`;
}

/** Times, counts and shares are finite and not negative, wherever they stand. */
function numberFault(path: string, value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? undefined : `${path} is ${value}`;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, part] of Object.entries(value)) {
    const fault = numberFault(`${path}.${key}`, part);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
