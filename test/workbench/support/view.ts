/** What the tests of the view in a real workbench share. */

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import type { Advice } from '../../../src/core/advice/advice';
import { repoRoot, sampleWorkspace } from '../../../tools/paths';
import { eventually, openFile, webviewFrame } from '../../../tools/workbench/workbench';

/** Where pictures of the flows are kept, to be looked at. */
export const SCREENSHOTS = join(repoRoot, 'out', 'screenshots', 'workbench');

/** The first sample, with its answers as flags of the command line. */
export const SAMPLE = 'resnet18-128px-batch256-g4dn.xlarge.profet.json';
export const SAMPLE_FLAGS = ['--anchor', 'g4dn.xlarge', '--step-ms', '264.2', '--batch', '256', '--samples-per-epoch', '5000'];

/** What the command line says about the sample: a second way to every figure that the view shows. */
export function commandLine(...more: string[]): Advice {
  return JSON.parse(commandLineText('--json', ...more)) as Advice;
}

/** The same in any format. */
export function commandLineText(...more: string[]): string {
  return execFileSync(process.execPath, [join(repoRoot, 'dist', 'cli.js'), 'recommend', join(sampleWorkspace, SAMPLE), ...SAMPLE_FLAGS, ...more], { encoding: 'utf8' });
}

/** The frame of the view once it shows advice. */
export const advised = (page: Page): Promise<Frame> => webviewFrame(page, 'main[data-status="ready"] .sentence');

/** The verdict with ordinary spaces and hyphens: the view keeps figures and dates from breaking. */
export async function sentenceIn(frame: Frame): Promise<string> {
  return (await frame.locator('.sentence').textContent())?.replaceAll('\u00A0', ' ').replaceAll('\u2011', '-') ?? '';
}

/** Waits until the verdict is exactly this. */
export async function untilSentence(page: Page, sentence: string): Promise<Frame> {
  return eventually(`the verdict "${sentence}"`, async () => {
    const frame = await advised(page);
    return await sentenceIn(frame) === sentence ? frame : undefined;
  });
}

/** Tabs until the element with this selector has the focus; the webview must have it already. */
export async function tabTo(page: Page, frame: Frame, selector: string): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    const there = await frame.evaluate((wanted) => {
      const inner = document.activeElement?.shadowRoot?.activeElement ?? null;
      return document.activeElement?.matches(wanted) === true || inner?.matches(wanted) === true;
    }, selector);
    if (there) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never reached ${selector}`);
}

/** Opens the training script and rests the pointer on `fit`; what the hover says. */
export async function hoverOnFit(page: Page): Promise<string> {
  await openFile(page, 'train.py');
  const call = page.locator('.view-line', { hasText: 'model.fit(' }).locator('span', { hasText: 'fit' }).last();
  const hover = page.locator('.monaco-hover:visible .hover-contents', { hasText: 'per epoch' }).first();
  await eventually('the hover', async () => {
    await page.mouse.move(0, 0);
    await call.hover({ timeout: 2_000 });
    await hover.waitFor({ timeout: 3_000 });
    return true;
  });
  return await hover.textContent() ?? '';
}
