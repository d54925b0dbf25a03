/** Keeps what AWS said: a file that is at every moment the whole old or the whole new one. */

import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** What a killed process left may be swept away after so long: nobody writes for an hour. */
const LEFTOVER_MS = 3_600_000;

/**
 * Writes beside the file under a name of its own and then takes its place in one step, so that neither a killed process nor
 * a second window leaves half a file. Rejects when the folder cannot be written; the old file is then as it was.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const beside = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const file = await open(beside, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync(); // a rename may reach the disk before the bytes do
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
  await sweep(path);
}

/** Removes what earlier processes left beside the file; a failure only leaves it for the next time. */
async function sweep(path: string): Promise<void> {
  try {
    const names = await readdir(dirname(path));
    for (const name of names.filter((one) => one.startsWith(`${basename(path)}.`) && one.endsWith('.tmp'))) {
      const leftover = join(dirname(path), name);
      if (Date.now() - (await stat(leftover)).mtimeMs > LEFTOVER_MS) await rm(leftover, { force: true });
    }
  } catch {
    return;
  }
}
