import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Bar } from '../../webview/bars';
import { adviceFixture, readyState, STATES } from './advice';
import { bundle, chromiumPath, Harness, titled, type OpenView } from './harness';
import { THEMES } from './themes';
import type { Plot } from './whiskerPage';

/** Text of each cell, row by row, without what only screen readers get. */
const tableRows = (view: OpenView): Promise<string[][]> =>
  view.page.locator('.scroll > table > tbody > tr:first-child').evaluateAll((rows) => rows.map((row) => [...(row as HTMLTableRowElement).cells].map((cell) => cell.innerText.replace(/\s+/g, ' ').replace(' ,', ',').trim())));

/** The pixels of the chart from line `top` on, `lines` of them, as red, green, blue, alpha; read from a copy, which leaves the chart's canvas as it is. */
const pixelsFrom = (view: OpenView, top = 0, lines?: number): Promise<number[]> => view.page.locator('canvas').first().evaluate((element, given) => {
  const canvas = element as HTMLCanvasElement;
  const copy = document.createElement('canvas');
  copy.width = canvas.width;
  copy.height = canvas.height;
  const context = copy.getContext('2d', { willReadFrequently: true });
  context?.drawImage(canvas, 0, 0);
  return [...context?.getImageData(0, given.top, canvas.width, given.lines ?? canvas.height).data ?? []];
}, { top, lines });

/** How many pixels of the chart have exactly this colour (`#rrggbb`). */
async function pixelsOf(view: OpenView, colour: string): Promise<number> {
  const data = await pixelsFrom(view);
  const wanted = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)).concat(255);
  return Array.from({ length: data.length / 4 }, (_, pixel) => 4 * pixel).filter((at) => wanted.every((value, part) => data[at + part] === value)).length;
}

