/** The ways through the view in the packaged extension: region and ways to buy, budget, comparison, export, editor, profiles, reload. */

import { appendFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { usd } from '../../src/core/format';
import { THEMES, type Theme } from '../../tools/workbench/server';
import { eventually, openFile, runCommand, screenshot, webviewFrame, type Workbench } from '../../tools/workbench/workbench';
import { openPackagedWorkbench } from './support/packagedWorkbench';
import { advised, commandLine, commandLineText, SAMPLE, SCREENSHOTS, sentenceIn, tabTo, untilSentence, hoverOnFit } from './support/view';

const shot = (page: Page, name: string): Promise<void> => screenshot(page, join(SCREENSHOTS, `${name}.png`));

/** Types into the dialog for a file's place and accepts. */
async function saveAs(page: Page, path: string): Promise<void> {
  const input = page.locator('.quick-input-widget:visible .quick-input-filter input');
  await input.waitFor();
  // The dialog writes its own proposal a moment after it has opened.
  await eventually('the dialog to be done', async () => {
    if (await input.isHidden()) return true;
    await input.fill(path, { timeout: 2_000 });
    await page.waitForTimeout(500);
    if (await input.inputValue() === path) await page.keyboard.press('Enter');
    await page.waitForTimeout(500);
    return await input.isHidden() || undefined;
  });
}

describe.each(Object.keys(THEMES) as Theme[])('the view in the theme %s', (theme) => {
  let workbench: Workbench;
  let page: Page;
  beforeAll(async () => {
    workbench = await openPackagedWorkbench({ theme });
    page = workbench.page;
    await runCommand(page, 'ML Instance Advisor: Try a Sample Profile');
    await untilSentence(page, commandLine('--epochs', '20').verdict.sentence);
  });
  afterAll(() => workbench?.close());

  test('region and way to buy, keyboard only', async () => {
    const frame = await advised(page);
    await frame.locator('.region vscode-dropdown').focus();
    await page.keyboard.press('Enter');
    for (let presses = 0; presses < 20; presses++) {
      if (await frame.locator('.region vscode-option[aria-selected="true"]').textContent() === 'us-west-2') break;
      await page.keyboard.press('ArrowDown');
    }
    await page.keyboard.press('Enter');
    await untilSentence(page, commandLine('--epochs', '20', '--region', 'us-west-2').verdict.sentence);
    await tabTo(page, frame, '.purchases vscode-checkbox:nth-of-type(3)');
    await page.keyboard.press('Space');
    await untilSentence(page, commandLine('--epochs', '20', '--region', 'us-west-2', '--purchase', 'on-demand,spot').verdict.sentence);
    await page.keyboard.press('Space');
    await untilSentence(page, commandLine('--epochs', '20', '--region', 'us-west-2').verdict.sentence);
  });

  test('a budget, keyboard only: what cannot be kept is said, and taken back', async () => {
    const frame = await advised(page);
    await frame.locator('.epochs input').focus();
    await tabTo(page, frame, '.budget vscode-text-field');
    await page.keyboard.type('0.001');
    await page.keyboard.press('Enter');
    // The command line ends with 5 here, and has printed the same advice.
    await eventually('a verdict on the budget', async () => (await sentenceIn(frame)).startsWith('Nothing that can be launched') || undefined);
    await shot(page, `budget-${theme}`);
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Delete');
    await page.keyboard.press('Enter');
    await untilSentence(page, commandLine('--epochs', '20', '--region', 'us-west-2').verdict.sentence);
  });

  test('in the editor, two compared by keyboard only', async () => {
    await runCommand(page, 'ML Instance Advisor: Open Advice in Editor');
    const frame = await webviewFrame(page, '[data-place="editor"] main[data-status="ready"] .scroll');
    await frame.locator('.scroll').focus();
    await tabTo(page, frame, 'button.name');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Space');
    await page.keyboard.press('End');
    await page.keyboard.press('Space');
    const names = await frame.locator('.scroll .name bdi').allTextContents();
    expect(await frame.locator('.compare thead bdi').allTextContents()).toEqual([names[0], names.at(-1)]);
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await frame.locator('.details:visible .offers').first().waitFor();
    await shot(page, `editor-${theme}`);
    await frame.locator('.compare-section').scrollIntoViewIfNeeded();
    await shot(page, `compare-${theme}`);
  });

  test('nothing was refused by the policy, nothing erred, nobody beyond this machine was asked', () => {
    const { consoleErrors, cspViolations, outsideHosts } = workbench.observations;
    expect({ consoleErrors, cspViolations, outsideHosts: [...outsideHosts] }).toEqual({ consoleErrors: [], cspViolations: [], outsideHosts: [] });
  });
});

describe('reports, profiles, reload', () => {
  let workbench: Workbench;
  let page: Page;
  beforeAll(async () => {
    workbench = await openPackagedWorkbench();
    page = workbench.page;
    await runCommand(page, 'ML Instance Advisor: Try a Sample Profile');
    await untilSentence(page, commandLine('--epochs', '20').verdict.sentence);
  });
  afterAll(() => workbench?.close());

  test('view, hover, command line and Markdown report say the same to the cent', async () => {
    const frame = await advised(page);
    // Enough epochs for the job to cost dollars: cents then mean something.
    await frame.locator('.epochs input').fill('10000');
    await page.keyboard.press('Enter');
    const told = commandLine('--epochs', '10000');
    const best = told.candidates.find(({ instanceType }) => instanceType === told.verdict.instanceType);
    const jobUsd = best?.offers[0]?.usdPerJob?.estimate ?? Number.NaN;
    await eventually('the job of 10,000 epochs', async () => (await frame.locator('.doubt').textContent())?.includes('10,000 epochs') || undefined);
    const inView = await frame.locator('.scroll tbody.recommended').locator('td').nth(1).locator('bdi').first().textContent();
    expect(inView).toBe(usd(jobUsd));

    await frame.locator('.fold.export > summary').click();
    await frame.locator('.fold.export').getByText('Markdown', { exact: true }).click();
    const file = join(workbench.workspace, 'report.md');
    await saveAs(page, file);
    const report = await eventually('the report', () => readFile(file, 'utf8'));
    expect(report).toBe(commandLineText('--epochs', '10000', '--markdown'));

    const hover = await hoverOnFit(page);
    const dollars = [...hover.matchAll(/\$([\d.]+)/g)].map(([, amount]) => Number(amount));
    expect(dollars.some((amount) => Math.abs(amount - jobUsd) <= 0.005)).toBe(true);
  });

  test('two profiles: the second asks, then each is one key away', async () => {
    await runCommand(page, 'ML Instance Advisor: Show Advice');
    const before = await sentenceIn(await advised(page));
    await openFile(page, 'mobilenetv2-128px-batch64-g4dn.xlarge.profet.json');
    await runCommand(page, 'ML Instance Advisor: Recommend Instance');
    const input = page.locator('.quick-input-widget:visible .quick-input-filter input');
    const title = page.locator('.quick-input-title:visible');
    for (const [index, text] of ['g4dn.xlarge', '64', '5,000', '118.4', '20'].entries()) {
      await eventually(`question ${index + 1}`, async () => (await title.textContent({ timeout: 1_000 }))?.includes(`${index + 1}/5`) || undefined);
      await input.fill(text);
      // What was typed reaches the extension a moment later; an Enter that was faster finds nothing to accept.
      await eventually(`the answer to question ${index + 1}`, async () => {
        await page.keyboard.press('Enter');
        await page.waitForTimeout(300);
        return (await title.count()) === 0 || !(await title.textContent({ timeout: 1_000 }))?.includes(`${index + 1}/5`) ? true : undefined;
      });
    }
    await eventually('advice for the second', async () => {
      const frame = await advised(page);
      return await frame.locator('.picker select').isVisible() && await sentenceIn(frame) !== before ? true : undefined;
    });
    const frame = await advised(page);
    await shot(page, 'two-profiles');
    await frame.locator('.picker select').focus();
    await page.keyboard.press('ArrowUp');
    await untilSentence(page, before);
    expect(await frame.locator('.picker select option').allTextContents()).toEqual([SAMPLE, 'mobilenetv2-128px-batch64-g4dn.xlarge.profet.json']);
  });

  // How the reader arranged the table is kept by the editor, which writes it in a desktop window as it closes; a browser has no such moment.
  test('a reload brings back profiles, advice, and the editor panel', async () => {
    const before = await sentenceIn(await advised(page));
    await runCommand(page, 'ML Instance Advisor: Open Advice in Editor');
    await webviewFrame(page, '[data-place="editor"] main[data-status="ready"] .scroll');
    // In a browser nothing can be written while the page goes away: the workbench writes every 5 seconds what it will restore.
    await page.waitForTimeout(8_000);
    await page.reload();
    await page.waitForSelector('.monaco-workbench');
    await page.locator('.tabs-container .tab', { hasText: 'Advice' }).click({ timeout: 30_000 });
    const again = await webviewFrame(page, '[data-place="editor"] main[data-status="ready"] .scroll', 60_000);
    expect(await sentenceIn(again)).toBe(before);
    expect(await again.locator('.picker select option').count()).toBe(2);
    await shot(page, 'reloaded');
  });

  test('a file that changes is stale until it is read again', async () => {
    const editor = (): Promise<Frame> => webviewFrame(page, '[data-place="editor"] main[data-status="ready"]');
    await (await editor()).locator('.picker select').selectOption({ label: 'mobilenetv2-128px-batch64-g4dn.xlarge.profet.json' });
    await eventually('the second profile', async () => (await sentenceIn(await editor())) !== '' && (await (await editor()).locator('h1').textContent())?.startsWith('mobilenet') ? true : undefined);
    appendFileSync(join(workbench.workspace, 'mobilenetv2-128px-batch64-g4dn.xlarge.profet.json'), '\n');
    const notice = (await editor()).locator('.stale');
    await eventually('the notice', async () => (await notice.textContent())?.includes('has changed') || undefined);
    await shot(page, 'stale');
    await notice.getByText('Read Again').click();
    await eventually('advice without the notice', async () => ((await (await editor()).locator('.stale').textContent()) === '' ? true : undefined));
  });

  test('nothing was refused by the policy, nothing erred, nobody beyond this machine was asked', () => {
    const { consoleErrors, cspViolations, outsideHosts } = workbench.observations;
    expect({ consoleErrors, cspViolations, outsideHosts: [...outsideHosts] }).toEqual({ consoleErrors: [], cspViolations: [], outsideHosts: [] });
  });
});
