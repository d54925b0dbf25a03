import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import { advise } from '../../../src/core/advice/advise';
import { resolveJob } from '../../../src/core/advice/job';
import { adviceHint } from '../../../src/core/advice/hint';
import { REPORT_WRITERS } from '../../../src/core/advice/reportFormats';
import { csvReport, escapeMarkdown, markdownReport, textReport } from '../../../src/core/advice/reports';
import { EMPTY_PROFILE, knowledgeWith } from './knowledge';

function adviceNamed(profileName: string, answers = { epochs: 10, samplesPerEpoch: 50_000, batchSize: 128 }) {
  const result = advise({
    profileName, profile: EMPTY_PROFILE, region: 'us-east-1', purchases: ['on-demand'],
    anchor: { value: 'here.xlarge', source: 'given', certainty: 'measured' },
    stepMs: { value: 360, source: 'given', certainty: 'measured' },
    job: resolveJob(EMPTY_PROFILE, answers),
  }, knowledgeWith({ 'here.xlarge': [1, 0.02], 'fast.xlarge': [0.25, 0.1] }));
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

const HOSTILE = '=cmd|<img src=x onerror=alert(1)>`*_[]\n.json';

describe('reports', () => {
  test('the text table has a line per candidate with step, epoch, cost, tier and price date', () => {
    const text = textReport(adviceNamed('run.json'));
    // fast: 90 ms a step (81 to 99), 391 steps last 35.19 s, at $1 an hour $0.009775 (0.0087975 to 0.0107525).
    expect(text).toMatch(/fast\.xlarge +A10G +measured +90\.0 ms \(81\.0–99\.0 ms\) +35\.2 s \(31\.7–38\.7 s\) +\$0\.0097[78] \(\$0\.00880–0\.0108\) +on-demand +\$1 +2026-07-20/);
    expect(text).toContain('Ranges hold the truth with 80 % probability.');
    expect(text).toContain('new.xlarge: No measured pair leads to it.');
  });

  test('CSV carries unrounded figures that parse back', () => {
    const [heading = [], ...rows] = Papa.parse(csvReport(adviceNamed('run.json')).trim(), { delimiter: ',', newline: '\n' }).data;
    const column = (name: string) => rows.map((row) => row[heading.indexOf(name)]);
    expect(column('instanceType')).toEqual(['fast.xlarge', 'here.xlarge']);
    expect(Number(column('epochUsd')[0])).toBeCloseTo(0.009775, 12);
    expect(Number(column('stepLowMs')[0])).toBeCloseTo(81, 12);
    expect(rows.flat()).not.toContain('NaN');
  });

  test.each(['csv', 'json', 'markdown'] as const)('%s names model version, date of prices, anchor and what was assumed', (format) => {
    // The file says no precision and nobody gave one.
    const report = REPORT_WRITERS[format].write(adviceNamed('run.json'));
    for (const part of ['test-1', '2026-07-20', 'here.xlarge', 'precision']) expect(report).toContain(part);
    expect(report).toMatch(/assumed/i);
  });

  test('hostile file names stay text in Markdown', () => {
    const markdown = markdownReport(adviceNamed(HOSTILE));
    expect(markdown).not.toContain('<img');
    expect(escapeMarkdown('a|b\n<i>')).toBe('a\\|b &lt;i&gt;');
  });

  test('the hint compares here and there in two lines', () => {
    expect(adviceHint(adviceNamed('run.json'))).toEqual({
      headline: '**$0.020 per epoch** here (here.xlarge) · **$0.0098** on fast.xlarge (−50 %)',
      detail: '10 epochs: $0.20 in 23 min here, $0.098 in 5.9 min there · price of 2026-07-20',
    });
  });

  test('no hint while the cost per epoch is unknown', () => {
    const advice = adviceNamed('run.json');
    const offers = advice.candidates.map((candidate) => ({ ...candidate, offers: candidate.offers.map((offer) => ({ ...offer, usdPerEpoch: null })) }));
    expect(adviceHint({ ...advice, candidates: offers })).toBeUndefined();
  });
});
