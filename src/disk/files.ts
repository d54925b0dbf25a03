/** Files on disk as the importers read them. Only for Node: the command line, and the worker that reads for the editor. */

import { closeSync, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fail, type Result } from '../core/failure';
import { readRun } from '../core/profile/enrich';
import { ReadingStopped, type FileSource } from '../core/profile/fileSource';
import type { Profile } from '../core/profile/profile';

/** Large enough for few calls, small against the memory that a reader may take. */
const PIECE_BYTES = 256 * 2 ** 10;

/** Called after each piece with the bytes read so far and the size of the file. */
export type OnProgress = (readBytes: number, totalBytes: number) => void;

/** What to read with a file, and whom to tell. */
export interface ReadingOptions {
  /** Paths of other files of the same run. */
  readonly with?: readonly string[];
  /** False when nothing is to be taken from monitors that lie beside the file; see `readRun`. */
  readonly neighbours?: boolean;
  readonly onProgress?: OnProgress;
}

/** Reads a profile of any format with what belongs to it. Fails with `damaged` when it or a file named with it cannot be read at all. */
export function readProfileFile(path: string, { with: others = [], neighbours = true, onProgress }: ReadingOptions = {}): Result<Profile> {
  for (const file of [path, ...others]) {
    const reason = unreadableReason(file);
    if (reason !== undefined) return unreadable(file, reason);
  }
  return readRun(fileOnDisk(path, onProgress), { beside: filesBeside(path), given: others.map((other) => fileOnDisk(other)), neighbours });
}

function unreadableReason(path: string): string | undefined {
  try {
    return statSync(path).isDirectory() ? REASONS['EISDIR'] : undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

/** The file, opened anew for each reading. */
export function fileOnDisk(path: string, onProgress?: OnProgress): FileSource {
  return { name: basename(path), pieces: () => pieces(path, onProgress) };
}

function* pieces(path: string, onProgress: OnProgress | undefined): Generator<Uint8Array> {
  const file = attempt(path, () => openSync(path, 'r'));
  try {
    const { size } = fstatSync(file);
    let done = 0;
    for (;;) {
      const piece = new Uint8Array(PIECE_BYTES);
      const length = attempt(path, () => readSync(file, piece, 0, PIECE_BYTES, null));
      if (length === 0) return;
      done += length;
      onProgress?.(done, size);
      yield piece.subarray(0, length);
    }
  } finally {
    closeSync(file);
  }
}

/** The other files of the folder, by name; none when the folder cannot be listed. */
function filesBeside(path: string): FileSource[] {
  const folder = dirname(path);
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== basename(path))
      .map((entry) => fileOnDisk(join(folder, entry.name)))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}

function attempt<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new ReadingStopped(unreadable(path, reasonOf(error)).failure);
  }
}

function unreadable(path: string, reason: string): Extract<Result<never>, { ok: false }> {
  return fail('damaged', `${path} cannot be read: ${reason}.`, 'Check the path.');
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder, not a file',
  EACCES: 'permission is denied',
};

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? (code === '' ? 'the system gives no reason' : `the system says ${code}`);
}
