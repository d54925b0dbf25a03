/** Counts of a stage of the test run, and how vitest's report becomes one. */

/** How many tests passed, failed and were skipped, and what to show of it. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Why tests were skipped, one line each. */
  readonly skips: readonly string[];
  /** All that the stage said; shown when something failed. */
  readonly output: string;
}

/** A stage that either holds or does not counts as one test. */
export function single(ok: boolean, output: string): Outcome {
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0, skips: [], output };
}

/** A stage that could not run counts as one skipped test. */
export function skippedStage(reason: string): Outcome {
  return { passed: 0, failed: 0, skipped: 1, skips: [reason], output: '' };
}

/** The counts of several stages together. */
export function total(outcomes: readonly Outcome[]): Pick<Outcome, 'passed' | 'failed' | 'skipped'> {
  const sum = (field: 'passed' | 'failed' | 'skipped'): number => outcomes.reduce((all, outcome) => all + outcome[field], 0);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
}

/** The part of vitest's JSON report that is read here. */
interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string; readonly ancestorTitles: readonly string[]; readonly title: string }[];
  }[];
}

/**
 * Counts vitest's JSON report; `undefined` stands for a run that wrote none.
 * A file that fails before its tests run, and an exit code that no failed test explains, count as one failed test each.
 */
export function vitestOutcome(report: VitestReport | undefined, exitCode: number, output: string): Outcome {
  const files = report?.testResults ?? [];
  const tests = files.flatMap((file) => file.assertionResults);
  const isFailed = ({ status }: { readonly status: string }): boolean => status === 'failed';
  const broken = files.filter((file) => isFailed(file) && !file.assertionResults.some(isFailed)).length;
  const failed = tests.filter(isFailed).length + broken;
  const passed = tests.filter(({ status }) => status === 'passed').length;
  const skipped = tests.filter((test) => !isFailed(test) && test.status !== 'passed');
  return {
    passed,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: skipped.length,
    skips: countEach(skipped.map((test) => test.ancestorTitles[0] ?? test.title)),
    output,
  };
}

/** Each distinct line once, with how often it came. */
function countEach(lines: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return [...counts].map(([line, count]) => (count === 1 ? line : `${line} (${count} tests)`));
}
