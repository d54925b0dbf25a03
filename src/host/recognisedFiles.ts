/** Which files of the workspace are profiles: decides menus and fills the picker. */

import * as vscode from 'vscode';
import { jobFor } from './profileReader';

/** Files that could be profiles, by name; what they are is decided by content. */
const PATTERN = '**/*.{json,csv,pb,log,txt,out,ipynb,gz}';
const EXTENSION = /\.(json|csv|pb|log|txt|out|ipynb)(\.gz)?$/i;
const IGNORED = '**/{node_modules,.git,.venv,venv,site-packages,.vscode}/**';

/** Candidates looked at; more would slow a big workspace down. */
const MAX_FILES = 300;

/** Files of other file systems are fetched whole for a look at their beginning: the largest that is fetched without being asked for. */
const FETCHED_BYTES = 8_000_000;

/** Context key holding the paths of recognised files; the menus of package.json test for membership. */
const CONTEXT_KEY = 'mlInstanceAdvisor.recognisedPaths';

/** Looks at files when asked to, never in the background of typing. */
export class RecognisedFiles implements vscode.Disposable {
  private readonly paths = new Set<string>();
  private readonly listener: vscode.Disposable;

  constructor() {
    this.listener = vscode.window.onDidChangeActiveTextEditor((editor) => void this.look(editor));
    void this.look(vscode.window.activeTextEditor);
  }

  dispose(): void {
    this.listener.dispose();
  }

  /** The active editor's file if it begins like a profile, whatever its name and size. */
  async active(): Promise<vscode.Uri | undefined> {
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    const uri = input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom ? input.uri : undefined;
    return uri !== undefined && await this.isProfile(uri, Infinity) ? uri : undefined;
  }

  /** Profiles of the workspace, by path. */
  async find(token: vscode.CancellationToken): Promise<vscode.Uri[]> {
    const uris = await vscode.workspace.findFiles(PATTERN, IGNORED, MAX_FILES, token);
    const found: vscode.Uri[] = [];
    for (const uri of uris) {
      if (token.isCancellationRequested) break;
      if (await this.isProfile(uri)) found.push(uri);
    }
    return found.sort((a, b) => a.path.localeCompare(b.path));
  }

  /** Looks at the file of an editor that has become active, so that the menus know it. */
  private async look(editor: vscode.TextEditor | undefined): Promise<void> {
    if (editor !== undefined && EXTENSION.test(editor.document.uri.path)) await this.isProfile(editor.document.uri);
  }

  /** Looks once; what was a profile stays one. */
  private async isProfile(uri: vscode.Uri, maxBytes = FETCHED_BYTES): Promise<boolean> {
    if (this.paths.has(uri.fsPath)) return true;
    if (!await recognises(uri, maxBytes)) return false;
    this.paths.add(uri.fsPath);
    void vscode.commands.executeCommand('setContext', CONTEXT_KEY, [...this.paths]);
    return true;
  }
}

async function recognises(uri: vscode.Uri, fetchedBytes: number): Promise<boolean> {
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size === 0 || (uri.scheme !== 'file' && size > fetchedBytes)) return false;
    const { glance } = await import('./reader.js');
    return glance(await jobFor(uri));
  } catch {
    return false; // gone or unreadable: not a profile now
  }
}
