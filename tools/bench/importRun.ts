/** One process that reads a trace with the importer and with JSON.parse in turn; prints both times as JSON. */

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { readProfileFile } from '../../src/disk/files';

/** Medians, milliseconds. */
export interface ImportTimes {
  readonly readMs: number;
  readonly parseMs: number;
}

const RUNS = 3;

function parse(path: string): void {
  const bytes = readFileSync(path);
  JSON.parse((path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'));
}

function read(path: string): void {
  const result = readProfileFile(path);
  if (!result.ok) throw new Error(result.failure.message);
}

function elapsedMs(work: (path: string) => void, path: string): number {
  const started = performance.now();
  work(path);
  return performance.now() - started;
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}

const path = process.argv[2] ?? '';
const runs = Array.from({ length: RUNS }, () => ({ read: elapsedMs(read, path), parse: elapsedMs(parse, path) }));
const times: ImportTimes = { readMs: median(runs.map((run) => run.read)), parseMs: median(runs.map((run) => run.parse)) };
console.log(JSON.stringify(times));
