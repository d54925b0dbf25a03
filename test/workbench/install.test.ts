import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openFile, runCommand, type Workbench } from '../../tools/workbench/workbench';
import { openPackagedWorkbench } from './support/packagedWorkbench';

describe('the packaged extension', () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await openPackagedWorkbench();
  });
  afterAll(() => workbench?.close());

  test('installs and is listed under its name', async () => {
    await runCommand(workbench.page, 'View: Show Extensions');
    const entry = workbench.page.locator('.extensions-list .monaco-list-row', { hasText: 'ML Instance Advisor' }).first();
    await entry.waitFor({ timeout: 30_000 });
    expect(await entry.textContent()).toContain('Reads the profile of an ML training run');
  });

  test('lets the sample script open, and neither errs nor asks anyone beyond this machine', async () => {
    await openFile(workbench.page, 'train.py');
    const { consoleErrors, cspViolations, outsideHosts } = workbench.observations;
    expect({ consoleErrors, cspViolations, outsideHosts: [...outsideHosts] }).toEqual({ consoleErrors: [], cspViolations: [], outsideHosts: [] });
  });
});
