/**
 * `npm test [-- STAGE ...]`: every check of this repository, or the named stages with what they stand on.
 * Goes on after a failing stage; the last line counts all tests.
 */

import { CHROMIUM, ensurePrograms, RIPGREP } from '../install/programs';
import { single, skippedStage, total, type Outcome } from './outcome';
import { selectStages, STAGES, type Stage } from './stages';

/** Runs the chosen stages and prints how each went; returns the exit code. */
async function main(names: readonly string[]): Promise<number> {
  const selected = selectStages(names);
  const rows = STAGES.map((row) => row.filter((stage) => selected.has(stage.name)));
  const missing = rows.flat().some((stage) => stage.browser) ? ensurePrograms([CHROMIUM, RIPGREP]) : undefined;
  const outcomes = new Map<string, Outcome>();

  for (const row of rows) {
    await Promise.all(
      row.map(async (stage) => {
        const started = performance.now();
        const outcome = await runStage(stage, outcomes, missing);
        outcomes.set(stage.name, outcome);
        report(stage.name, outcome, performance.now() - started);
      }),
    );
  }
  const { passed, failed, skipped } = total([...outcomes.values()]);
  console.log(`tests: ${passed} passed, ${failed} failed, ${skipped} skipped`);
  return failed === 0 ? 0 : 1;
}

/** Runs one stage unless something that it needs is not there; an exception is a failure of the stage. */
async function runStage(stage: Stage, outcomes: ReadonlyMap<string, Outcome>, missing: string | undefined): Promise<Outcome> {
  const broken = stage.needs.find((name) => outcomes.get(name)?.passed !== 1);
  if (broken !== undefined) return skippedStage(`needs ${broken}, which did not succeed`);
  if (stage.browser && missing !== undefined) return skippedStage(missing);
  try {
    return await stage.run();
  } catch (error) {
    return single(false, error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}

/** One line per stage, then why tests were skipped, then everything that a failing stage said. */
function report(name: string, { passed, failed, skipped, skips, output }: Outcome, durationMs: number): void {
  const mark = failed > 0 ? 'FAIL' : passed > 0 ? 'ok' : 'skip';
  const counts = `${passed} passed, ${failed} failed, ${skipped} skipped`;
  console.log(`${mark.padEnd(5)}${name.padEnd(10)}${counts.padEnd(36)}${(durationMs / 1000).toFixed(1).padStart(6)} s`);
  for (const reason of skips) console.log(`     skipped: ${reason}`);
  if (failed > 0) console.log(`${output.trimEnd()}\n`);
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  },
);