describe.skipIf(chromiumPath === undefined)(titled('the figures shown'), () => {
  let harness: Harness;
  beforeAll(async () => { harness = await Harness.start(); });
  afterAll(() => harness.stop());

  // By hand for g5.xlarge: 391 steps × 46 ms = 17.986 s; × $1.006 / 3600 = $0.0050261; low 43 ms: 16.813 s, $0.0046983;
  // high 49.5 ms: 19.3545 s, $0.0054085. SageMaker at $1.408: $0.0070345, $0.0065758, $0.0075698.
  // p2.xlarge: 391 × 310 ms = 121.21 s; × $0.90 / 3600 = $0.0303025; 300 ms: 117.3 s, $0.029325; 321 ms: 125.511 s, $0.03137775.
  test('the table holds the figures of the advice', async () => {
    const view = await harness.open({ width: 1000 });
    await view.send(readyState());
    const rows = await tableRows(view);
    // The job has 20 epochs: 20 × $0.0050261 = $0.100522 ($0.093966–0.10817) in 20 × 17.986 s = 359.7 s (336.3–387.1 s).
    expect(rows[0]).toEqual(['g5.xlarge, recommended', '$0.00503 On-demand $0.00470–0.00541', '$0.101 $0.0940–0.108', '6.00 min 5.60–6.45 min',
      '46.0 ms 43.0–49.5 ms', '● measured', '$1.006/h 2026-07-20, bundled', 'A10G']);
    // 20 × $0.0303025 = $0.60605 ($0.5865–0.62756) in 2,424.2 s (2,346–2,510.2 s).
    expect(rows.at(-1)).toEqual(['p2.xlarge retired', '$0.0303 On-demand $0.0293–0.0314', '$0.606 $0.587–0.628', '40.4 min 39.1–41.8 min', '310 ms 300–321 ms',
      '● measured', '$0.9000/h 2026-07-20, bundled', 'K80']);
    // No price: a dash with its reason, never 0.
    expect(rows.find(([name]) => name === 'g5g.xlarge')?.slice(1, 2)).toEqual(['— No price is known in this region.']);
    expect(await view.page.locator('.scroll > table > tbody').count()).toBe(adviceFixture().candidates.length);
    await view.close();
  });

  test('a stale price is marked, its range of the last day told, and costs stand in the reader\'s currency beside US dollars', async () => {
    const view = await harness.open({ width: 1000 });
    const advice = adviceFixture();
    const zones = [{ zone: 'us-east-1a', usdPerHour: 0.42, lowUsdPerHour: 0.4, highUsdPerHour: 0.45 }];
    const candidates = advice.candidates.map((candidate) => ({ ...candidate, offers: candidate.offers.map((offer) => ({ ...offer, stale: true, zones })) }));
    await view.send(readyState({ ...advice, candidates, currency: { code: 'EUR', perUsd: 0.5 } }));
    const [first = []] = await tableRows(view);
    // Half of $0.0050261.
    expect(first[1]).toBe('$0.00503 On-demand $0.00470–0.00541 EUR 0.00251');
    expect(first[6]).toBe('$1.006/h 2026-07-20, bundled, stale');
    await view.page.locator('.scroll .name').first().click();
    expect(await view.page.locator('.details:visible').innerText()).toContain('Over the last day: us-east-1a $0.4–0.45.');
    expect(await view.page.locator('.doubt').innerText()).toContain('$0.00503 (EUR 0.00251) per epoch');
    const footer = await view.page.locator('footer').innerText();
    expect(await view.page.locator('tbody td[title*="Stale: older than 7 days (spot: 1 hour)."]').count()).toBeGreaterThan(0);
    for (const words of ['(bundled: AWS price list), stale.', 'Storage and data transfer are not included.', '1 USD = 0.5 EUR, your rate']) expect(footer).toContain(words);
    await view.close();
  });

  test('verdict with its doubt, and the chart in words', async () => {
    const view = await harness.open();
    await view.send(readyState());
    expect(await view.page.locator('[aria-live=polite]').innerText()).toBe(adviceFixture().verdict.sentence.replaceAll(' %', '\u00A0%').replaceAll(/(?<=\d)-(?=\d)/g, '\u2011'));
    // 20 × $0.0050261 = $0.10052; 20 × 17.986 s = 359.7 s.
    expect(await view.page.locator('.doubt').innerText()).toMatch(
      /\$0\.00503 per epoch, \$0\.00470–0\.00541 in 80 % of cases\s+● measured\s+20 epochs: \$0\.101 in 6\.0 min\s+Too close to call: g5\.xlarge, g6\.xlarge\./);
    expect(await view.page.locator('canvas').first().getAttribute('role')).toBe('img');
    // The anchor: 391 × 96.2 ms = 37.614 s; × $0.526 / 3600 = $0.0054958.
    expect(await view.page.locator('canvas').first().getAttribute('aria-label')).toBe(
      'Bar chart. g5.xlarge is recommended at $0.00503 per epoch, interval $0.00470–0.00541. Your g4dn.xlarge: $0.00550. The table below holds every figure.');
    expect(await view.page.locator('footer').innerText()).toContain('Prices of 2026-07-20 (bundled: AWS price list)');
    await view.close();
  });

  test('what the run waits for stands under the verdict, whether or not anything is recommended', async () => {
    const view = await harness.open();
    const bottleneck = 'CPU 98 % busy in user code: input-bound; a faster GPU will not help.';
    const advice = adviceFixture();
    const waiting = { ...advice, profile: { ...advice.profile, bottleneck } };
    await view.send(readyState(waiting));
    expect(await view.page.locator('.doubt p').first().innerText()).toBe(bottleneck);
    await view.send(readyState({ ...waiting, verdict: { instanceType: null, purchase: null, sentence: 'No price is known.' } }));
    expect(await view.page.locator('.doubt').innerText()).toBe(bottleneck);
    await view.close();
  });

  test('per 1,000 steps where the steps per epoch are unknown', async () => {
    const view = await harness.open({ width: 1000 });
    await view.send(STATES['ready-no-steps'] ?? { status: 'empty' });
    // 1,000 × 46 ms = 46 s; × $1.006 / 3600 = $0.0128544; 43 s: $0.0120161; 49.5 s: $0.0138325.
    const unknown = '— Unknown, because the steps per epoch are unknown.';
    expect((await tableRows(view))[0]?.slice(1, 6)).toEqual(['$0.0129 On-demand $0.0120–0.0138', unknown, unknown, '46.0 ms 43.0–49.5 ms', '● measured']);
    expect(await view.page.locator('h2').first().innerText()).toBe('Cost per 1,000 steps');
    expect(await view.page.locator('.notice').isVisible()).toBe(true);
    await view.close();
  });

  test('nothing predicted, or nothing priced, is said and not drawn', async () => {
    const view = await harness.open();
    const advice = adviceFixture();
    const verdict = { instanceType: null, purchase: null, sentence: 'No price is known in eu-west-1.' };
    await view.send(readyState({ ...advice, verdict, ties: [], candidates: advice.candidates.map((candidate) => ({ ...candidate, offers: [] })) }));
    expect(await view.page.locator('canvas').first().isVisible()).toBe(false);
    expect(await view.page.locator('.chart').innerText()).toContain('No price is known for any of these types');
    expect(await view.page.locator('.scroll > table').isVisible()).toBe(true);
    expect(await view.page.locator('footer').innerText()).toContain('No prices known');
    expect(await view.page.locator('main').innerText()).not.toMatch(/NaN|\$0\b|undefined|null/);

    await view.send(readyState({ ...advice, verdict, ties: [], candidates: [] }));
    expect(await view.page.locator('section:visible').count()).toBe(0);
    expect(await view.page.locator('.refused summary').innerText()).toBe('2 types without a figure');

    await view.send(readyState());
    expect(await view.page.locator('canvas').first().isVisible()).toBe(true);
    expect((await view.page.locator('canvas').first().boundingBox())?.width).toBeGreaterThan(200);
    expect(await view.complaints()).toEqual([]);
    await view.close();
  });

  test('a change of theme recolours the chart that is there', async () => {
    const view = await harness.open({ theme: 'vscode-dark' });
    await view.send(readyState());
    const [dark = '', light = ''] = [THEMES['vscode-dark'].tokens['charts-blue'], THEMES['vscode-light'].tokens['charts-blue']];
    expect(await pixelsOf(view, dark)).toBeGreaterThan(50);
    expect(await pixelsOf(view, light)).toBe(0);
    await view.setTheme('vscode-light');
    expect(await pixelsOf(view, light)).toBeGreaterThan(50);
    expect(await pixelsOf(view, dark)).toBe(0);
    expect(await view.complaints()).toEqual([]);
    await view.close();
  });

  test('nothing turns for those who asked for stillness', async () => {
    for (const [reducedMotion, classes, visible] of [[false, '', true], [true, '', false], [false, 'vscode-reduce-motion', false]] as const) {
      const view = await harness.open({ reducedMotion });
      await view.setTheme('vscode-dark', classes);
      await view.send({ status: 'reading', profileName: 'a.json' });
      expect(await view.page.locator('vscode-progress-ring').isVisible()).toBe(visible);
      expect(await view.page.locator('.sentence').innerText()).toBe('Reading a.json…');
      await view.close();
    }
  });

  test('the bundle stays under 500 kB', async () => {
    const files = await bundle(['webview/main.ts', 'webview/style.css']);
    const bytes = [...files.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    expect(bytes).toBeGreaterThan(100_000);
    expect(bytes).toBeLessThan(500_000);
  });
});

describe.skipIf(chromiumPath === undefined)(titled('the whiskers'), () => {
  let harness: Harness;
  beforeAll(async () => { harness = await Harness.start('test/webview/whiskerPage.ts'); });
  afterAll(() => harness.stop());

  const bar = (low: number, estimate: number, high: number): Bar => ({
    label: 'x', cost: { low, estimate, high, coverage: 0.8 }, costText: '', look: 'plain', remark: '', purchase: 'on-demand', isFurther: false, isAnchor: false, tooltipTitle: '', tooltip: [],
  });

  test('end at low and high of the interval on the axis', async () => {
    const view = await harness.open({ width: 600 });
    const bars = [bar(0.2, 0.5, 0.9), bar(0.45, 0.6, 0.7), bar(0.05, 0.4, 0.95)];
    const plot: Plot = await view.page.evaluate((given) => window.drawBars(given), bars);
    for (const [index, { cost }] of bars.entries()) {
      // Columns in the colour of the whiskers, three pixels below the middle: there only the caps are drawn.
      const line = await pixelsFrom(view, Math.round(plot.rows[index] ?? 0) + 2, 1);
      const columns = Array.from({ length: line.length / 4 }, (_, x) => x)
        .filter((x) => [0xcc, 0xcc, 0xcc, 255].every((value, part) => Math.abs((line[4 * x + part] ?? 0) - value) < 30));
      const at = (value: number): number => plot.left + (value / plot.max) * (plot.right - plot.left);
      const near = (value: number): number[] => columns.filter((x) => Math.abs(x + 0.5 - at(value)) <= 1.5);
      expect(near(cost.low)).not.toEqual([]);
      expect(near(cost.high)).not.toEqual([]);
      expect(columns.filter((x) => x > plot.left + 2 && x < plot.right).filter((x) => ![...near(cost.low), ...near(cost.high)].includes(x))).toEqual([]);
    }
    expect(await view.complaints()).toEqual([]);
    await view.close();
  });

  test('the axis of a narrow plot has few, even labels', async () => {
    const view = await harness.open({ width: 300 });
    const named = { label: '● g4dn.12xlarge ★', costText: '$0.013' };
    // Ends at 2.5 × 0.01285 = 0.032; Chart.js by itself labels 0, 0.02 and 0.03, the last two one over the other.
    const plot: Plot = await view.page.evaluate((given) => window.drawBars(given), [{ ...bar(0.012, 0.01285, 0.014), ...named }, { ...bar(0.02, 0.077, 0.09), ...named }]);
    const gaps = plot.ticks.slice(1).map((tick, index) => tick - (plot.ticks[index] ?? 0));
    expect(plot.ticks[0]).toBe(0);
    expect(gaps.length).toBeGreaterThan(0);
    for (const gap of gaps) {
      expect(gap).toBeCloseTo(gaps[0] ?? 0);
      // "$0.030" at 12 px is about 42 px wide.
      expect((gap / plot.max) * (plot.right - plot.left)).toBeGreaterThan(45);
    }
    await view.close();
  });

  test('run to the edge, without a cap, where the interval goes on beyond it', async () => {
    const view = await harness.open({ width: 600 });
    // The axis ends at 2.5 times the cheapest, 0.95: the second interval goes on to 9.
    const plot: Plot = await view.page.evaluate((given) => window.drawBars(given), [bar(0.3, 0.38, 0.5), bar(0.2, 0.6, 9)]);
    expect(plot.max).toBeCloseTo(0.95);
    // No label beyond the end of the plot, where the figures stand: not 1.0, the next round number.
    expect(plot.ticks.at(0)).toBe(0);
    expect(Math.max(...plot.ticks)).toBeLessThanOrEqual(0.95);
    const y = Math.round(plot.rows[1] ?? 0);
    const isWhisker = (line: readonly number[], x: number): boolean => [0xcc, 0xcc, 0xcc, 255].every((value, part) => Math.abs((line[4 * x + part] ?? 0) - value) < 30);
    const middle = await pixelsFrom(view, y, 1);
    const aside = await pixelsFrom(view, y + 2, 1);
    for (let x = Math.ceil(plot.left + (0.2 / plot.max) * (plot.right - plot.left)) + 2; x < plot.right - 2; x++) expect(isWhisker(middle, x)).toBe(true);
    expect(isWhisker(aside, Math.round(plot.right))).toBe(false);
    await view.close();
  });
});
