/** Runs the tests of test/host inside a real extension host. */

import { join } from 'node:path';
import { format } from 'node:util';
import { repoRoot } from '../paths';
import { parseHostTestLine, type HostTestResult } from './hostTestResult';
import { isWorkbenchNoise } from './noise';
import { openWorkbench } from './workbench';

/** How an in-host run went. */
export interface HostTestRun {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** The rest of the extension host's console, for a failure's report. */
  readonly log: readonly string[];
}

/** No single run takes nearly as long; a workbench that hangs must not hang the whole suite. */
const RUN_TIMEOUT_MS = 240_000;

/**
 * Opens `workspace` with the development extension of this repository and runs the built tests (out/test/host).
 * Calls `onResult` for each test as it ends. A run that stops half-way or never starts counts as one failed test.
 */
export async function runHostTests(workspace: string, onResult: (result: HostTestResult) => void): Promise<HostTestRun> {
  const results: HostTestResult[] = [];
  const log: string[] = [];
  let exit: (code: number) => void = () => undefined;
  const exited = new Promise<number>((done) => (exit = done));
  const workbench = await openWorkbench({
    extension: { development: repoRoot },
    testModule: join(repoRoot, 'out', 'test', 'host', 'index.js'),
    workspace,
    // The workbench calls these two with the extension host's console lines and its final code.
    beforeOpen: async (page) => {
      await page.exposeFunction('codeAutomationLog', (_type: string, values?: unknown[]) => {
        const line = format(...(values ?? []));
        const result = parseHostTestLine(line);
        if (result === undefined) {
          if (!isWorkbenchNoise(line)) log.push(line);
        } else {
          results.push(result);
          onResult(result);
        }
      });
      await page.exposeFunction('codeAutomationExit', (code: number) => exit(code));
    },
  });
  try {
    const code = await Promise.race([exited, new Promise<undefined>((done) => setTimeout(done, RUN_TIMEOUT_MS, undefined).unref())]);
    const count = (state: HostTestResult['state']): number => results.filter((result) => result.state === state).length;
    const failed = count('failed');
    const whole = code === 0 && count('ended') === 1 && count('passed') > 0;
    if (code === undefined) log.push(`No end within ${RUN_TIMEOUT_MS / 1000} s.`);
    return { passed: count('passed'), failed: failed === 0 && !whole ? 1 : failed, skipped: count('skipped'), log };
  } finally {
    await workbench.close();
  }
}
