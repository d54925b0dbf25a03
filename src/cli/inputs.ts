/** What the commands read from disk: the user's profile and the bundled knowledge. */

import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Knowledge } from '../core/advice/advise';
import { assembleKnowledge } from '../core/advice/knowledge';
import type { NamedProfile } from '../core/advice/request';
import { success, type Result } from '../core/failure';
import { readProfileFile } from '../disk/files';
import type { FileArguments } from './arguments';

/** Reads the profile that a command names, with the other files of its run, under the name of its file. */
export function readNamedProfile({ file, with: others = [], neighbours = true }: FileArguments): Result<NamedProfile> {
  const profile = readProfileFile(file, { with: others, neighbours });
  return profile.ok ? success({ name: basename(file), profile: profile.value }) : profile;
}

/** The predictor, catalog and prices that ship with the program. */
export function readKnowledge(): Result<Knowledge> {
  return assembleKnowledge((file) => readFileSync(join(__dirname, '..', 'media', 'data', file), 'utf8'));
}
