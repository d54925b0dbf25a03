/** Real files to start from: fixtures of this repository, and the samples beside it when they are there. */

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { repoRoot } from '../paths';

/** A file to be damaged. */
export interface Seed {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Where seeds come from, relative to the repository. */
const FOLDERS = ['test/fixtures', 'media/samples', '../shared/samples', '../shared/samples-own'];

/** Longer files are cut: what a mutation does in the first events it does in all of them, and short inputs are tried more often. */
const MAX_SEED_BYTES = 48 * 2 ** 10;

/** Every seed, gzip both packed and unpacked; sorted, so that a run can be repeated. */
export function readSeeds(folders: readonly string[] = FOLDERS): Seed[] {
  return folders.flatMap((folder) => filesOf(join(repoRoot, folder))).flatMap(({ name, path }) => {
    const bytes = readFileSync(path);
    const seed = { name, bytes: bytes.subarray(0, MAX_SEED_BYTES) };
    return bytes[0] === 0x1f && bytes[1] === 0x8b ? [seed, { name, bytes: unpackedHead(bytes) }] : [seed];
  });
}

function filesOf(folder: string): { name: string; path: string }[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
    .map((name) => ({ name, path: join(folder, name) }))
    .filter(({ path }) => statSync(path).isFile());
}

function unpackedHead(bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes).subarray(0, MAX_SEED_BYTES);
  } catch {
    return bytes.subarray(0, MAX_SEED_BYTES); // a sample that is cut short on purpose
  }
}
