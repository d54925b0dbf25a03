/** What the commands read from disk: the user's profile and the bundled knowledge. */

import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Knowledge } from '../core/advice/advise';
import { assembleKnowledge, KNOWLEDGE_FILES } from '../core/advice/knowledge';
import type { NamedProfile } from '../core/advice/request';
import { fail, success, type Result } from '../core/failure';
import { readProfile } from '../core/profile/registry';

/** Reads a profile of any format. Fails with `damaged` when the file cannot be read at all. */
export function readProfileFile(path: string): Result<NamedProfile> {
  const name = basename(path);
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    return fail('damaged', `${path} cannot be read: ${reasonOf(error)}.`, 'Check the path.');
  }
  const profile = readProfile(name, bytes);
  return profile.ok ? success({ name, profile: profile.value }) : profile;
}

/** The predictor, catalog and prices that ship with the program. */
export function readKnowledge(): Result<Knowledge> {
  const read = (file: string): string => readFileSync(join(__dirname, '..', 'media', 'data', file), 'utf8');
  return assembleKnowledge({
    predictor: read(KNOWLEDGE_FILES.predictor),
    catalog: read(KNOWLEDGE_FILES.catalog),
    prices: read(KNOWLEDGE_FILES.prices),
  });
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
