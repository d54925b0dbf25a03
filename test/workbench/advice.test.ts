/** A user's way through the packaged extension: open a profile, recommend, read, change, hide and show, hover. */

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Advice, Candidate } from '../../src/core/advice/advice';
import { usd } from '../../src/core/format';
import { repoRoot, sampleWorkspace } from '../../tools/paths';
import { THEMES, type Theme } from '../../tools/workbench/server';
import { eventually, openFile, openViewContainer, runCommand, screenshot, webviewFrame, type Workbench } from '../../tools/workbench/workbench';
import { openPackagedWorkbench } from './support/packagedWorkbench';
import { hoverOnFit } from './support/view';

const PROFILE = 'resnet18-128px-batch256-g4dn.xlarge.profet.json';
const SCREENSHOTS = join(repoRoot, 'out', 'screenshots', 'workbench');

/** What is typed into the dialogs, and the same as flags of the command line. */
const ANSWERS = ['g4dn.xlarge', '256', '5,000', '264.2', '20'];
const FLAGS = ['--anchor', 'g4dn.xlarge', '--step-ms', '264.2', '--batch', '256', '--samples-per-epoch', '5000'];

function commandLine(...more: string[]): Advice {
  const args = [join(repoRoot, 'dist', 'cli.js'), 'recommend', join(sampleWorkspace, PROFILE), '--json', ...FLAGS, ...more];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Advice;
}

/** Types each answer into the dialog that asks for it, by keyboard alone. */
async function answer(page: Page, answers: readonly string[]): Promise<void> {
  const input = page.locator('.quick-input-widget:visible .quick-input-filter input');
  for (const [index, text] of answers.entries()) {
    const progress = `${index + 1}/${answers.length}`;
    await eventually(`the question ${progress}`, async () => (await page.locator('.quick-input-title:visible').textContent())?.includes(progress) || undefined);
    await input.fill(text);
    await page.keyboard.press('Enter');
  }
}

const advised = (page: Page): Promise<Frame> => webviewFrame(page, 'main[data-status="ready"] .sentence');
/** The verdict with ordinary spaces and hyphens: the view keeps figures and dates from breaking. */
const sentenceIn = async (frame: Frame): Promise<string | undefined> =>
  (await frame.locator('.sentence').textContent())?.replaceAll('\u00A0', ' ').replaceAll('\u2011', '-');
/** Cost per epoch by instance type, as the table shows it. */
const costs = (frame: Frame): Promise<Record<string, string>> => frame.locator('.scroll > table > tbody').evaluateAll((groups) =>
  Object.fromEntries(groups.map((group) => [
    group.querySelector('th .name bdi')?.textContent ?? '',
    group.querySelector('td.figure bdi')?.textContent ?? '',
  ])));

const recommendedIn = ({ candidates, verdict }: Advice): Candidate | undefined => candidates.find(({ instanceType }) => instanceType === verdict.instanceType);

function shownCosts(advice: Advice): Record<string, string> {
  return Object.fromEntries(advice.candidates.map((candidate) => [candidate.instanceType, usd(candidate.offers[0]?.usdPerEpoch?.estimate ?? NaN)]));
}

