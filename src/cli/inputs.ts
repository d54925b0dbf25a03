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
  const profile = readProfileFile(file, { with: others, neighbours, ...(process.stderr.isTTY && { onProgress: showProgress }) });
  return profile.ok ? success({ name: basename(file), profile: profile.value }) : profile;
}

/** Smaller files are read before anyone wonders. */
const SLOW_BYTES = 100 * 2 ** 20;

let shownPercent = -1;

/** One line at the bottom of a terminal that is written over, and wiped at the end. */
function showProgress(readBytes: number, totalBytes: number): void {
  const percentRead = Math.floor((100 * readBytes) / totalBytes);
  if (totalBytes < SLOW_BYTES || percentRead === shownPercent) return;
  shownPercent = percentRead;
  process.stderr.write(percentRead >= 100 ? '\r\u001b[K' : `\rReading: ${percentRead} % of ${Math.round(totalBytes / 2 ** 20)} MB `);
}

/** The predictor, catalog and prices that ship with the program. */
export function readKnowledge(): Result<Knowledge> {
  return assembleKnowledge((file) => readFileSync(join(__dirname, '..', 'media', 'data', file), 'utf8'));
}
