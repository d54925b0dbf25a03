/**
 * `npm run demo [-- --no-editor]`: builds, prints the advice for a sample profile, then opens VS Code with the packaged
 * extension and the samples, in the browser, until Ctrl-C.
 */

import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSamples, type Sample } from '../../src/core/advice/samples';
import { ensurePrograms, RIPGREP } from '../install/programs';
import { repoRoot, sampleWorkspace, vsixFile } from '../paths';
import { startServer } from '../workbench/server';

/** Shows everything; resolves with the exit code. */
async function main(args: readonly string[]): Promise<number> {
  const unknown = args.find((argument) => argument !== '--no-editor');
  if (unknown !== undefined) {
    console.error(`${unknown} is not known: the only flag is --no-editor.`);
    return 2;
  }
  if (!node('esbuild.mjs', '--production') || !recommend(firstSample())) return 1;
  return args.includes('--no-editor') ? 0 : openEditor();
}

/** The sample to show first, with the answers that its file does not hold. */
function firstSample(): Sample {
  const samples = readSamples(JSON.parse(readFileSync(join(sampleWorkspace, 'samples.json'), 'utf8')));
  if (!samples.ok) throw new Error(`${samples.failure.message} ${samples.failure.action}`);
  const [first] = samples.value;
  if (first === undefined) throw new Error('media/samples/samples.json lists no sample: run npm run samples.');
  return first;
}

/** Runs the command line as a user would, and says how, so that it can be tried with other numbers. */
function recommend({ file, answers }: Sample): boolean {
  const { anchor, stepMs, batchSize, samplesPerEpoch, epochs } = answers;
  const numbers = { '--step-ms': stepMs, '--batch': batchSize, '--samples-per-epoch': samplesPerEpoch, '--epochs': epochs };
  const flags = ['--anchor', anchor, ...Object.entries(numbers).flatMap(([flag, value]) => [flag, String(value)])];
  const command = ['dist/cli.js', 'recommend', `media/samples/${file}`, ...flags];
  console.log(`\n$ node ${command.join(' ')}\n`);
  return node(...command);
}

/** Opens VS Code on a copy of the samples; resolves when the user ends it. */
async function openEditor(): Promise<number> {
  if (!node('--import', 'tsx', 'tools/package/main.ts')) return 1;
  const missing = ensurePrograms([RIPGREP]);
  if (missing !== undefined) console.error(`${missing} Without it VS Code opens, but cannot search files.`);
  const server = await startServer({ extension: { vsix: vsixFile }, workspace: sampleWorkspace });
  // A signal may come twice, from the terminal and from the parent: the second must not cut the cleaning up short.
  const ended = new Promise<void>((done) => {
    process.on('SIGINT', () => done());
    process.on('SIGTERM', () => done());
  });
  console.log(`\nVS Code with ML Instance Advisor and the samples:\n  ${server.url}`);
  console.log(openInBrowser(server.url) ? 'It opens in your browser.' : 'Open this address in a browser on this machine.');
  console.log('In it: press F1 and run "ML Instance Advisor: Try a Sample Profile". Ctrl-C here ends it.');
  await ended;
  console.log('\nStopping ...');
  await server.stop();
  return 0;
}

/** Hands an address to the desktop's browser; false when there is no desktop. */
function openInBrowser(url: string): boolean {
  const isMac = process.platform === 'darwin';
  if (!isMac && process.env['DISPLAY'] === undefined && process.env['WAYLAND_DISPLAY'] === undefined) return false;
  const opener = spawn(isMac ? 'open' : 'xdg-open', [url], { stdio: 'ignore', detached: true });
  // Without the program the address above is still there to click.
  opener.on('error', () => undefined);
  opener.unref();
  return true;
}

/** Runs Node in the repository; what it says is shown as it comes. */
function node(...args: string[]): boolean {
  return spawnSync(process.execPath, args, { cwd: repoRoot, stdio: 'inherit' }).status === 0;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
