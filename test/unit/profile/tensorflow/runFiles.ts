/** Runs of several files for tests: read through any of them. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '../../../../src/core/failure';
import { fileInMemory, type FileSource } from '../../../../src/core/profile/fileSource';
import type { Profile } from '../../../../src/core/profile/profile';
import { readProfile } from '../../../../src/core/profile/registry';
import { bytesOf } from '../reading';

/** [name, content] of every file of a folder, folders left out; none when the folder is absent. */
export function filesIn(folder: string): [string, Uint8Array][] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => [name, readFileSync(join(folder, name))]);
  } catch {
    return [];
  }
}

/** Opens one of the files with the others beside it. */
export function open(name: string, files: readonly (readonly [string, string | Uint8Array])[]): Result<Profile> {
  const sources = files.map(([each, content]) => fileInMemory(each, bytesOf(content)));
  const opened = sources.find((source) => source.name === name);
  if (opened === undefined) throw new Error(`no file ${name}`);
  return readProfile(opened, sources.filter((source) => source !== opened));
}

/** Opens what must be readable. */
export function opened(name: string, files: readonly (readonly [string, string | Uint8Array])[]): Profile {
  const result = open(name, files);
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

/** A file that comes in pieces of this many bytes. */
export function inPieces(name: string, bytes: Uint8Array, size: number): FileSource {
  return { name, pieces: () => Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => bytes.subarray(index * size, (index + 1) * size)) };
}
