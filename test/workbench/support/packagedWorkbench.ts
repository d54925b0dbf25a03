/** The workbench as a user gets it: with the packaged extension installed. */

import { existsSync } from 'node:fs';
import { sampleWorkspace, vsixFile } from '../../../tools/paths';
import { openWorkbench, type Workbench, type WorkbenchOptions } from '../../../tools/workbench/workbench';

/** Opens the samples with the package that `npm run package` made; throws when there is none. Close it afterwards. */
export function openPackagedWorkbench(options: Partial<Omit<WorkbenchOptions, 'extension'>> = {}): Promise<Workbench> {
  if (!existsSync(vsixFile)) throw new Error('There is no package to test: run npm run package first, or npm test -- workbench.');
  return openWorkbench({ workspace: sampleWorkspace, ...options, extension: { vsix: vsixFile } });
}
