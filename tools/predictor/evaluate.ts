/**
 * `npm run evaluate -- --data DIR [--test-models A,B] [--json FILE] [--report FILE] [--studies | --transfer]`: errors on architectures that training did not see.
 * Without --test-models every architecture is left out in turn, and docs/accuracy.md is written again. --studies adds what takes some
 * minutes more: another split, cut profiles, a GPU that does not ship, what-if curves (studies/studies.ts); without it the report has no such sections.
 * --transfer is another evaluation: steps on devices that were left out, several GPUs, and what becomes of every type; it writes docs/accuracy-transfer.md.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { COVERAGE_90 } from '../../src/core/predictor/intervals';
import { repoRoot } from '../paths';
import { allArchitectures, chosenArchitectures } from './architectures';
import { compareUnderSplits } from './compared';
import { PROFILED_TYPES, readDataset } from './dataset';
import { decide, readPrices, type Decision } from './decision';
import { byPair, neededFactor, outcomesOf, predictorWithout, summarise, testedOf, WHOLE_PROFILE, type Outcome, type Summary } from './evaluation';
import { accuracyReport } from './report';
import { groupBy, mean, rounded } from './statistics';
import { familyErrors, type FamilyErrors } from './studies/families';
import { logErrors, predictLogged, readGavel, readTelemetry, type LogErrors } from './studies/otherLogs';
import { runStudies, type Studies } from './studies/studies';
import { evaluateTransfer, type TransferEvaluation } from './transfer/evaluateTransfer';
import { transferReport } from './transfer/report';
import { runTool, UsageError } from './usage';
import { lesserOutcomes, summariseViews, type ViewSummary } from './views';

const SCHEMA_VERSION = 1;

/** What `--json` writes; errors and shares in per cent. The studies are in it with --studies only. */
export interface EvaluationJson extends Partial<Studies> {
  readonly schemaVersion: typeof SCHEMA_VERSION;
  readonly pairs: readonly ({ readonly anchor: string; readonly target: string } & Summary)[];
  readonly architectures: readonly { readonly model: string; readonly n: number; readonly mape: number; readonly coverage80: number }[];
  /** Over the pairs that PROFET measured; `mape` is the mean over these pairs. */
  readonly overall: Summary;
  readonly decision: Decision;
  /** Between g4dn and g5 alone, which cross over; absent when no tested architecture was measured on both. */
  readonly decisionG5?: Decision;
  /** With which factor (see `at90`) the intervals of the PROFET pairs would hold exactly 90 %. */
  readonly factor90Needed: number;
  /** The target's profile vector, over the PROFET pairs. */
  readonly families: readonly FamilyErrors[];
  /** Profiles that tell less: no op times, or op times without a scale. */
  readonly lesserProfiles: readonly ViewSummary[];
  /** Logs of other data sets. */
  readonly otherLogs: readonly LogErrors[];
}

function main(): void {
  const { values } = parseArgs({ options: {
    data: { type: 'string' }, 'test-models': { type: 'string' }, json: { type: 'string' }, report: { type: 'string' }, studies: { type: 'boolean', default: false },
    transfer: { type: 'boolean', default: false },
  } });
  if (values.data === undefined) throw new UsageError('--data is needed: the folder with profet, trainpred, gavel and aws in it.');
  const workloads = readDataset(values.data);
  if (values.transfer) return writeTransfer(roundedAll(evaluateTransfer(values.data, workloads)), values);
  const together = chosenArchitectures(values['test-models'], workloads);
  const splits = together.length > 0 ? [together] : allArchitectures(workloads).map((architecture) => [architecture]);
  const telemetry = readTelemetry(values.data);
  const found = splits.map((unseen) => {
    const predictor = predictorWithout(workloads, unseen);
    const tested = testedOf(workloads, unseen);
    const whole = outcomesOf(predictor, tested, WHOLE_PROFILE);
    const { n, mape } = summarise(whole.filter(measuredByProfet));
    console.log(`${unseen.join(', ')}: ${n} predictions, mean error ${mape.toFixed(2)} %`);
    return {
      whole, lesser: lesserOutcomes(predictor, tested, whole),
      logged: predictLogged(predictor, telemetry.filter(({ architecture }) => architecture !== undefined && unseen.includes(architecture))),
    };
  });
  const outcomes = found.flatMap(({ whole }) => whole);
  const lesserProfiles = summariseViews(found.flatMap(({ lesser }) => lesser));
  const otherLogs = logErrors([...found.flatMap(({ logged }) => logged), ...predictLogged(predictorWithout(workloads, []), readGavel(values.data))]);
  const studies = values.studies ? runStudies(workloads, splits.flat()) : undefined;
  const evaluation = roundedAll({ ...evaluationOf(outcomes, readPrices(values.data)), lesserProfiles, otherLogs, ...studies });
  console.log(tableOf(evaluation));
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(evaluation, null, 1)}\n`);
  const report = values.report ?? (together.length === 0 ? join(repoRoot, 'docs', 'accuracy.md') : undefined);
  if (report !== undefined) writeFileSync(report, accuracyReport(evaluation, compareUnderSplits(workloads, values.studies), workloads, studies));
}

function writeTransfer(evaluation: TransferEvaluation, { json, report = join(repoRoot, 'docs', 'accuracy-transfer.md') }: { readonly json?: string; readonly report?: string }): void {
  for (const { what, aim, reached, met } of evaluation.aims) console.log(`${met ? 'met   ' : 'missed'}  ${what}: ${reached} (${aim})`);
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(evaluation, null, 1)}\n`);
  writeFileSync(report, transferReport(evaluation));
}

