/** What the in-host tests share: the extension's API, waiting, answering dialogs, and the command line to compare with. */

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Advice } from '../../src/core/advice/advice';
import type { ViewState } from '../../src/core/protocol';
import type { ExtensionApi } from '../../src/extension';

const EXTENSION_ID = 'ml-instance-advisor.ml-instance-advisor';

/** The extension under test. */
export function extension(): vscode.Extension<ExtensionApi> {
  const found = vscode.extensions.getExtension<ExtensionApi>(EXTENSION_ID);
  if (found === undefined) throw new Error(`${EXTENSION_ID} is not installed`);
  return found;
}

/** A file of the sample workspace. */
export function sample(name: string): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (folder === undefined) throw new Error('no workspace is open');
  return vscode.Uri.joinPath(folder.uri, name);
}

/** Polls until `probe` gives a value. */
export async function eventually<T>(what: string, probe: () => T | undefined, timeoutMs = 20_000): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = probe();
    if (value !== undefined) return value;
    if (Date.now() > deadline) throw new Error(`${what}: not within ${timeoutMs / 1000} s`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

/** The state once it has this status. */
export async function stateWith<S extends ViewState['status']>(status: S): Promise<Extract<ViewState, { status: S }>> {
  const api = await extension().activate();
  return eventually(`the state ${status}`, () => {
    const state = api.viewState();
    return state.status === status ? (state as Extract<ViewState, { status: S }>) : undefined;
  });
}

/** Accepts the first entry of each dialog until `done` is settled: the best guess to every question. */
export async function acceptGuesses(done: Thenable<unknown>): Promise<void> {
  let settled = false;
  void done.then(() => (settled = true), () => (settled = true));
  while (!settled) {
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await new Promise((next) => setTimeout(next, 150));
  }
  await done;
}

/** What the command line says to the same question. */
export function commandLineAdvice(file: vscode.Uri, flags: readonly string[]): Advice {
  const cli = join(extension().extensionPath, 'dist', 'cli.js');
  return JSON.parse(execFileSync(process.execPath, [cli, 'recommend', file.fsPath, '--json', ...flags], { encoding: 'utf8' })) as Advice;
}

/** The text of all hovers in a Python document, on the third letter of `find`. */
export async function hoverOn(text: string, find: string): Promise<string> {
  const document = await vscode.workspace.openTextDocument({ language: 'python', content: text });
  const position = document.positionAt(text.indexOf(find) + 2);
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, position);
  return hovers.flatMap((hover) => hover.contents).map((content) => (typeof content === 'string' ? content : content.value)).join('\n');
}
