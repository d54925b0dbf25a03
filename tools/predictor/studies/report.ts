/** The sections of docs/accuracy.md that the studies fill. */

import { markdownTable } from '../markdown';
import type { PointSummary } from './pointErrors';
import type { Studies } from './studies';
import type { TopOpsRow } from './topOps';
import { CHANGES, type WhatIfErrors } from './whatIf';

/** What each kind of change asks. */
const CHANGE_TITLES: Readonly<Record<typeof CHANGES[number], string>> = {
  interiorBatch: 'a batch size between two measured ones (the ends of the curve)',
  largerBatch: 'a larger batch size than two measured ones (the two smallest of the curve)',
  otherBatch: 'another batch size, from one profile',
  batchByTwo: 'of these: twice or half the batch size',
  otherInput: 'another input size, from one profile',
};

/** A line of the main evaluation to compare with. */
export interface LeftOutArchitectures {
  readonly n: number;
  readonly mape: number;
  readonly medianApe: number;
  readonly worstArchitecture: { readonly model: string; readonly mape: number };
}

/** All sections. `main` is the main evaluation over the same twelve pairs. */
export function studySections({ splits, topOps, evaluatedOnly, whatIf }: Studies, main: LeftOutArchitectures): string[] {
  return [
    '## Another split: an architecture seen at other input sizes',
    '',
    'Left out in turn: each architecture at one input size, while its other input sizes stay in training. That is the case of a user whose network is a known one. The',
    'twelve PROFET pairs; estimates of the shipped ensemble without its intervals.',
    '',
    ...markdownTable(['left out', 'n', 'MAPE', 'median', 'worst architecture'], [
      ['architecture (above)', ...errors(main)],
      ['architecture at one input size', ...errors(splits.architectureAndInput)],
    ]),
    '',
    '## Profiles that name only their longest ops',
    '',
    'What is lost when a profile comes from a table of its longest op types on the device (idle time is stated beside them, the step is measured). Each architecture left out,',
    `the twelve PROFET pairs, estimates only. The fullest profile in the data has ${topOps.mostOps} op types on the device, so a longer table holds every op.`,
    '',
    ...markdownTable(['op types named', 'device time named', 'training profiles', 'MAPE', 'median', 'worst pair', 'worst architecture'], topOps.rows.map((row) => topOpsCells(row, topOps.mostOps))),
    '',
    ...evaluatedOnlySection(evaluatedOnly),
    '## What if the batch or the input had another size',
    '',
    'Steps on the same instance type, each architecture left out of the model of changes; medians over repeats. Two measured batch sizes make a line, one profile needs the model.',
    '',
    ...changeTable(whatIf),
    '',
  ];
}

function errors({ n, mape, medianApe, worstArchitecture: { model, mape: worst } }: LeftOutArchitectures): string[] {
  return [String(n), mape.toFixed(1), medianApe.toFixed(1), `${model} ${worst.toFixed(1)}`];
}

function topOpsCells({ ops, timeNamed, trainedAlike, mape, medianApe, worstPair, worstArchitecture }: TopOpsRow, mostOps: number): string[] {
  return [
    ops < mostOps ? String(ops) : `${ops} (every op)`, timeNamed.toFixed(1), trainedAlike ? 'cut too' : 'whole', mape.toFixed(1), medianApe.toFixed(1),
    worstPair.mape.toFixed(1), `${worstArchitecture.model} ${worstArchitecture.mape.toFixed(1)}`,
  ];
}

function evaluatedOnlySection(pairs: Studies['evaluatedOnly']): string[] {
  if (pairs.length === 0) return [];
  const cells = ({ n, architectures, mape, medianApe, worstArchitecture }: PointSummary & { readonly architectures: number }): string[] =>
    [String(n), String(architectures), mape.toFixed(1), medianApe.toFixed(1), `${worstArchitecture.model} ${worstArchitecture.mape.toFixed(1)}`];
  return [
    '## A GPU that does not ship',
    '',
    'The P100 by the same code path as g5.xlarge: PROFET\'s profile, and the ratio of two times of the other dataset. No AWS instance type holds a P100, so it is evaluated and not',
    'bundled. The way back, from a profile on a P100 or on g5.xlarge, cannot be evaluated or offered: on neither was a profile taken, only times.',
    '',
    ...markdownTable(['pair', 'n', 'architectures', 'MAPE', 'median', 'worst architecture'], pairs.map((pair) => [`${pair.anchor} to ${pair.target}`, ...cells(pair)])),
    '',
  ];
}

function changeTable(whatIf: WhatIfErrors): string[] {
  return markdownTable(['asked for', 'n', 'median', 'p90', 'in the 80 % interval'], CHANGES.map((change) => {
    const { n, medianApe, p90Ape, coverage80 } = whatIf[change];
    return [CHANGE_TITLES[change], String(n), medianApe.toFixed(1), p90Ape.toFixed(1), coverage80.toFixed(1)];
  }));
}
