/** Scores of the CPUs of AWS instance types, from the measurements of Spare Cores, kept apart as their licence asks (CC BY-SA 4.0). */

import { join } from 'node:path';
import { HOST_SPEEDS_FORMAT } from '../../src/core/predictor/cpu/hostSpeeds';
import { spreadAt, type CpuModel } from '../../src/core/predictor/cpu/cpuTransfer';
import { readTable } from '../dataset/table';
import { quantile, rounded } from '../predictor/statistics';

const SINGLE = 'gb_Single-Core_Performance_Score';
const MULTI = 'gb_Multi-Core_Performance_Score';

/** The text of media/data/host-speeds.json: both Geekbench scores of every AWS type that has them, by name. */
export function hostSpeedsText(data: string): string {
  const { rows } = readTable(join(data, 'sparecores', 'instance_measured_specs.csv'), ['vendor', 'instance', SINGLE, MULTI]);
  const scores = rows
    .filter((row) => row.cell('vendor') === 'aws' && Number(row.cell(SINGLE)) > 0 && Number(row.cell(MULTI)) > 0)
    .map((row) => [row.cell('instance'), [Number(row.cell(SINGLE)), Number(row.cell(MULTI))]] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify({
    format: HOST_SPEEDS_FORMAT,
    source: 'Spare Cores, sc-inspector-data @804d3c71: Geekbench single-core and multi-core scores',
    licence: 'Creative Commons Attribution-ShareAlike 4.0 International, creativecommons.org/licenses/by-sa/4.0; changed: two scores per type taken out of the raw outputs',
    model: fitCpuModel(data, new Map(scores.map(([name, [, multi]]) => [name, multi ?? NaN]))),
    scores: Object.fromEntries(scores),
  })}\n`;
}

interface CpuPair {
  readonly sameFamily: boolean;
  /** log(score here / score there). */
  readonly logScore: number;
  /** log(time there / time here). */
  readonly logTime: number;
}

/** Share of the pairs that an interval holds. */
const COVERAGE = 0.8;

/** The exponent by least squares over all pairs of types, and the half-widths that hold 80 % of the errors. */
function fitCpuModel(data: string, scores: ReadonlyMap<string, number>): CpuModel {
  const pairs = cpuPairs(data, scores);
  const exponent = pairs.reduce((sum, { logScore, logTime }) => sum + logScore * logTime, 0) / pairs.reduce((sum, { logScore }) => sum + logScore ** 2, 0);
  const widthOf = (same: boolean): number => quantile(
    pairs.filter(({ sameFamily }) => sameFamily === same).map(({ logScore, logTime }) => Math.abs(logTime - exponent * logScore) / spreadAt(1, exponent * logScore)), COVERAGE);
  return { exponent: rounded(exponent, 3), sameFamily: rounded(widthOf(true), 3), otherFamily: rounded(widthOf(false), 3) };
}

/** Every pair of types that ran the same model, each column of the table a model and a phase in milliseconds per token. */
function cpuPairs(data: string, scores: ReadonlyMap<string, number>): CpuPair[] {
  const { columns, rows } = readTable(join(data, 'sparecores', 'cpu_llm_matrix.csv'), ['instance', 'fam']);
  const measured = rows.flatMap((row) => {
    const score = scores.get(row.cell('instance'));
    return score === undefined ? [] : [{ row, score, family: row.cell('fam') }];
  });
  return columns.filter((column) => column.includes('|')).flatMap((column) => {
    const ran = measured.map((entry) => ({ ...entry, ms: Number(entry.row.cell(column)) })).filter(({ ms }) => ms > 0);
    return ran.flatMap((here) => ran.filter((there) => there !== here).map((there): CpuPair => ({
      sameFamily: here.family === there.family, logScore: Math.log(here.score / there.score), logTime: Math.log(there.ms / here.ms),
    })));
  });
}
