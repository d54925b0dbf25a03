/** Starts and stops VS Code's server on this machine, with its own settings, extensions and copy of a workspace. */

import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, rmSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { installCodeServer } from './codeServer';

/** VS Code's four kinds of theme, by the name of the built-in theme that stands for each. */
export const THEMES = {
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  'high-contrast': 'Default High Contrast',
  'high-contrast-light': 'Default High Contrast Light',
} as const;

/** One of VS Code's four kinds of theme. */
export type Theme = keyof typeof THEMES;

/** The extension under test: a folder as in development, or a package as users install it. */
export type ExtensionSource = { readonly development: string } | { readonly vsix: string };

/** What the server opens. */
export interface ServerOptions {
  readonly extension: ExtensionSource;
  /** Folder to open; it is copied, so that nothing writes into the original. */
  readonly workspace: string;
  readonly theme?: Theme;
  /** User settings beyond those that keep the workbench quiet. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Module with `run()` that the extension host runs instead of waiting for a user; needs a development extension. */
  readonly testModule?: string;
}

/** A running server. */
export interface CodeServer {
  /** Address that opens the workspace with the extension. */
  readonly url: string;
  /** The copy of the workspace that is open. */
  readonly workspace: string;
  /** What the server wrote so far. */
  log(): Promise<string>;
  /** Ends the server and removes its data; may be called more than once. */
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 5_000;

/** Starts a server; throws when it does not come up. Stop it, also after failures: `try { ... } finally { await server.stop(); }`. */
export async function startServer(options: ServerOptions): Promise<CodeServer> {
  const main = await installCodeServer();
  const data = await mkdtemp(join(tmpdir(), 'instance-advisor-workbench-'));
  const workspace = join(data, basename(resolve(options.workspace)));
  const logFile = join(data, 'server.log');
  const removeData = (): void => rmSync(data, { recursive: true, force: true, maxRetries: 3 });
  try {
    const folders = await prepare(data, workspace, options);
    if ('vsix' in options.extension) await install(main, folders, resolve(options.extension.vsix));
    const port = await freePort();
    const child = spawnServer(main, folders, port, logFile);
    const killNow = (): void => {
      signal(child, 'SIGKILL');
      removeData();
    };
    // Whatever ends this process early must not leave a server behind.
    process.once('exit', killNow);
    const stop = async (): Promise<void> => {
      await end(child);
      process.off('exit', killNow);
      await rm(data, { recursive: true, force: true, maxRetries: 3 });
    };
    try {
      await waitUntilServed(`http://127.0.0.1:${port}/`, child);
    } catch (error) {
      const log = await readFile(logFile, 'utf8');
      await stop();
      throw new Error(`VS Code's server did not start (${String(error)}). It said:\n${log}`, { cause: error });
    }
    return { url: workbenchUrl(port, workspace, options), workspace, log: () => readFile(logFile, 'utf8'), stop };
  } catch (error) {
    removeData();
    throw error;
  }
}

/** Writes what the server reads on start; returns the arguments that point there. */
async function prepare(data: string, workspace: string, options: ServerOptions): Promise<string[]> {
  const user = join(data, 'user');
  const extensions = join(data, 'extensions');
  await mkdir(join(user, 'User'), { recursive: true });
  await mkdir(extensions);
  await cp(options.workspace, workspace, { recursive: true });
  await writeFile(join(extensions, 'extensions.json'), '[]');
  const settings = {
    'security.workspace.trust.enabled': false,
    'workbench.startupEditor': 'none',
    'workbench.colorTheme': THEMES[options.theme ?? 'dark'],
    ...options.settings,
  };
  await writeFile(join(user, 'User', 'settings.json'), JSON.stringify(settings));
  return ['--server-data-dir', join(data, 'server'), '--user-data-dir', user, '--extensions-dir', extensions, '--accept-server-license-terms'];
}

/** With an empty gallery the server asks nobody beyond this machine. */
const environment = (): NodeJS.ProcessEnv => ({ ...process.env, EXTENSIONS_GALLERY: '{}' });

async function install(main: string, folders: readonly string[], vsix: string): Promise<void> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [main, ...folders, '--install-extension', vsix], { env: environment() });
  if (!stdout.includes('was successfully installed')) throw new Error(`${vsix} could not be installed:\n${stdout}${stderr}`);
}

function spawnServer(main: string, folders: readonly string[], port: number, logFile: string): ChildProcess {
  const log = openSync(logFile, 'w');
  const args = ['--host', '127.0.0.1', '--port', String(port), '--without-connection-token', '--telemetry-level', 'off'];
  const child = spawn(process.execPath, [main, ...folders, ...args], { stdio: ['ignore', log, log], env: environment(), detached: true });
  closeSync(log);
  return child;
}

/** A port that nothing listens on at the moment. */
function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.on('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (typeof address === 'object' && address !== null ? done(address.port) : fail(new Error('no free port'))));
    });
  });
}

/** A connection is not enough: waits until the workbench's page is served. */
async function waitUntilServed(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`it ended with code ${child.exitCode}`);
    if (await fetch(url).then((answer) => answer.ok, () => false)) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`no answer within ${START_TIMEOUT_MS / 1000} s`);
}

/** The server forks extension hosts and watchers; `detached` made it the leader of a group, which ends as one. */
function signal(child: ChildProcess, name: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, name);
  } catch {
    // The group is gone already, which is what was wanted.
  }
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((done) => {
    if (child.exitCode !== null || child.signalCode !== null) return done();
    const hard = setTimeout(() => signal(child, 'SIGKILL'), STOP_TIMEOUT_MS);
    child.once('exit', () => {
      clearTimeout(hard);
      done();
    });
    signal(child, 'SIGTERM');
  });
}

/** The workbench takes a development extension and its test module from the address; the authority must be the page's own. */
function workbenchUrl(port: number, workspace: string, { extension, testModule }: ServerOptions): string {
  const url = new URL(`http://127.0.0.1:${port}/`);
  url.searchParams.set('folder', workspace);
  const remote = (file: string): string => `vscode-remote://${url.host}${resolve(file)}`;
  if ('development' in extension) {
    const payload = [['extensionDevelopmentPath', remote(extension.development)]];
    if (testModule !== undefined) payload.push(['extensionTestsPath', remote(testModule)]);
    url.searchParams.set('payload', JSON.stringify(payload));
  }
  return url.href;
}
