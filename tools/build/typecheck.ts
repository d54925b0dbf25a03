/** `npm run typecheck`: the TypeScript compiler over every project, since each folder may see other libraries. */

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { repoRoot } from '../paths';

/** src/core alone, without Node or DOM; what ships for Node; the webview; and everything, with the tools and tests. */
const PROJECTS = ['tsconfig.core.json', 'tsconfig.node.json', 'tsconfig.webview.json', 'tsconfig.json'];

for (const project of PROJECTS) {
  const tsc = join(repoRoot, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [tsc, '--pretty', 'false', '-p', join(repoRoot, project)], { stdio: 'inherit' });
  if (status === 0) continue;
  console.error(`${project}: type check failed.`);
  process.exitCode = 1;
}
