import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { AxeResults } from 'axe-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { STATES } from './advice';
import { chromiumPath, Harness, titled } from './harness';
import { THEMES, type ThemeKind } from './themes';

const SCREENSHOTS = path.resolve(import.meta.dirname, '../../out/screenshots');
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe.skipIf(chromiumPath === undefined)(titled('every state in every theme'), () => {
  let harness: Harness;
  beforeAll(async () => { harness = await Harness.start(); });
  afterAll(() => harness.stop());

  const cases = Object.entries(STATES).flatMap(([name, state]) =>
    (Object.keys(THEMES) as ThemeKind[]).map((theme) => ({ name, theme, state })));

  test.each(cases)('$name in $theme: accessible, quiet, no wider than the side bar', async ({ name, theme, state }) => {
    const view = await harness.open({ theme });
    await view.send(state);
    for (const summary of await view.page.locator('.fold > summary:visible').all()) await summary.click();
    await view.page.mouse.move(0, 0);
    await view.page.screenshot({ path: path.join(SCREENSHOTS, `${name}-${theme}.png`), fullPage: true });

    const widths = await view.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(widths[0]).toBeLessThanOrEqual(widths[1] ?? 0);

    await view.page.evaluate(AXE);
    const { violations } = await view.page.evaluate<AxeResults>('axe.run()');
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
    expect(await view.complaints()).toEqual([]);
    await view.close();
  });

  test.each(Object.keys(THEMES) as ThemeKind[])('the ready state grows with the editor panel in %s', async (theme) => {
    const view = await harness.open({ theme, width: 1000, height: 800 });
    await view.send(STATES['ready'] ?? { status: 'empty' });
    await view.page.screenshot({ path: path.join(SCREENSHOTS, `wide-${theme}.png`), fullPage: true });
    // Wide enough: the table needs no scrolling of its own, and the controls stand in one line.
    const [inner, outer] = await view.page.locator('.scroll').evaluate((region) => [region.scrollWidth, region.clientWidth]);
    expect(inner).toBeLessThanOrEqual(outer ?? 0);
    const tops = await view.page.locator('.controls > .control').evaluateAll((controls) => controls.map((control) => control.getBoundingClientRect().top));
    expect(new Set(tops).size).toBe(1);
    expect(await view.complaints()).toEqual([]);
    await view.close();
  });
});
