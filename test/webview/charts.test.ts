import { describe, expect, test } from 'vitest';
import type { Advice } from '../../src/core/advice/advice';
import type { Rung, WhatIfLadder } from '../../src/core/advice/whatIfLadder';
import { adviceFixture, controlsFixture, readyState } from './advice';
import { chromiumPath, titled, type OpenView, viewPerTest } from './harness';

/** Steps that grow with the batch as batch to the power of 0.8, exactly: what is read between two rungs can then be worked out by hand. */
function ladderFixture(advice: Advice): WhatIfLadder {
  return [64, 128, 256].map((batchSize): Rung => {
    const by = (batchSize / 128) ** 0.8;
    return {
      batchSize, stepMs: 96.2 * by,
      candidates: advice.candidates.map(({ instanceType, tier, stepMs, relativeStep, memoryFit, memoryNeedGiB, predictedOpFamilies }) => ({
        instanceType, tier, relativeStep, memoryFit, memoryNeedGiB, predictedOpFamilies,
        stepMs: { ...stepMs, estimate: stepMs.estimate * by, low: stepMs.low * by, high: stepMs.high * by },
      })),
    };
  });
}

describe.skipIf(chromiumPath === undefined)(titled('charts and what moves them'), () => {
  let view: OpenView;
  viewPerTest(async (harness) => {
    view = await harness.open({ width: 1000 });
    await view.send(readyState());
    return view;
  });

  const label = (chart: string): Promise<string | null> => view.page.locator(`${chart} canvas`).getAttribute('aria-label');
  const last = async () => (await view.posted()).at(-1);

  test('every chart has a role and a finding in words', async () => {
    expect(await view.page.locator('canvas[role=img][aria-label]').count()).toBe(3);
    // 20 epochs on g5.xlarge: $0.101 in 359.7 s.
    expect(await label('.scatter-plot')).toBe(
      'Scatter of 7 instance types by time and cost. Not beaten in both: g5.xlarge $0.101 6.00 min. The table below holds every figure.');
    // 60 % of 96.2 and of 46 ms.
    expect(await label('.families-plot')).toBe('Bar chart of milliseconds per step by kind of operation. '
      + 'g4dn.xlarge: most in convolution, 57.7 ms. g5.xlarge: most in convolution, 27.6 ms. The table beside it holds every figure.');
  });

  test('ways to buy are told apart by pattern, with a key where there are several', async () => {
    expect(await view.page.locator('.chart .key').innerText()).toMatch(/On-demand\s+SageMaker/);
    const advice = adviceFixture();
    await view.send(readyState({ ...advice, candidates: advice.candidates.map((candidate) => ({ ...candidate, offers: candidate.offers.slice(0, 1) })) }));
    expect(await view.page.locator('.chart .key').count()).toBe(0);
  });

  test('budget and deadline are typed', async () => {
    await view.page.locator('.budget input').fill('$0.25');
    await view.page.locator('.budget input').press('Enter');
    expect(await last()).toEqual({ type: 'setLimits', budgetUsd: 0.25, deadlineSeconds: null });
    const limited = { ...controlsFixture, budgetUsd: 0.25 };
    await view.send(readyState(adviceFixture(), limited));
    await view.page.locator('.deadline input').fill('10 min');
    await view.page.locator('.deadline input').press('Enter');
    expect(await last()).toEqual({ type: 'setLimits', budgetUsd: 0.25, deadlineSeconds: 600 });
    await view.send(readyState(adviceFixture(), { ...limited, deadlineSeconds: 600 }));
    expect(await view.page.locator('.deadline input').inputValue()).toBe('10.0 min');
    // Within $0.25 and 600 s and not retired: g5 ($0.101, 360 s) and g6 ($0.107, 477 s).
    expect(await label('.scatter-plot')).toContain('2 within the limits.');
    await view.page.locator('.deadline input').fill('soon');
    await view.page.locator('.deadline input').press('Enter');
    expect(await view.page.locator('.deadline .problem').innerText()).toContain('90 min');
    await view.page.locator('.deadline input').fill('');
    await view.page.locator('.deadline input').press('Enter');
    expect(await last()).toEqual({ type: 'setLimits', budgetUsd: 0.25, deadlineSeconds: null });
  });

  test('budget and deadline are dragged, and dragged away', async () => {
    const canvas = view.page.locator('.scatter-plot canvas');
    await canvas.scrollIntoViewIfNeeded();
    const box = await canvas.boundingBox();
    if (box === null) throw new Error('no chart');
    const drag = async (fromX: number, fromY: number, toX: number, toY: number): Promise<void> => {
      await view.page.mouse.move(fromX, fromY);
      await view.page.mouse.down();
      await view.page.mouse.move((fromX + toX) / 2, (fromY + toY) / 2);
      await view.page.mouse.move(toX, toY);
      await view.page.mouse.up();
    };
    const top = box.y + 14;
    const right = box.x + box.width - 10;
    await drag(box.x + box.width / 2, top, box.x + box.width / 2, box.y + box.height / 2);
    const set = await last();
    expect(set).toMatchObject({ type: 'setLimits', deadlineSeconds: null });
    const budgetUsd = set?.type === 'setLimits' ? set.budgetUsd ?? 0 : 0;
    // The axis goes from the lowest interval end over 1.25 ($0.0787 / 1.25) to the highest times 1.25: its middle lies between.
    expect(budgetUsd).toBeGreaterThan(0.1);
    expect(budgetUsd).toBeLessThan(0.5);
    await view.send(readyState(adviceFixture(), { ...controlsFixture, budgetUsd }));
    await drag(box.x + box.width / 2, box.y + box.height / 2, box.x + box.width / 2, box.y + 2);
    expect(await last()).toEqual({ type: 'setLimits', budgetUsd: null, deadlineSeconds: null });
    await view.send(readyState());
    await drag(right, box.y + box.height / 2, box.x + box.width / 2, box.y + box.height / 2);
    expect(await last()).toMatchObject({ type: 'setLimits', budgetUsd: null, deadlineSeconds: expect.any(Number) as number });
  });

  test('the slider moves every figure while it is dragged, keeps the order, and asks for the exact advice once', async () => {
    const open = view.page.locator('.fold.whatif > summary');
    await open.click();
    await expect.poll(last).toEqual({ type: 'wantWhatIf' }); // a fold tells of its opening a moment later
    const slider = view.page.locator('.what-if input');
    expect(await slider.isDisabled()).toBe(false);
    await view.post({ type: 'whatIf', ladder: ladderFixture(adviceFixture()), problem: null });
    const shown = async () => ({
      cost: await view.page.locator('.scroll tbody .figure').first().innerText(), bars: await label('.chart'), scatter: await label('.scatter-plot'), families: await label('.families-plot'),
    });
    const before = await shown();
    const names = await view.page.locator('.scroll .name').allInnerTexts();
    await slider.focus();
    await slider.evaluate((input) => {
      (input as HTMLInputElement).value = '8'; // half a doubling: batch 181
      input.dispatchEvent(new Event('input'));
    });
    await view.page.waitForTimeout(100);
    const moved = await shown();
    // Batch 181: 50,000 / 181 = 276.2, so 277 steps of 46 × (181 / 128)^0.8 = 60.70 ms: 16.813 s; × $1.006 / 3600 = $0.0046984.
    expect(moved.cost).toContain('$0.00470');
    expect(moved.bars).toContain('$0.00470 per epoch');
    expect(moved.scatter).not.toBe(before.scatter);
    expect(await view.page.locator('.what-if output').innerText()).toBe('Batch 181: g5.xlarge $0.00470 per epoch');
    expect(await slider.getAttribute('aria-valuetext')).toBe('Batch 181: g5.xlarge $0.00470 per epoch');
    expect(await view.page.locator('.scroll .name').allInnerTexts()).toEqual(names);
    expect(await last()).toEqual({ type: 'wantWhatIf' });
    await slider.evaluate((input) => input.dispatchEvent(new Event('change')));
    expect(await last()).toEqual({ type: 'setWhatIf', batchSize: 181 });
    await view.send(readyState(adviceFixture(), { ...controlsFixture, whatIfBatch: 181 }));
    expect(await open.innerText()).toBe('What if the batch were 181');
    await view.page.getByText('Back to Batch 128').click();
    expect(await last()).toEqual({ type: 'setWhatIf', batchSize: null });
  });

  test('a ladder that cannot be had says why', async () => {
    await view.page.locator('.fold.whatif > summary').click();
    await view.post({ type: 'whatIf', ladder: [], problem: 'Without op times on a device nothing says how the step changes. Give the step time at a second batch size.' });
    expect(await view.page.locator('.what-if').innerText()).toContain('Give the step time at a second batch size.');
    expect(await view.page.locator('.what-if input').isDisabled()).toBe(true);
  });

  test('the picture is a PNG as large as what it shows, and text reports are asked of the host', async () => {
    await view.page.locator('.fold.export > summary').click();
    for (const [label_, format] of [['CSV', 'csv'], ['JSON', 'json'], ['Markdown', 'markdown']] as const) {
      await view.page.locator('.fold.export').getByText(label_, { exact: true }).click();
      expect(await last()).toEqual({ type: 'export', format });
    }
    await view.page.locator('.fold.export').getByText('PNG', { exact: true }).click();
    const sent = await last();
    if (sent?.type !== 'exportPng') throw new Error('no picture');
    const bytes = Buffer.from(sent.png, 'base64');
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    expect(bytes.readUInt32BE(16)).toBeGreaterThan(480);
    expect(bytes.readUInt32BE(20)).toBeGreaterThan(700);
  });
});

