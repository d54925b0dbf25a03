/** Watches one file: the one that the advice was read from. */

import * as vscode from 'vscode';
import { nameOf } from './openProfiles';

/** Tells when the file it watches has changed. Files outside the workspace are watched as well, where the editor can. */
export class FileWatch implements vscode.Disposable {
  private watcher: vscode.FileSystemWatcher | undefined;
  private watched: string | undefined;

  constructor(private readonly onChange: () => void) {}

  /** Watches this file instead of the one before; undefined watches none. */
  follow(uri: vscode.Uri | undefined): void {
    if (uri?.toString() === this.watched) return;
    this.dispose();
    this.watched = uri?.toString();
    if (uri === undefined) return;
    // Names may hold what a pattern takes for a wildcard; a question mark stands for any one character.
    const pattern = nameOf(uri).replace(/[[\]{}*?!,]/g, '?');
    this.watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(vscode.Uri.joinPath(uri, '..'), pattern), false, false, true);
    const changed = (which: vscode.Uri): void => {
      if (which.toString() === this.watched) this.onChange();
    };
    this.watcher.onDidChange(changed);
    this.watcher.onDidCreate(changed);
  }

  dispose(): void {
    this.watcher?.dispose();
    this.watcher = undefined;
    this.watched = undefined;
  }
}
