/** Where things are in this repository. */

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's folder, absolute. */
export const repoRoot = fileURLToPath(new URL('..', import.meta.url));

/** What tools download or keep between runs; not in git. */
export const cacheFolder = join(repoRoot, '.cache');

/** What a user installs: the packaged extension that `npm run package` makes. */
export const vsixFile = join(repoRoot, 'dist', 'ml-instance-advisor.vsix');

/** The profiles and scripts that ship as examples; opened as a workspace by the demo and by tests. */
export const sampleWorkspace = join(repoRoot, 'media', 'samples');
