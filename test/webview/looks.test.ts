import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { AxeResults } from 'axe-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readyState, STATES } from './advice';
import { chromiumPath, Harness, titled, type OpenView } from './harness';
import { THEMES, type ThemeKind } from './themes';

const SCREENSHOTS = path.resolve(import.meta.dirname, '../../out/screenshots');
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe calls serious or critical, with the elements. */
async function seriousFindings({ page }: OpenView): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate<AxeResults>('axe.run()');
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  return serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

describe.skipIf(chromiumPath === undefined)(titled('every state in every theme'), () => {
  let harness: Harness;
  beforeAll(async () => { harness = await Harness.start(); });
  afterAll(() => harness.stop());

  const cases = Object.entries(STATES).flatMap(([name, state]) =>
    (Object.keys(THEMES) as ThemeKind[]).map((theme) => ({ name, theme, state })));

  test.each(cases)('$name in $theme: accessible, quiet, no wider than the side bar', async ({ name, theme, state }) => {
    const view = await harness.open({ theme });
    await view.send(state);
    await view.page.locator('.fold').evaluateAll((folds) => folds.forEach((fold) => { (fold as HTMLDetailsElement).open = true; }));
    if (await view.page.locator('.scroll .name').first().isVisible()) await view.page.locator('.scroll .name').first().click();
    await view.page.mouse.move(0, 0);
    await view.page.screenshot({ path: path.join(SCREENSHOTS, `${name}-${theme}.png`), fullPage: true });

    const widths = await view.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(widths[0]).toBeLessThanOrEqual(widths[1] ?? 0);

    expect(await seriousFindings(view)).toEqual([]);
    expect(await view.complaints()).toEqual([]);
    await view.close();
  });

  test.each(Object.keys(THEMES) as ThemeKind[])('an open list and a refused entry in %s', async (theme) => {
    const view = await harness.open({ theme, height: 500 });
    await view.send(readyState());
    await view.page.locator('.epochs input').fill('many');
    await view.page.locator('vscode-dropdown').click();
    await view.page.screenshot({ path: path.join(SCREENSHOTS, `interacting-${theme}.png`) });
    expect(await seriousFindings(view)).toEqual([]);
    expect(await view.complaints()).toEqual([]);
    await view.close();
  });

  test('the audit finds what it should find', async () => {
    const view = await harness.open();
    await view.send(readyState());
    await view.page.locator('canvas').first().evaluate((canvas) => canvas.removeAttribute('aria-label'));
    expect(await seriousFindings(view)).toEqual([expect.stringMatching(/^role-img-alt: <canvas/)]);
    await view.close();
  });

  test.each(Object.keys(THEMES) as ThemeKind[])('the ready state grows with the editor panel in %s', async (theme) => {
    const view = await harness.open({ theme, width: 1000, height: 800 });
    await view.send(STATES['ready'] ?? { status: 'empty' }, [{ id: 'a', name: 'resnet18.json' }, { id: 'b', name: 'lenet.json' }], 'a');
    await view.page.locator('.fold').evaluateAll((folds) => folds.forEach((fold) => { (fold as HTMLDetailsElement).open = true; }));
    await view.page.locator('.scroll .name').first().click();
    await view.page.locator('.scroll thead button').nth(1).click();
    await view.page.screenshot({ path: path.join(SCREENSHOTS, `wide-${theme}.png`), fullPage: true });
    // Wide enough: the table needs no scrolling of its own, and the controls stand in one line.
    const [inner, outer] = await view.page.locator('.scroll').evaluate((region) => [region.scrollWidth, region.clientWidth]);
    expect(inner).toBeLessThanOrEqual(outer ?? 0);
    const tops = await view.page.locator('.controls > .control, .limits > .control').evaluateAll((controls) => controls.map((control) => control.getBoundingClientRect().top));
    expect(new Set(tops).size).toBe(1);
    expect(await seriousFindings(view)).toEqual([]);
    expect(await view.complaints()).toEqual([]);
    await view.close();
  });
});
