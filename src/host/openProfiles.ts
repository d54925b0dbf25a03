/** The profiles that are open, in the order in which they were opened; one of them is shown. */

import type * as vscode from 'vscode';
import type { NamedProfile } from '../core/advice/request';
import type { OpenProfileName } from '../core/protocol';
import type { Buying, FileAnswers } from './memory';

/** What a change can be taken back to. */
export interface Before {
  readonly answers: FileAnswers;
  readonly buying: Buying;
}

/** A profile that has been read, with the answers that the advice rests on. */
export interface OpenProfile {
  readonly uri: vscode.Uri;
  readonly named: NamedProfile;
  readonly answers: FileAnswers;
  readonly before?: Before;
}

/** Listed, and read unless it is from an earlier window and has not been shown yet. */
interface Entry {
  readonly uri: vscode.Uri;
  readonly opened?: OpenProfile;
}

/** The last part of the path. */
export function nameOf(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}

/** The list. Knows nothing of advice. */
export class OpenProfiles {
  private readonly entries = new Map<string, Entry>();
  private currentId: string | undefined;

  /** The profile that is shown. */
  get current(): OpenProfile | undefined {
    return this.currentId === undefined ? undefined : this.entries.get(this.currentId)?.opened;
  }

  /** Id of the profile that is shown. */
  get id(): string | null {
    return this.currentId ?? null;
  }

  /** All, as the view lists them. */
  get names(): readonly OpenProfileName[] {
    return [...this.entries].map(([id, { uri }]) => ({ id, name: nameOf(uri) }));
  }

  /** All, as they are remembered. */
  get uris(): readonly vscode.Uri[] {
    return [...this.entries.values()].map(({ uri }) => uri);
  }

  /** The file behind an id that the view names. */
  uriOf(id: string): vscode.Uri | undefined {
    return this.entries.get(id)?.uri;
  }

  /** Lists a file without reading it. */
  list(uri: vscode.Uri): void {
    if (!this.entries.has(uri.toString())) this.entries.set(uri.toString(), { uri });
  }

  /** Puts a profile that has been read in its place of the list and shows it. */
  show(opened: OpenProfile): void {
    const id = opened.uri.toString();
    this.entries.set(id, { uri: opened.uri, opened });
    this.currentId = id;
  }

  /** Shows a listed profile if it has been read; false when it has to be opened first. */
  switchTo(id: string): boolean {
    if (this.entries.get(id)?.opened === undefined) return false;
    this.currentId = id;
    return true;
  }

  /** Takes the shown profile off the list and tells which one is to be shown instead: the next, or the one before. */
  close(): string | undefined {
    if (this.currentId === undefined) return undefined;
    const ids = [...this.entries.keys()];
    const at = ids.indexOf(this.currentId);
    this.entries.delete(this.currentId);
    this.currentId = undefined;
    return ids[at + 1] ?? ids[at - 1];
  }
}
