/** spot-advisor.csv in, the part of media/data/prices.json out that says how often spot capacity was reclaimed. */

import { join } from 'node:path';
import { INTERRUPTION_BANDS } from '../../src/core/pricing/offer';
import { readTable } from '../dataset/table';

/** Per type one digit for each region: the index of its band, `-` where none is known. */
export interface InterruptionsDocument {
  readonly asOf: string;
  readonly source: string;
  readonly regions: readonly string[];
  readonly bands: Readonly<Record<string, string>>;
}

/** What users see as the source; NOTICE lists it too. */
const SOURCE = 'AWS Spot Instance Advisor, as kept by spotinfo (5eedf20)';

/** The bands of catalogued types. Throws when the table is not of one date and source, since the document has room for one. */
export function buildInterruptions(awsDirectory: string, knownTypes: ReadonlySet<string>): InterruptionsDocument {
  const { rows } = readTable(join(awsDirectory, 'spot-advisor.csv'), ['instanceType', 'region', 'interruptionRange', 'asOf', 'source']);
  const origins = new Set(rows.map((row) => `${row.cell('asOf')} ${row.cell('source')}`));
  const [asOf, source] = [...origins][0]?.split(/ (.*)/) ?? [];
  if (origins.size !== 1 || asOf === undefined || source !== 'spotinfo 5eedf20') throw new Error(`spot-advisor.csv: expected one date and the source spotinfo 5eedf20, found ${[...origins].join(', ')}`);
  const regions = [...new Set(rows.map((row) => row.cell('region')))].sort();
  const digits = new Map<string, string[]>();
  for (const row of rows) {
    const band = INTERRUPTION_BANDS.findIndex((name) => name === row.cell('interruptionRange'));
    const type = row.cell('instanceType');
    if (band < 0) throw new Error(`${row.place}: the band "${row.cell('interruptionRange')}" is not one of ${INTERRUPTION_BANDS.join(', ')}`);
    if (!knownTypes.has(type)) continue;
    const line = digits.get(type) ?? regions.map(() => '-');
    line[regions.indexOf(row.cell('region'))] = String(band);
    digits.set(type, line);
  }
  return { asOf, source: SOURCE, regions, bands: Object.fromEntries([...digits].sort(([a], [b]) => (a < b ? -1 : 1)).map(([type, line]) => [type, line.join('')])) };
}
