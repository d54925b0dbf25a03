/** Writes docs/accuracy.md from an evaluation; the sections of its studies stand in studies/report.ts. */

import { FACTOR_90 } from '../../src/core/predictor/intervals';
import type { Comparisons } from './compared';
import type { Workload } from './dataset';
import type { Decision } from './decision';
import type { EvaluationJson } from './evaluate';
import type { Summary } from './evaluation';
import { lesserSection } from './lesserReport';
import { markdownTable as table } from './markdown';
import { examplesOf, PAIRS } from './pairs';
import { mean } from './statistics';
import type { FamilyErrors } from './studies/families';
import { worst } from './studies/pointErrors';
import { studySections } from './studies/report';
import type { Studies } from './studies/studies';

/** Mean error by anchor that the authors of PROFET report for their method on the same twelve pairs, per cent. */
const PUBLISHED: Readonly<Record<string, number>> = { 'g3s.xlarge': 11, 'g4dn.xlarge': 11.7, 'p2.xlarge': 12.2, 'p3.2xlarge': 10.5 };
const PUBLISHED_MEAN = 11.3;

/** The whole document; without studies it has no sections of them. */
export function accuracyReport(evaluation: EvaluationJson, comparisons: Comparisons, workloads: readonly Workload[], studies?: Studies): string {
  const { pairs, architectures, overall, decision, decisionG5, factor90Needed, families, lesserProfiles, otherLogs } = evaluation;
  const profet = pairs.filter(({ target }) => PUBLISHED[target] !== undefined);
  const fromAnchor = (anchor: string) => mean(profet.filter((pair) => pair.anchor === anchor).map(({ mape }) => mape));
  return `${[
    '# Accuracy',
    '',
    `Written by \`npm run evaluate -- --data ../shared/data${studies ? ' --studies' : ''}\`; do not edit. What was tried and what it gave: [accuracy-notes.md](accuracy-notes.md). Devices that were not measured: [accuracy-transfer.md](accuracy-transfer.md).`,
    '',
    `Each of the ${architectures.length} architectures in the data was left out in turn: the whole bundle, intervals included, was trained without it, and every`,
    'single profile of it (nine repeats of each workload) was predicted by the predictor that users have. All figures are per cent. MAPE is the mean',
    'of |predicted / measured - 1|; *width* is the median half-width of the 80 % interval, as a share of the estimate.',
    '',
    '## Beside the published method',
    '',
    'PROFET (median of linear regression, random forest and DNN) on the same twelve pairs, each architecture left out, as its authors report it. They count',
    'fifteen architectures; the public tables hold twelve, so the comparison is close but not row by row.',
    '',
    ...table(['profile from', 'PROFET', 'here'], [
      ...Object.entries(PUBLISHED).map(([anchor, published]) => [anchor, published.toFixed(1), fromAnchor(anchor).toFixed(1)]),
      ['**mean of the twelve pairs**', PUBLISHED_MEAN.toFixed(1), `**${overall.mape.toFixed(1)}**`],
    ]),
    '',
    'Its members alone: linear regression 31, random forest 17, DNN 10.4.',
    '',
    '## Pairs',
    '',
    ...table(['pair', 'n', 'MAPE', 'median', 'p90', 'bias', 'in the 80 % interval', 'in the 90 % interval', 'width', 'noise floor'], [
      ...pairs.map((pair) => [`${pair.anchor} to ${pair.target}`, ...figures(pair), floor(pair, workloads)]),
      ['**the twelve PROFET pairs**', ...figures(overall), mean(profet.map((pair) => Number(floor(pair, workloads)))).toFixed(1)],
    ]),
    '',
    'The noise floor is the error left when the ratio of the two medians is known and only single runs differ. For g5.xlarge the truth is a ratio of',
    'medians, so it has none. p2 and g3s reach g5 through g4dn: two ratios from two datasets.',
    '',
    `The 90 % intervals are the 80 % intervals with ${FACTOR_90} times the half-width on the log (\`at90\` in src/core/predictor/intervals.ts). One factor serves all`,
    `pairs, and was chosen on outcomes like these; over the twelve, ${factor90Needed.toFixed(2)} would be exact here.`,
    '',
    '## Architectures, over the twelve pairs',
    '',
    ...table(['architecture', 'n', 'MAPE', 'in the 80 % interval'], architectures.map(({ model, n, mape, coverage80 }) => [model, String(n), mape.toFixed(1), coverage80.toFixed(1)])),
    '',
    '## The decision',
    '',
    'On-demand prices in us-east-1. The pick is the cheapest by predicted step (the anchor\'s own step is known), judged by measured steps.',
    '',
    ...table(['among', 'decisions', 'truly cheapest picked', 'mean cost regret'], [
      ['the four PROFET types', ...decisionFigures(decision)],
      ...(decisionG5 ? [['g4dn.xlarge and g5.xlarge', ...decisionFigures(decisionG5)]] : []),
    ]),
    '',
    ...familySection(families),
    ...lesserSection(lesserProfiles, otherLogs),
    ...(studies ? studySections(studies, { ...overall, worstArchitecture: worst(architectures) }) : []),
    '## Estimators compared',
    '',
    'The same split; fitted on medians over repeats, tested on single runs. "From device work" means: the estimator corrects what would come out if every kind of',
    'op scaled by its typical ratio; "and waiting": the rest of the step scaled by its typical ratio too. Others predict the log ratio itself.',
    '',
    ...comparisonTable(comparisons),
    '',
    'What ships is the mean, on the log, of three members that err differently: trees (thresholds between regimes), a kernel (smooth, additive) and',
    'neighbours (exact for relatives of known networks). Starting from typical op ratios matters more than the choice of regressor, and shrinks what',
    'a regressor must extrapolate for an architecture that it has not seen.',
  ].join('\n')}\n`;
}

/** One line per estimator; a column for each further split that was run. */
function comparisonTable({ architecture, architectureAndInput, topTen }: Comparisons): string[] {
  const others = [
    { title: 'MAPE, one input size left out', comparisons: architectureAndInput },
    { title: 'MAPE, only the ten longest ops named', comparisons: topTen },
  ].flatMap(({ title, comparisons }) => (comparisons === undefined ? [] : [{ title, comparisons }]));
  return table(['estimator', 'MAPE', 'median', 'worst pair', 'worst architecture', ...others.map(({ title }) => title)],
    architecture.map(({ name, mape, medianApe, worstPair, worstArchitecture }, index) => [
      name, ...[mape, medianApe, worstPair, worstArchitecture].map((value) => value.toFixed(1)),
      ...others.map(({ comparisons }) => comparisons[index]?.mape.toFixed(1) ?? ''),
    ]));
}

function familySection(families: readonly FamilyErrors[]): string[] {
  return [
    '## The profile on the target',
    '',
    'Predicted times by op family (the "why" of a prediction) against the profile that was measured on the target in the same repeat, corrected for what profiling adds; the twelve',
    'PROFET pairs. *Off by* is the mean of |predicted - measured|, as a share of the target\'s step; *error where large* the median of |predicted / measured - 1|',
    'where the family was measured to take over 5 % of the step.',
    '',
    ...table(['family', 'n', 'share of the step', 'off by', 'bias', 'n large', 'error where large'], families.map(({ family, n, share, ofStep, bias, nLarge, medianApeLarge }) =>
      [family, String(n), ...[share, ofStep, bias].map((value) => value.toFixed(1)), String(nLarge), medianApeLarge?.toFixed(1) ?? ''])),
    '',
  ];
}

function figures({ n, mape, medianApe, p90Ape, bias, coverage80, coverage90, width80 }: Summary): string[] {
  return [String(n), ...[mape, medianApe, p90Ape, bias, coverage80, coverage90, width80].map((value) => value.toFixed(1))];
}

function decisionFigures({ n, top1, regret }: Decision): string[] {
  return [String(n), `${top1.toFixed(1)} %`, `${regret.toFixed(2)} %`];
}

function floor({ anchor, target }: { readonly anchor: string; readonly target: string }, workloads: readonly Workload[]): string {
  const source = PAIRS.find((pair) => pair.anchor === anchor && pair.targets.some(({ instanceType }) => instanceType === target));
  const index = source?.targets.findIndex(({ instanceType }) => instanceType === target) ?? -1;
  if (!source?.targets[index]?.runLogRatio) return '';
  const errors = examplesOf(source, workloads).flatMap(({ logRatios, runs }) => runs.map((run) => 100 * Math.abs(Math.exp((logRatios[index] ?? NaN) - (run.logRatios[index] ?? NaN)) - 1)));
  return mean(errors).toFixed(1);
}
