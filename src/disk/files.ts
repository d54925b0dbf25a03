/** Files on disk as the importers read them. Only for Node: the command line, and the worker that reads for the editor. */

import { closeSync, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fail, type Result } from '../core/failure';
import { ReadingStopped, type FileSource } from '../core/profile/fileSource';
import type { Profile } from '../core/profile/profile';
import { readProfile } from '../core/profile/registry';

/** Large enough for few calls, small against the memory that a reader may take. */
const PIECE_BYTES = 256 * 2 ** 10;

/** Called after each piece with the bytes read so far and the size of the file. */
export type OnProgress = (readBytes: number, totalBytes: number) => void;

/** Reads a profile of any format with what lies beside it. Fails with `damaged` when the file cannot be read at all. */
export function readProfileFile(path: string, onProgress?: OnProgress): Result<Profile> {
  try {
    if (statSync(path).isDirectory()) return unreadable(path, REASONS['EISDIR'] ?? '');
  } catch (error) {
    return unreadable(path, reasonOf(error));
  }
  return readProfile(fileOnDisk(path, onProgress), filesBeside(path));
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
