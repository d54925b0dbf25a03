/**
 * What the extension host runs instead of waiting for a user: every `*.test.js` beside this module, with mocha.
 * Results leave through the console, one line each, for tools/workbench/hostTests.ts to read.
 */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';
import { HOST_TEST_MARK, type HostTestResult } from '../../tools/workbench/hostTestResult';

const TEST_TIMEOUT_MS = 30_000;

/** Called by the extension host; a rejection makes the run fail. */
export function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'tdd', timeout: TEST_TIMEOUT_MS, color: false, reporter: ConsoleLines });
  for (const file of readdirSync(__dirname, { recursive: true, encoding: 'utf8' }).sort()) {
    if (file.endsWith('.test.js')) mocha.addFile(join(__dirname, file));
  }
  return new Promise((done, fail) => {
    mocha.run((failures) => (failures === 0 ? done() : fail(new Error(`${failures} in-host tests failed`))));
  });
}

/** Reports each result as one marked line of JSON. Failing hooks count as failed tests. */
class ConsoleLines extends Mocha.reporters.Base {
  constructor(runner: Mocha.Runner) {
    super(runner);
    const { EVENT_TEST_PASS, EVENT_TEST_FAIL, EVENT_TEST_PENDING, EVENT_RUN_END } = Mocha.Runner.constants;
    const report = (result: HostTestResult): void => console.log(HOST_TEST_MARK + JSON.stringify(result));
    runner.on(EVENT_TEST_PASS, (test) => report({ state: 'passed', title: test.fullTitle(), durationMs: test.duration ?? 0 }));
    runner.on(EVENT_TEST_PENDING, (test) => report({ state: 'skipped', title: test.fullTitle() }));
    runner.on(EVENT_TEST_FAIL, (test, error: Error) => report({ state: 'failed', title: test.fullTitle(), error: error.stack ?? String(error) }));
    runner.on(EVENT_RUN_END, () => report({ state: 'ended' }));
  }
}
