/**
 * `npm run bench -- import`: how fast a large trace is read, against JSON.parse on the same bytes in the same process; with `--memory`
 * how much memory `inspect` takes on a trace of 1 GB. The traces are written into the system's temporary folder and removed.
 */

import { spawnSync } from 'node:child_process';
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { buildSync } from 'esbuild';
import { repoRoot } from '../paths';
import type { ImportTimes } from './importRun';
import { writeTrace } from './trace';

const SPEED_BYTES = 200e6;
const MEMORY_BYTES = 1e9;

/** Runs the benchmark; `flags` are what follows `import`. */
export async function benchImport(flags: readonly string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'instance-advisor-bench-'));
  try {
    if (flags.includes('--memory')) await memory(folder);
    else await speed(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function speed(folder: string): Promise<void> {
  const { plain, packed } = await traces(folder, SPEED_BYTES);
  // Bundled as the command line is: run from source, every constant of another module would cost a call.
  const script = join(folder, 'run.cjs');
  buildSync({ entryPoints: [join(repoRoot, 'tools', 'bench', 'importRun.ts')], bundle: true, platform: 'node', outfile: script, logLevel: 'error' });
  for (const path of [plain, packed]) {
    const { readMs, parseMs } = JSON.parse(node([script, path])) as ImportTimes;
    console.log(`${sizeOf(path)}: read in ${readMs.toFixed(0)} ms, JSON.parse ${parseMs.toFixed(0)} ms: ${(parseMs / readMs).toFixed(2)} x its throughput`);
  }
}

/** Peaks of child processes, which tell it themselves when they end. */
async function memory(folder: string): Promise<void> {
  const { plain, packed } = await traces(folder, MEMORY_BYTES);
  const hook = join(folder, 'peak.cjs');
  const report = `process.on('exit', () => require('fs').writeSync(2, String(process.resourceUsage().maxRSS)))`;
  buildSync({ stdin: { contents: report }, platform: 'node', outfile: hook, logLevel: 'error' });
  for (const path of [plain, packed]) {
    const started = performance.now();
    const peakKb = Number(node(['--require', hook, join(repoRoot, 'dist', 'cli.js'), 'inspect', path, '--json'], 'stderr'));
    console.log(`${sizeOf(path)}: inspected in ${((performance.now() - started) / 1000).toFixed(1)} s, peak memory ${(peakKb / 1024).toFixed(0)} MB`);
  }
}

async function traces(folder: string, bytes: number): Promise<{ plain: string; packed: string }> {
  const plain = join(folder, 'trace.json');
  const packed = join(folder, 'packed.json.gz');
  writeTrace(plain, bytes);
  await pipeline(createReadStream(plain), createGzip({ level: 6 }), createWriteStream(packed));
  return { plain, packed };
}

function sizeOf(path: string): string {
  return `${(statSync(path).size / 1e6).toFixed(0)} MB ${path.endsWith('.gz') ? 'of gzip' : 'of JSON'}`;
}

function node(args: readonly string[], from: 'stdout' | 'stderr' = 'stdout'): string {
  const run = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (run.status !== 0) throw new Error(run.stderr);
  return run[from];
}
