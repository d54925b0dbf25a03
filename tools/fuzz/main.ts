/**
 * `npm run fuzz -- [--inputs N] [--first N]`: reads N damaged files (200,000) and fails when one crashes the reader, hangs it
 * for over two seconds or gives an impossible figure. Each input has a number and can be had again: `--first NUMBER --inputs 1`.
 */

import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readSeeds } from './seeds';
import { faultOf, inputOf } from './verdict';

const HANG_MS = 2000;
const TOO_LONG = `no answer within ${HANG_MS / 1000} s, twice`;
const WATCH_MS = 250;
/** Enough to see what is wrong. */
const MAX_FAULTS = 20;

/** The part of the inputs that one process reads. */
interface Share {
  readonly first: number;
  readonly end: number;
  readonly stride: number;
  /** Holds the input in work: a process that hangs sends no messages. */
  readonly stateFile: string;
}

interface Report {
  readonly index: number;
  readonly fault: string;
}

function work({ first, end, stride, stateFile }: Share): void {
  const seeds = readSeeds();
  const state = openSync(stateFile, 'r+');
  const current = new Float64Array(2);
  for (let index = first; index < end; index += stride) {
    const input = inputOf(seeds, index);
    current.set([index, Date.now()]);
    writeSync(state, current, 0, current.byteLength, 0);
    const fault = faultOf(input);
    if (fault !== undefined) process.send?.({ index, fault: `${input.name}: ${fault}` } satisfies Report);
  }
  writeSync(state, new Float64Array([-1, 0]), 0, current.byteLength, 0);
  process.disconnect();
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { inputs: { type: 'string', default: '200000' }, first: { type: 'string', default: '0' } } });
  const first = Number(values.first);
  const end = first + Number(values.inputs);
  if (!(Number.isSafeInteger(first) && Number.isSafeInteger(end) && end > first)) throw new Error('usage: npm run fuzz -- [--inputs N] [--first N]');
  const folder = mkdtempSync(join(tmpdir(), 'ml-instance-advisor-fuzz-'));
  const started = performance.now();
  const faults: Report[] = [];
  const stride = Math.min(availableParallelism(), end - first);
  await Promise.all(Array.from({ length: stride }, (_, offset) => watched({ first: first + offset, end, stride, stateFile: join(folder, `${offset}`) }, faults)));
  rmSync(folder, { recursive: true });
  for (const { index, fault } of faults.slice(0, MAX_FAULTS)) console.error(`input ${index}: ${fault}`);
  const seconds = (performance.now() - started) / 1000;
  console.log(`fuzz: ${end - first} inputs from ${readSeeds().length} seeds in ${seconds.toFixed(0)} s, ${faults.length} faults`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}

/**
 * Runs a share in a process of its own; when it hangs or dies, that is a fault, and the share goes on behind the input. What took
 * too long is read once more by itself: on a busy machine a process may just have had no turn.
 */
async function watched(share: Share, faults: Report[], isSecondTry = false): Promise<void> {
  writeFileSync(share.stateFile, new Float64Array([-1, 0]));
  const child = fork(fileURLToPath(import.meta.url), ['--share', JSON.stringify(share)]);
  child.on('message', (report: Report) => faults.push(report));
  const fault = await ended(child, share.stateFile);
  const [index = -1] = stateOf(share.stateFile);
  if (fault === undefined) return;
  if (fault === TOO_LONG && !isSecondTry) await watched({ ...share, first: index, end: index + 1 }, faults, true);
  else faults.push({ index, fault });
  if (index >= share.first && !isSecondTry) await watched({ ...share, first: index + share.stride }, faults);
}

/** Resolves when the process has ended, with what was wrong about it. */
function ended(child: ChildProcess, stateFile: string): Promise<string | undefined> {
  return new Promise((done) => {
    let hung = false;
    const watch = setInterval(() => {
      const [index = -1, since = 0] = stateOf(stateFile);
      hung = index >= 0 && Date.now() - since > HANG_MS;
      if (hung) child.kill('SIGKILL');
    }, WATCH_MS);
    child.on('exit', (code) => {
      clearInterval(watch);
      done(hung ? TOO_LONG : code === 0 ? undefined : `the process ended with code ${code ?? 'none'}`);
    });
  });
}

function stateOf(file: string): Float64Array {
  return new Float64Array(Uint8Array.from(readFileSync(file)).buffer);
}

const [, , flag, share = ''] = process.argv;
if (flag === '--share') work(JSON.parse(share) as Share);
else void main();
