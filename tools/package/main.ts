/** `npm run package`: packs the built extension into dist/ml-instance-advisor.vsix and checks its size. */

import { statSync } from 'node:fs';
import { createVSIX } from '@vscode/vsce';
import { repoRoot, vsixFile } from '../paths';

/** A download that nobody hesitates over. */
const BUDGET_BYTES = 3_000_000;

/** A fixed time stamp for the files inside, so that the same files give the same package. */
process.env['SOURCE_DATE_EPOCH'] ??= String(Date.UTC(2000, 0, 1) / 1000);

/** Packs what `npm run build` has made; returns the exit code. */
async function main(): Promise<number> {
  await createVSIX({ cwd: repoRoot, packagePath: vsixFile, dependencies: false, allowMissingRepository: true, rewriteRelativeLinks: false });
  const { size } = statSync(vsixFile);
  console.log(`${vsixFile.slice(repoRoot.length)}: ${(size / 1e6).toFixed(2)} MB`);
  if (size <= BUDGET_BYTES) return 0;
  console.error(`The package is over its budget of ${BUDGET_BYTES / 1e6} MB: look at the list of files above.`);
  return 1;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
