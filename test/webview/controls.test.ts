import { describe, expect, test } from 'vitest';
import { adviceFixture, controlsFixture, readyState, STATES } from './advice';
import { chromiumPath, titled, type OpenView, viewPerTest } from './harness';

describe.skipIf(chromiumPath === undefined)(titled('talking with the host'), () => {
  let view: OpenView;
  viewPerTest(async (harness) => (view = await harness.open()));

  const press = async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await view.page.keyboard.press(key);
  };
  /** Tag and text of what has the focus. */
  const focused = (): Promise<string> => view.page.evaluate(() => {
    const active = document.activeElement;
    return `${active?.localName ?? ''} ${active?.localName.startsWith('vscode-dropdown') ? '' : active?.textContent ?? ''}`.trim();
  });
  const tabTo = async (goal: string): Promise<void> => {
    for (let presses = 0; presses < 60; presses++) {
      if (await focused() === goal) return;
      await press('Tab');
    }
    throw new Error(`Tab never reached ${goal}`);
  };
  const afterReady = async () => (await view.posted()).slice(1);

  test('says ready once, shows nothing before the first state, and answers states with silence', async () => {
    expect(await view.posted()).toEqual([{ type: 'ready' }]);
    expect(await view.page.locator('main').innerText()).toBe('');
    for (const state of [...Object.values(STATES), readyState()]) await view.send(state);
    expect(await view.posted()).toEqual([{ type: 'ready' }]);
  });

  test('Tab walks through the controls in the order of the page', async () => {
    await view.send(readyState());
    const walk: string[] = [];
    for (let presses = 0; presses < 16; presses++) {
      await press('Tab');
      walk.push(await focused());
    }
    expect(walk).toEqual([
      'vscode-dropdown', 'vscode-text-field Epochs', 'vscode-text-field Budget, $', 'vscode-text-field Deadline',
      'vscode-checkbox On-demand', 'vscode-checkbox Savings plan', 'vscode-checkbox Spot', 'vscode-checkbox SageMaker',
      'vscode-checkbox SageMaker managed spot', 'vscode-checkbox SageMaker hosting',
      'summary Job: 20 epochs × 391 steps', 'summary What if the batch were…', 'summary What the marks mean', 'summary Time and cost of the job',
      'summary Side by side', 'summary Filter',
    ]);
  });

  test('region by keyboard', async () => {
    await view.send(readyState());
    await tabTo('vscode-dropdown');
    await press('Enter', 'ArrowDown', 'Enter');
    expect(await afterReady()).toEqual([{ type: 'setRegion', region: 'us-west-2' }]);
  });

  test('epochs by keyboard', async () => {
    await view.send(readyState());
    await tabTo('vscode-text-field Epochs');
    await press('Control+a', '3', '0', 'Enter');
    expect(await afterReady()).toEqual([{ type: 'setEpochs', epochs: 30 }]);
  });

  test('purchase options by keyboard; the last one stays', async () => {
    await view.send(readyState());
    await tabTo('vscode-checkbox Spot');
    await press('Space');
    expect(await afterReady()).toEqual([{ type: 'setPurchases', purchases: ['on-demand', 'spot', 'sagemaker'] }]);

    await view.send(readyState(adviceFixture(), { ...controlsFixture, purchases: ['spot'] }));
    expect(await focused()).toBe('vscode-checkbox Spot');
    await press('Space');
    expect(await afterReady()).toHaveLength(1);
    expect(await view.page.locator('.purchases .problem').innerText()).toBe('Keep at least one purchase option.');
    expect(await view.page.locator('vscode-checkbox').evaluateAll((boxes) => boxes.map((box) => (box as HTMLInputElement).checked)))
      .toEqual([false, false, true, false, false, false]);
  });

  test('the job fold opens by key and leads to the command', async () => {
    await view.send(readyState());
    await tabTo('summary Job: 20 epochs × 391 steps');
    await press('Enter');
    await tabTo('vscode-button Edit Job…');
    await press('Enter');
    expect(await afterReady()).toEqual([{ type: 'command', command: 'editJob' }]);
  });

  test.each(['0', '-3', '1.5', '1e3', 'abc', '', '1000001', '٣', '0x10'])('epochs %j are refused beside the field', async (text) => {
    await view.send(readyState());
    const field = view.page.locator('.epochs input');
    await field.fill(text);
    await field.press('Enter');
    expect(await afterReady()).toEqual([]);
    expect(await view.page.locator('.epochs .problem').innerText())
      .toBe('Enter a whole number from 1 to 1,000,000. The figures still use 20 epochs.');
    expect(await field.getAttribute('aria-invalid')).toBe('true');

    await field.fill('1,000');
    await field.press('Enter');
    expect(await afterReady()).toEqual([{ type: 'setEpochs', epochs: 1000 }]);
    expect(await view.page.locator('.epochs .problem').isVisible()).toBe(false);
  });

  test('a new state takes neither the focus nor what is being typed', async () => {
    await view.send(readyState());
    await tabTo('vscode-text-field Epochs');
    await press('Control+a', '4');
    await view.send(readyState(adviceFixture(), { ...controlsFixture, epochs: 7, region: 'eu-west-1' }));
    expect(await focused()).toBe('vscode-text-field Epochs');
    await press('2', 'Enter');
    expect(await afterReady()).toEqual([{ type: 'setEpochs', epochs: 42 }]);

    // Once the reader is done, the field follows the host again.
    await view.send(readyState(adviceFixture(), { ...controlsFixture, epochs: 42 }));
    await view.send(readyState(adviceFixture(), { ...controlsFixture, epochs: 5 }));
    expect(await view.page.locator('.epochs input').inputValue()).toBe('5');
    expect(await view.page.locator('vscode-dropdown .selected-value').innerText()).toBe('us-east-1');
  });

  test('rows by arrow keys; a new state keeps opened details open and focused', async () => {
    await view.send(readyState());
    await tabTo('button g5.xlarge');
    await press('ArrowDown', 'Enter');
    expect(await focused()).toBe('button g6.xlarge');
    expect(await view.page.evaluate(() => document.activeElement?.getAttribute('aria-expanded'))).toBe('true');
    expect(await afterReady()).toEqual([{ type: 'wantOffers', instanceType: 'g6.xlarge' }]);
    await view.send(readyState());
    expect(await focused()).toBe('button g6.xlarge');
    expect(await view.page.getByText('No run on an L4 backs this.').isVisible()).toBe(true);
    await press('End');
    expect(await focused()).toBe('button p2.xlarge');
    await press('Home', 'ArrowLeft', 'Space');
    expect(await view.page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Compare g5.xlarge');
    expect(await view.page.locator('.compare thead').innerText()).toMatch(/g4dn\.xlarge\s+g5\.xlarge/);
    await press('ArrowDown', 'Space');
    expect(await view.page.locator('.compare thead').innerText()).toMatch(/g5\.xlarge\s+g6\.xlarge/);
  });

  test.each([
    ['empty', 'Open a Profile…', 'openProfile'], ['empty', 'Try the Sample', 'trySample'], ['reading', 'Cancel', 'cancelReading'],
    ['failed', 'Open Another Profile…', 'openProfile'], ['failed', 'Show Log', 'showLog'], ['refused', 'Undo the Change', 'undoChange'],
    ['refused', 'Answer Again…', 'editJob'], ['stale', 'Read Again', 'readAgain'], ['ready-no-steps', 'Edit Job…', 'editJob'],
  ])('state %s: %s asks for %s', async (name, label, command) => {
    await view.send(STATES[name] ?? { status: 'empty' });
    await tabTo(`vscode-button ${label}`);
    await press('Enter');
    expect(await afterReady()).toEqual([{ type: 'command', command }]);
  });

  test('progress of a long reading is shown without taking the focus from Cancel', async () => {
    await view.send({ status: 'reading', profileName: 'trace.json' });
    await tabTo('vscode-button Cancel');
    await view.send({ status: 'reading', profileName: 'trace.json', share: 0.42 });
    expect(await view.page.getByText('42 % read').isVisible()).toBe(true);
    expect(await focused()).toBe('vscode-button Cancel');
  });

  test('forty types: twelve at first with anchor and verdict among them, all on demand, and still all after a reload', async () => {
    const advice = adviceFixture();
    const [first] = advice.candidates;
    if (first === undefined) throw new Error('the fixture has candidates');
    const fillers = Array.from({ length: 32 }, (_, index) => ({ ...first, instanceType: `x${index}.large` }));
    const state = readyState({ ...advice, candidates: [...fillers, ...advice.candidates] });
    const names = () => view.page.locator('.scroll .name').allInnerTexts();
    await view.send(state);
    // Ten in their order, and the two that matter although they rank behind.
    expect(await names()).toEqual([...Array.from({ length: 10 }, (_, index) => `x${index}.large`), expect.stringContaining('g5.xlarge'), expect.stringContaining('g4dn.xlarge')]);
    await view.page.getByText('Show All 40').click();
    expect(await names()).toHaveLength(40);

    await view.page.reload();
    await view.send(state);
    expect(await names()).toHaveLength(40);
    await view.page.getByText('Show Fewer').click();
    expect(await names()).toHaveLength(12);
  });
});
