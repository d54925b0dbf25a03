import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { formatsReport, readSamples, stepOf, type Row } from '../../../tools/formats/report';
import { repoRoot } from '../../../tools/paths';
import { describeShared, SHARED } from '../shared';

describeShared('every sample file has the step of a second method, within one per cent', () => {
  const rows: readonly Row[] = readSamples(SHARED);
  const compared = rows.filter(({ result, expectedStepMs }) => result.ok && expectedStepMs !== undefined);

  test('there are many, and many have a step time by a second method', () => {
    expect(rows.length).toBeGreaterThan(200);
    expect(compared.length).toBeGreaterThan(40);
  });

  test.each(compared.map((row) => [row.path, row] as const))('%s', (_, row) => {
    expect(Math.abs((stepOf(row) ?? NaN) / (row.expectedStepMs ?? NaN) - 1)).toBeLessThan(0.01);
  });

  test('docs/formats.md says what becomes of each', () => expect(formatsReport(rows)).toBe(readFileSync(join(repoRoot, 'docs', 'formats.md'), 'utf8')));
});
