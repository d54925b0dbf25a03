/**
 * VS Code's own server and web workbench, taken from the npm package code-server: nothing is downloaded
 * but npm packages, and nothing is compiled.
 */

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findProgram, RIPGREP } from '../install/programs';
import { cacheFolder } from '../paths';

/** The last release for Node 20: VS Code 1.100.3. */
const VERSION = '4.100.3';

/** Inside the installed package: VS Code's server. */
const SERVER_FOLDER = join('node_modules', 'code-server', 'lib', 'vscode');

const run = promisify(execFile);

/**
 * Full path of the server's main module, installing it on first use (about 20 s).
 * Throws when npm fails or ripgrep is not on the PATH.
 */
export async function installCodeServer(): Promise<string> {
  const folder = join(cacheFolder, `code-server-${VERSION}`);
  if (!existsSync(folder)) {
    console.error(`Installing VS Code's server (npm package code-server ${VERSION}) ...`);
    await mkdir(cacheFolder, { recursive: true });
    // Built aside and moved in one step, so that an interrupted install is never taken for a whole one.
    const draft = await mkdtemp(join(cacheFolder, 'draft-'));
    try {
      await build(draft);
      await rename(draft, folder);
    } catch (error) {
      // Another process may have finished the same install first.
      if (!existsSync(folder)) throw error;
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
  }
  const server = join(folder, SERVER_FOLDER);
  await linkRipgrep(server);
  return join(server, 'out', 'server-main.js');
}

async function build(folder: string): Promise<void> {
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true }));
  // With scripts, the package's postinstall asks GitHub for ripgrep and compiles: both are avoidable.
  await npmInstall(folder, `code-server@${VERSION}`);
  const server = join(folder, SERVER_FOLDER);
  await npmInstall(server, '--omit=dev');
  // What the postinstall would do: the workbench asks for its packages under this name.
  await symlink('node_modules', join(server, 'node_modules.asar'));
}

const npmInstall = (cwd: string, ...args: string[]): Promise<unknown> =>
  run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...args], { cwd });

/** Search and `workspace.findFiles` start the program at this place; the link is renewed because the PATH may have changed. */
async function linkRipgrep(server: string): Promise<void> {
  const program = findProgram(RIPGREP);
  if (program === undefined) throw new Error('ripgrep (rg) is not on the PATH: install it, VS Code searches files with it.');
  const folder = join(server, 'node_modules', '@vscode', 'ripgrep', 'bin');
  await mkdir(folder, { recursive: true });
  await rm(join(folder, 'rg'), { force: true });
  await symlink(program, join(folder, 'rg'));
}
