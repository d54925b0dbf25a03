// Runs one of this project's tools on a fresh clone too: installs what is missing, then starts
//   node tools/run.mjs tools/predictor/train.ts ARGS     a TypeScript or JavaScript file, or
//   node tools/run.mjs eslint ARGS                       a program that an npm package brings.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensurePackages } from './install/packages.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const [target, ...args] = process.argv.slice(2);
const problem = target === undefined ? 'usage: node tools/run.mjs FILE.ts|PROGRAM [ARGS]' : ensurePackages(root);

if (target === undefined || problem !== undefined) {
  console.error(problem);
  process.exitCode = target === undefined ? 2 : 1;
} else {
  const isFile = /\.[cm]?[jt]s$/.test(target);
  const child = isFile
    ? spawn(process.execPath, ['--import', import.meta.resolve('tsx'), resolve(root, target), ...args], { stdio: 'inherit' })
    : spawn(join(root, 'node_modules', '.bin', target), args, { stdio: 'inherit', shell: process.platform === 'win32' });
  // The child decides how to end: Ctrl-C reaches it from the terminal, a plain kill is handed on.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  // A killed `npm run` leaves its shell's children behind: noticing another parent is the only way to hear of it.
  const parent = process.ppid;
  const watch = setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 500);
  watch.unref();
  child.on('error', (error) => {
    console.error(`${target} could not be started: ${error.message}`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal ?? 'SIGTERM'];
  });
}
