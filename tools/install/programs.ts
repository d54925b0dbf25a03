/** Programs that no npm package brings: the browser that shows VS Code's workbench, and the search that it calls. */

import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program that tests and demo start, by the names it may have on the PATH, and the Debian packages that bring it. */
interface Program {
  readonly title: string;
  readonly names: readonly string[];
  readonly packages: readonly string[];
}

/** The browser; without a font package Chromium draws no text. */
export const CHROMIUM: Program = {
  title: 'Chromium',
  names: ['chromium', 'chromium-browser', 'google-chrome'],
  packages: ['chromium', 'fonts-dejavu-core'],
};

/** VS Code's file search runs ripgrep; the npm package would download it from GitHub. */
export const RIPGREP: Program = { title: 'ripgrep', names: ['rg'], packages: ['ripgrep'] };

/** Full path of a program on the PATH, or undefined. */
export function findProgram({ names }: Program): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Makes sure that the programs are there; as root on Debian, missing ones are installed.
 * Returns one sentence when something is still missing, else undefined.
 */
export function ensurePrograms(programs: readonly Program[]): string | undefined {
  const missing = programs.filter((program) => findProgram(program) === undefined);
  if (missing.length === 0) return undefined;
  const packages = missing.flatMap((program) => program.packages);
  if (canInstall()) {
    console.error(`Installing ${packages.join(', ')} (apt-get) ...`);
    // The package lists may be absent or outdated: refresh them only when the first try fails.
    if (!aptInstall(packages) && aptGet('update')) aptInstall(packages);
  }
  const still = programs.filter((program) => findProgram(program) === undefined);
  if (still.length === 0) return undefined;
  const titles = still.map((program) => program.title).join(' and ');
  return `${titles} not found on the PATH: install the Debian packages ${still.flatMap((program) => program.packages).join(', ')} or their like.`;
}

/** apt-get needs root, and means these package names only on Debian and its relatives. */
function canInstall(): boolean {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version');
}

const aptInstall = (packages: readonly string[]): boolean => aptGet('install', '--yes', '--no-install-recommends', ...packages);

function aptGet(...args: string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync('apt-get', ['-qq', ...args], { stdio: ['ignore', 'ignore', 2], env }).status === 0;
}
