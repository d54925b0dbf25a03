// Keeps node_modules in step with package-lock.json. Uses nothing but Node, because it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {{ packages?: Record<string, { version?: string, optional?: boolean, devOptional?: boolean, link?: boolean }> }} LockFile */

/**
 * Whether an install described by `installed` (npm's own record in node_modules) holds all that `wanted` asks for.
 * Optional packages may be missing: they are for other platforms.
 * @param {LockFile} wanted
 * @param {LockFile} installed
 */
export function satisfies(wanted, installed) {
  return Object.entries(wanted.packages ?? {}).every(([path, { version, optional, devOptional }]) => {
    if (path === '') return true;
    const present = installed.packages?.[path];
    return present === undefined ? Boolean(optional ?? devOptional) : present.version === version;
  });
}

/**
 * @param {string} file
 * @returns {LockFile | undefined} undefined when the file is absent or unreadable
 */
function readLock(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** @param {string} path */
const isLink = (path) => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;

/**
 * Runs `npm ci` when node_modules is missing or does not match package-lock.json.
 * A linked node_modules belongs to another checkout and is never written to.
 * @param {string} root the repository
 * @returns {string | undefined} one sentence when the packages could not be installed
 */
export function ensurePackages(root) {
  const wanted = readLock(join(root, 'package-lock.json'));
  if (wanted === undefined) return 'package-lock.json is missing or damaged: restore it with git.';
  const folder = join(root, 'node_modules');
  const installed = readLock(join(folder, '.package-lock.json'));
  if (installed !== undefined && satisfies(wanted, installed)) return undefined;
  if (isLink(folder)) {
    console.error('node_modules is a link and does not match package-lock.json: install where it points.');
    return undefined;
  }
  console.error(`${installed === undefined ? 'Installing' : 'Updating'} npm packages (npm ci) ...`);
  const { status } = spawnSync('npm', ['ci', '--loglevel=error'], { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  return status === 0 ? undefined : 'npm ci failed (its messages are above): check the network and run the command again.';
}