describe.skipIf(chromiumPath === undefined)(titled('the job and the profiles'), () => {
  let view: OpenView;
  viewPerTest(async (harness) => (view = await harness.open()));
  const last = async () => (await view.posted()).at(-1);

  test('each figure of the job has its source, and the editable ones a field', async () => {
    await view.send(readyState());
    await view.page.locator('.fold.job > summary').click();
    const form = view.page.locator('.job-form');
    expect(await form.locator('.samples').innerText()).toContain('you said so');
    expect(await form.locator('.batch').innerText()).toContain('profile');
    expect(await form.innerText()).toContain('train.py, line 12');
    await form.locator('.samples input').fill('60,000');
    await form.locator('.samples input').press('Enter');
    expect(await last()).toEqual({ type: 'setJob', job: { samplesPerEpoch: 60_000 } });
    await form.locator('.batch input').fill('256');
    await form.locator('.batch input').press('Enter');
    expect(await last()).toEqual({ type: 'setJob', job: { batchSize: 256 } });
    await form.getByLabel('Precision').selectOption('amp');
    expect(await last()).toEqual({ type: 'setJob', job: { precision: 'amp' } });
    await form.locator('.samples input').fill('1e9');
    await form.locator('.samples input').press('Enter');
    expect(await form.locator('.samples .problem').innerText()).toContain('whole number');
  });

  test('while the job is unknown no limit on it can be set', async () => {
    await view.send(readyState(adviceFixture(false)));
    expect(await view.page.locator('.budget').isVisible()).toBe(false);
  });

  test('two profiles: one is chosen, by keyboard, or closed', async () => {
    const profiles = [{ id: 'file:///a.json', name: 'a.json' }, { id: 'file:///b.json', name: '<img src=x onerror=alert(1)>.json' }];
    await view.send(readyState(), profiles.slice(0, 1), 'file:///a.json');
    expect(await view.page.locator('.picker').isVisible()).toBe(false);
    await view.send(readyState(), profiles, 'file:///a.json');
    const list = view.page.getByLabel('Profile', { exact: true });
    expect(await list.locator('option').allTextContents()).toEqual(['a.json', '<img src=x onerror=alert(1)>.json']);
    await list.focus();
    await view.page.keyboard.press('ArrowDown');
    expect(await last()).toEqual({ type: 'switchProfile', id: 'file:///b.json' });
    await view.page.getByText('Close Profile').click();
    expect(await last()).toEqual({ type: 'command', command: 'closeProfile' });
  });
});