/** The twelve pairs whose both ends have PROFET profiles; g5 is reported beside them. */
function measuredByProfet({ target }: { readonly target: string }): boolean {
  return PROFILED_TYPES.some((type) => type === target);
}

function evaluationOf(outcomes: readonly Outcome[], prices: ReadonlyMap<string, number>): Omit<EvaluationJson, 'lesserProfiles' | 'otherLogs'> {
  const pairs = byPair(outcomes);
  const profet = outcomes.filter(measuredByProfet);
  const overall = { ...summarise(profet), mape: mean(pairs.filter(measuredByProfet).map((pair) => pair.mape)) };
  const architectures = [...groupBy(profet, ({ architecture }) => architecture)].map(([model, same]) => {
    const { n, mape, coverage80 } = summarise(same);
    return { model, n, mape, coverage80 };
  });
  const measuredOnG5 = pairs.some(({ anchor, target }) => anchor === 'g4dn.xlarge' && target === 'g5.xlarge');
  return {
    schemaVersion: SCHEMA_VERSION, pairs, architectures, overall,
    decision: decide(outcomes, PROFILED_TYPES, prices),
    ...(measuredOnG5 && { decisionG5: decide(outcomes, ['g4dn.xlarge', 'g5.xlarge'], prices) }),
    factor90Needed: neededFactor(profet, COVERAGE_90),
    families: familyErrors(profet.flatMap(({ families }) => families ?? [])),
  };
}

function roundedAll<T>(value: T): T {
  return JSON.parse(JSON.stringify(value, (_, entry: unknown) => (typeof entry === 'number' ? rounded(entry, 3) : entry))) as T;
}

function tableOf({ pairs, architectures, overall, decision, decisionG5 }: EvaluationJson): string {
  const cells = (name: string, { n, mape, medianApe, p90Ape, bias, coverage80, coverage90, width80 }: Summary) =>
    [name.padEnd(26), ...[n, mape, medianApe, p90Ape, bias, coverage80, coverage90, width80].map((value, index) => value.toFixed(index === 0 ? 0 : 1).padStart(8))].join('');
  const said = ({ n, top1, regret }: Decision) => `cheapest picked in ${top1.toFixed(1)} % of ${n}, mean regret ${regret.toFixed(2)} %`;
  return [
    `${'pair'.padEnd(26)}${['n', 'MAPE', 'median', 'p90', 'bias', 'cover80', 'cover90', 'width80'].map((title) => title.padStart(8)).join('')}`,
    ...pairs.map((pair) => cells(`${pair.anchor} -> ${pair.target}`, pair)),
    cells('the twelve PROFET pairs', overall),
    ...architectures.map(({ model, n, mape, coverage80 }) => `${model.padEnd(26)}${String(n).padStart(8)}${mape.toFixed(1).padStart(8)}${coverage80.toFixed(1).padStart(32)}`),
    `among ${PROFILED_TYPES.join(', ')}: ${said(decision)}`,
    ...(decisionG5 ? [`between g4dn.xlarge and g5.xlarge: ${said(decisionG5)}`] : []),
  ].join('\n');
}

runTool(main);
