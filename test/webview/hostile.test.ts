import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Advice } from '../../src/core/advice/advice';
import { webviewHtml } from '../../src/host/webviewHtml';
import { adviceFixture, controlsFixture, readyState } from './advice';
import { chromiumPath, Harness, titled } from './harness';

const HOSTILE: Readonly<Record<string, string>> = {
  'an image with a handler': '<img src=x onerror="window.pwned=1;alert(1)">',
  'the end of a script': '</script><script>window.pwned=1</script>',
  '10,000 characters': 'x'.repeat(10_000),
  'right-to-left marks': '\u202Egnp.exe\u2066\u200F',
  'NUL and control characters': 'a\u0000b\u0007c\u001B[31m',
};

/** The fixture with every free text replaced. */
function poisoned(text: string): Advice {
  const advice = adviceFixture();
  return {
    ...advice,
    profile: { ...advice.profile, name: text, stepMsSource: text, bottleneck: text },
    anchor: { instanceType: text, source: text },
    job: { ...advice.job, sources: { epochs: text, batchSize: text } },
    candidates: advice.candidates.map((candidate, index) => ({
      ...candidate, instanceType: `${text}${index || ''}`, device: text, why: [text],
      offers: candidate.offers.map((offer) => ({ ...offer, region: text, asOf: text, source: text })),
    })),
    refused: [{ instanceType: text, reason: text, remedy: text }],
    ties: [[text, text]],
    verdict: { ...advice.verdict, instanceType: text, sentence: text },
    modelVersion: text,
    warnings: [text],
  };
}

describe.skipIf(chromiumPath === undefined)(titled('hostile text from profiles and price files'), () => {
  let harness: Harness;
  beforeAll(async () => { harness = await Harness.start(); });
  afterAll(() => harness.stop());

  test.each(Object.entries(HOSTILE))('%s stays text', async (_, text) => {
    const view = await harness.open();
    const ready = readyState(poisoned(text), { ...controlsFixture, region: text, regions: [text, 'us-east-1'] });
    for (const state of [{ ...ready, profileName: text }, { status: 'failed', profileName: text, message: text, action: text } as const,
      { status: 'reading', profileName: text } as const, { ...ready, profileName: text }]) {
      await view.send(state);
      expect(await view.page.locator('h1').evaluate((heading) => heading.textContent)).toBe(text);
      expect(await view.page.locator('.sentence').evaluate((sentence) => sentence.textContent)).toContain(text);
      expect(await view.page.locator('#app img, #app script, #app iframe').count()).toBe(0);
      const [inner, outer] = await view.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      expect(inner).toBeLessThanOrEqual(outer ?? 0);
    }
    // Everything that can be opened, with the same text in what arrives later: details, offers elsewhere, profiles, the slider's problem.
    for (const fold of ['job', 'whatif', 'filter', 'columns', 'refused', 'warnings', 'export', 'legend']) await view.page.locator(`.fold.${fold} > summary`).click();
    await view.page.locator('.scroll .name').first().click();
    await view.send({ ...ready, profileName: text } as typeof ready, [{ id: 'a', name: text }, { id: 'b', name: text }], 'a');
    const [offer] = adviceFixture().candidates[0]?.offers ?? [];
    if (offer === undefined) throw new Error('the fixture has an offer');
    await view.post({ type: 'offers', instanceType: text, offers: [{ ...offer, region: text, asOf: text, source: text }] });
    await view.post({ type: 'whatIf', ladder: [], problem: text });
    expect(await view.page.locator('.what-if').evaluate((part) => part.textContent)).toContain(text);
    expect(await view.page.locator('#app img, #app script, #app iframe').count()).toBe(0);
    const [inner, outer] = await view.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(inner).toBeLessThanOrEqual(outer ?? 0);
    expect(await view.page.locator('.name').first().evaluate((name) => name.querySelector('bdi')?.textContent)).toBe(text);
    // The line of dates sticks to the bottom: it may not grow over the page.
    expect((await view.page.locator('footer').boundingBox())?.height).toBeLessThan(150);
    expect(await view.page.evaluate('window.pwned')).toBeUndefined();
    expect(await view.complaints()).toEqual([]);
    await view.close();
  });
});

test('the shell escapes what it is given', () => {
  const html = webviewHtml({
    nonce: 'abc+/=', cspSource: 'https://x.test', scriptUri: 'https://x.test/main.js', styleUri: 'https://x.test/"><script>', title: '</title><b>&', language: 'en', place: 'editor',
  });
  expect(html).toContain('<title>&#60;/title&#62;&#60;b&#62;&#38;</title>');
  expect(html).toContain('href="https://x.test/&#34;&#62;&#60;script&#62;"');
  expect(html).toContain(`content="default-src 'none'; style-src https://x.test 'nonce-abc+/='; font-src https://x.test; img-src https://x.test; script-src 'nonce-abc+/='"`);
  expect(html.match(/<script/g)).toHaveLength(1);
});
