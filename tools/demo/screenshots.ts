/** `npm run screenshots`: the pictures of the README, from the packaged extension in a real VS Code. */

import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { repoRoot, sampleWorkspace, vsixFile } from '../paths';
import type { Theme } from '../workbench/server';
import { openFile, openWorkbench, runCommand, screenshot, webviewFrame } from '../workbench/workbench';

const THEMES: readonly Theme[] = ['dark', 'light'];
const VIEWPORT = { width: 1100, height: 960 };

const PROFILE = 'resnet18-128px-batch256-g4dn.xlarge.profet.json';
/** Wide enough for the chart to be read in a README, pixels. */
const SIDEBAR = 440;

/** Opens the sample beside its file and photographs both. */
async function photograph(theme: Theme): Promise<void> {
  const workbench = await openWorkbench({ extension: { vsix: vsixFile }, workspace: sampleWorkspace, theme, viewport: VIEWPORT });
  try {
    await openFile(workbench.page, PROFILE);
    await runCommand(workbench.page, 'ML Instance Advisor: Try a Sample Profile');
    const frame = await webviewFrame(workbench.page, 'main[data-status="ready"] canvas');
    await frame.locator('canvas').first().waitFor();
    await widenSidebar(workbench.page);
    await screenshot(workbench.page, join(repoRoot, 'docs', 'images', `advice-${theme}.png`));
  } finally {
    await workbench.close();
  }
}

/** Drags the edge of the sidebar. */
async function widenSidebar(page: Page): Promise<void> {
  const box = await page.locator('.part.sidebar').boundingBox();
  if (box === null) throw new Error('There is no sidebar.');
  await page.mouse.move(box.x + box.width, 500);
  await page.mouse.down();
  await page.mouse.move(box.x + SIDEBAR, 500, { steps: 5 });
  await page.mouse.up();
  await page.mouse.move(box.x + SIDEBAR + 300, 850); // away from anything with a tooltip
  await page.waitForTimeout(500); // the chart draws itself anew
}

async function main(): Promise<void> {
  for (const theme of THEMES) await photograph(theme);
}

void main();