describe('first advice, in the packaged extension', () => {
  let workbench: Workbench;
  let page: Page;
  beforeAll(async () => {
    workbench = await openPackagedWorkbench();
    page = workbench.page;
  });
  afterAll(() => workbench?.close());

  test('the empty view says what to do', async () => {
    await openViewContainer(page, 'ML Instance Advisor');
    const frame = await webviewFrame(page, 'main[data-status="empty"] .actions');
    expect(await frame.locator('.actions vscode-button').count()).toBe(2);
    await screenshot(page, join(SCREENSHOTS, 'empty.png'));
  });

  test('the explorer offers the command on profiles, and on nothing else', async () => {
    await openViewContainer(page, 'Explorer');
    const offered = async (file: string): Promise<boolean> => {
      await page.locator('.explorer-folders-view .monaco-list-row', { hasText: file }).click({ button: 'right' });
      await page.locator('.monaco-menu').getByText('Copy Path', { exact: true }).waitFor();
      const count = await page.locator('.monaco-menu').getByText('Recommend Instance', { exact: true }).count();
      await page.keyboard.press('Escape');
      return count > 0;
    };
    expect({ profile: await offered(PROFILE.slice(0, 20)), script: await offered('train.py') }).toEqual({ profile: true, script: false });
  });

  test('Recommend Instance on the open profile asks five questions and shows the numbers of the command line', async () => {
    await openFile(page, PROFILE);
    await runCommand(page, 'ML Instance Advisor: Recommend Instance');
    await answer(page, ANSWERS);
    const frame = await advised(page);
    const told = commandLine('--epochs', '20');
    expect(await sentenceIn(frame)).toBe(told.verdict.sentence);
    const shown = await costs(frame);
    expect(Object.keys(shown).length).toBeGreaterThan(4);
    expect(shownCosts(told)).toMatchObject(shown);
    const best = recommendedIn(told);
    expect(await frame.locator('.chart canvas').getAttribute('aria-label')).toContain(best?.instanceType);
    const footer = await frame.locator('footer').textContent();
    expect(footer).toContain(best?.offers[0]?.asOf);
    expect(footer).toContain(told.modelVersion);
    expect(await frame.locator('.scroll tbody.recommended').textContent()).toContain(best?.tier);
  });

  test('epochs change by keyboard; the cost of the job follows', async () => {
    const frame = await advised(page);
    const before = await frame.locator('.doubt').textContent();
    await frame.locator('.epochs input').fill('40');
    await page.keyboard.press('Enter');
    const after = await eventually('another job', async () => {
      const text = await frame.locator('.doubt').textContent();
      return text !== before && text?.includes('40 epochs') ? text : undefined;
    });
    const job = recommendedIn(commandLine('--epochs', '40'))?.offers[0]?.usdPerJob?.estimate ?? NaN;
    expect(after).toContain(usd(job));
  });

  test('another region brings its own prices, as the command line has them', async () => {
    const frame = await advised(page);
    const control = frame.locator('.region vscode-dropdown');
    await control.focus();
    await control.press('Enter');
    await frame.locator('.region vscode-option', { hasText: 'us-west-2' }).click();
    const told = commandLine('--epochs', '40', '--region', 'us-west-2');
    await eventually('prices of us-west-2', async () => (await sentenceIn(frame))?.includes('us-west-2') || undefined);
    expect(await sentenceIn(frame)).toBe(told.verdict.sentence);
  });

  test('hidden and shown again, the view is as it was', async () => {
    const before = await sentenceIn(await advised(page));
    await openViewContainer(page, 'Explorer');
    await page.locator('.explorer-viewlet, .explorer-folders-view').first().waitFor();
    await openViewContainer(page, 'ML Instance Advisor');
    const frame = await advised(page);
    expect(await sentenceIn(frame)).toBe(before);
    expect(await frame.locator('.epochs input').inputValue()).toBe('40');
  });

  test('the hover on model.fit shows the advice in two lines', async () => {
    const hover = await hoverOnFit(page);
    expect(hover).toContain('g4dn.xlarge');
    await screenshot(page, join(SCREENSHOTS, 'hover.png'));
  });

  test('after a reload of the window the same advice is there without a question', async () => {
    await page.reload();
    await page.waitForSelector('.monaco-workbench');
    await runCommand(page, 'ML Instance Advisor: Show Advice'); // a click would close the view if the reload has opened it
    expect(await sentenceIn(await advised(page))).toBe(commandLine('--epochs', '40', '--region', 'us-west-2').verdict.sentence);
  });

  test('nothing was refused by the policy, nothing erred, nobody beyond this machine was asked', () => {
    const { consoleErrors, cspViolations, outsideHosts } = workbench.observations;
    expect({ consoleErrors, cspViolations, outsideHosts: [...outsideHosts] }).toEqual({ consoleErrors: [], cspViolations: [], outsideHosts: [] });
  });
});

describe.each(Object.keys(THEMES) as Theme[])('in the theme %s', (theme) => {
  test('the sample shows with one command, keyboard only', async () => {
    const workbench = await openPackagedWorkbench({ theme });
    try {
      await runCommand(workbench.page, 'ML Instance Advisor: Try a Sample Profile');
      const frame = await advised(workbench.page);
      const kind = await frame.locator('body').getAttribute('data-vscode-theme-kind');
      expect(kind).toBe(`vscode-${theme}`);
      await frame.locator('.chart canvas').waitFor();
      await screenshot(workbench.page, join(SCREENSHOTS, `advice-${theme}.png`));
      expect(workbench.observations.cspViolations).toEqual([]);
    } finally {
      await workbench.close();
    }
  });
});
