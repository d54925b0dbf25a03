/** `npm run screenshots`: the pictures of the README, from the packaged extension in a real VS Code. */

import { join } from 'node:path';
import { repoRoot, sampleWorkspace, vsixFile } from '../paths';
import type { Theme } from '../workbench/server';
import { openFile, openWorkbench, runCommand, screenshot, webviewFrame } from '../workbench/workbench';

const THEMES: readonly Theme[] = ['dark', 'light'];
const VIEWPORT = { width: 1100, height: 900 };

/** Opens the sample beside its script and photographs both. */
async function photograph(theme: Theme): Promise<void> {
  const workbench = await openWorkbench({ extension: { vsix: vsixFile }, workspace: sampleWorkspace, theme, viewport: VIEWPORT });
  try {
    await openFile(workbench.page, 'train.py');
    await runCommand(workbench.page, 'ML Instance Advisor: Try a Sample Profile');
    const frame = await webviewFrame(workbench.page, 'main[data-status="ready"] canvas');
    await frame.locator('canvas').waitFor();
    await screenshot(workbench.page, join(repoRoot, 'docs', 'images', `advice-${theme}.png`));
  } finally {
    await workbench.close();
  }
}

async function main(): Promise<void> {
  for (const theme of THEMES) await photograph(theme);
}

void main();
