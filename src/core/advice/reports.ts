/** Advice as text, Markdown and CSV. JSON needs no writer: it is the advice itself. */

import Papa from 'papaparse';
import { duration, milliseconds, range, UNKNOWN, usd } from '../format';
import type { Interval } from '../predictor/predictor';
import type { Advice, Candidate, CostedOffer } from './advice';
import { assumedFields, jobLine } from './jobLine';
import { datedPrice, NOT_INCLUDED, offerNotes, priceLines, rangeInCurrency } from './offerNotes';
import { PURCHASE_WORDS } from './verdict';

/** A candidate with one of its offers; a candidate without any price is one row without offer. */
export interface AdviceRow {
  readonly candidate: Candidate;
  readonly offer: CostedOffer | undefined;
}

/** One row per candidate and offer, in the advice's order. */
export function adviceRows(advice: Advice): AdviceRow[] {
  return advice.candidates.flatMap((candidate): AdviceRow[] =>
    candidate.offers.length === 0 ? [{ candidate, offer: undefined }] : candidate.offers.map((offer) => ({ candidate, offer })));
}

/** A note of one or two words: where the user is, or why a row is not recommended. */
export function rowNote(advice: Advice, { candidate }: AdviceRow): string {
  return [
    ...(candidate.instanceType === advice.anchor.instanceType ? ['anchor'] : []),
    ...(candidate.launchable === false ? [candidate.retired ? 'retired' : 'not offered here'] : []),
    ...(candidate.launchable === null ? ['offering unknown'] : []),
    ...(candidate.memoryFit === 'no' ? ['too little memory'] : candidate.memoryFit === 'tight' ? ['memory tight'] : []),
  ].join(', ');
}

const withRange = (interval: Interval | null | undefined, write: (value: number) => string): string =>
  interval === null || interval === undefined ? UNKNOWN : `${write(interval.estimate)} (${range(interval, write)})`;

/** Stands in for the code of the user's currency. */
const CURRENCY = 'currency';

/** The table for people: heading and cell writer of each column. */
const COLUMNS: readonly { readonly title: string; readonly cell: (row: AdviceRow, advice: Advice) => string }[] = [
  { title: 'Instance', cell: ({ candidate }) => candidate.instanceType },
  { title: 'Device', cell: ({ candidate }) => candidate.device ?? UNKNOWN },
  { title: 'Tier', cell: ({ candidate }) => candidate.tier },
  { title: 'Step', cell: ({ candidate }) => withRange(candidate.stepMs, milliseconds) },
  { title: 'Epoch', cell: ({ candidate }) => withRange(candidate.secondsPerEpoch, duration) },
  { title: '$/epoch', cell: ({ offer }) => withRange(offer?.usdPerEpoch, usd) },
  { title: '$/1,000 steps', cell: ({ offer }) => withRange(offer?.usdPer1000Steps, usd) },
  { title: CURRENCY, cell: ({ offer }, { currency, job }) => {
    const cost = job.stepsPerEpoch === null ? offer?.usdPer1000Steps : offer?.usdPerEpoch;
    return currency === null || cost === null || cost === undefined ? UNKNOWN : rangeInCurrency(cost, currency);
  } },
  { title: 'Purchase', cell: ({ offer }) => (offer === undefined ? UNKNOWN : PURCHASE_WORDS[offer.purchase]) },
  { title: '$/h', cell: ({ offer }) => (offer === undefined ? UNKNOWN : `$${offer.usdPerHour}`) },
  { title: 'Price of', cell: ({ offer }) => (offer === undefined ? UNKNOWN : `${datedPrice(offer)} ${offer.layer}`) },
  { title: 'Note', cell: (row, advice) => rowNote(advice, row) },
];

/** Columns that say something: cost per 1,000 steps stands in only while the cost per epoch is unknown. */
function columnsFor(advice: Advice): typeof COLUMNS {
  const hidden = [...(advice.job.stepsPerEpoch === null ? ['Epoch', '$/epoch'] : ['$/1,000 steps']), ...(advice.currency === null ? [CURRENCY] : [])];
  return COLUMNS.filter(({ title }) => !hidden.includes(title));
}

function tableOf(advice: Advice): { titles: string[]; rows: string[][] } {
  const columns = columnsFor(advice);
  const rows = adviceRows(advice).map((row) => columns.map(({ cell }) => cell(row, advice)));
  const { currency, job } = advice;
  const currencyTitle = `${currency?.code ?? ''}/${job.stepsPerEpoch === null ? '1,000 steps' : 'epoch'}`;
  return { titles: columns.map(({ title }) => (title === CURRENCY ? currencyTitle : title)), rows };
}

function bottleneckLines({ profile }: Advice): string[] {
  return profile.bottleneck === null ? [] : [profile.bottleneck];
}

/** Refusals in few lines: targets that share a reason (their own name aside) are listed together. */
export function refusalLines(advice: Advice): string[] {
  const byReason = new Map<string, string[]>();
  for (const { instanceType, reason } of advice.refused) {
    const shared = reason.split(instanceType).join('it');
    byReason.set(shared, [...(byReason.get(shared) ?? []), instanceType]);
  }
  return [...byReason].map(([shared, names]) =>
    (names.length === 1 ? `${names[0] ?? ''}: ${shared}` : `${names.length} types (${summary(names)}): ${shared}`));
}

function summary(names: readonly string[]): string {
  return names.length <= 4 ? names.join(', ') : `${names.slice(0, 3).join(', ')}, and ${names.length - 3} more`;
}

/** What is to be known of each price beyond its figure, those that share a sentence together. Assumptions are among the warnings. */
export function offerNoteLines(advice: Advice): string[] {
  const byNote = new Map<string, string[]>();
  for (const { candidate, offer } of adviceRows(advice)) {
    if (offer === undefined) continue;
    for (const note of offerNotes(offer).filter((text) => text !== offer.assumption)) {
      byNote.set(note, [...(byNote.get(note) ?? []), `${candidate.instanceType} ${PURCHASE_WORDS[offer.purchase]}`]);
    }
  }
  return [...byNote].map(([note, names]) => `${summary(names)}: ${note}`);
}

function noteLines(advice: Advice, title: string): string[] {
  const lines = offerNoteLines(advice);
  return lines.length === 0 ? [] : ['', title, ...lines.map((text) => `  ${text}`)];
}

/** The report for a terminal. */
export function textReport(advice: Advice): string {
  const { titles, rows } = tableOf(advice);
  const widths = titles.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)));
  const line = (cells: readonly string[]): string => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd();
  const coverage = advice.candidates[0] === undefined ? '' : ` Ranges hold the truth with ${Math.round(advice.candidates[0].stepMs.coverage * 100)} % probability.`;
  return [
    advice.verdict.sentence,
    '',
    line(titles),
    line(widths.map((width) => '-'.repeat(width))),
    ...rows.map(line),
    '',
    jobLine(advice),
    ...bottleneckLines(advice),
    `${NOT_INCLUDED}${coverage}`,
    ...priceLines(advice),
    ...noteLines(advice, 'On the prices:'),
    ...(advice.refused.length === 0 ? [] : ['', 'Not predicted:', ...refusalLines(advice).map((text) => `  ${text}`)]),
    ...(advice.warnings.length === 0 ? [] : ['', 'Note:', ...advice.warnings.map((text) => `  ${text}`)]),
    '',
  ].join('\n');
}

/** The report for a pull request. */
export function markdownReport(advice: Advice): string {
  const { titles, rows } = tableOf(advice);
  const line = (cells: readonly string[]): string => `| ${cells.map(escapeMarkdown).join(' | ')} |`;
  const bullets = [...priceLines(advice), ...offerNoteLines(advice), ...refusalLines(advice).map((text) => `Not predicted: ${text}`), ...advice.warnings];
  return [
    `**${escapeMarkdown(advice.verdict.sentence)}**`,
    '',
    line(titles),
    line(titles.map(() => '---')),
    ...rows.map(line),
    '',
    escapeMarkdown(jobLine(advice)),
    '',
    ...bottleneckLines(advice).flatMap((text) => [escapeMarkdown(text), '']),
    ...bullets.map((text) => `- ${escapeMarkdown(text)}`),
    ...(assumedFields(advice).length === 0 ? [] : [`- Assumed: ${assumedFields(advice).join(', ')}.`]),
    `- Model ${escapeMarkdown(advice.modelVersion)}. ${NOT_INCLUDED}`,
    '',
  ].join('\n');
}

/** Makes any text safe inside a Markdown table cell: no markup, no HTML, no line breaks. */
export function escapeMarkdown(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_[\]|#]/g, '\\$&').replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** One line per candidate and offer with unrounded figures; formulas are defused for spreadsheets. */
export function csvReport(advice: Advice): string {
  const interval = (name: string, unit: string, value: Interval | null | undefined): Record<string, number | null> => ({
    [`${name}${unit}`]: value?.estimate ?? null,
    [`${name}Low${unit}`]: value?.low ?? null,
    [`${name}High${unit}`]: value?.high ?? null,
  });
  const records = adviceRows(advice).map(({ candidate, offer }) => ({
    instanceType: candidate.instanceType,
    device: candidate.device,
    architecture: candidate.architecture,
    vCpus: candidate.vCpus,
    tier: candidate.tier,
    launchable: candidate.launchable,
    memoryFit: candidate.memoryFit,
    purchase: offer?.purchase ?? null,
    region: advice.region,
    usdPerHour: offer?.usdPerHour ?? null,
    priceAsOf: offer?.asOf ?? null,
    priceLayer: offer?.layer ?? null,
    ...interval('step', 'Ms', candidate.stepMs),
    ...interval('epoch', 'Seconds', candidate.secondsPerEpoch),
    ...interval('epoch', 'Usd', offer?.usdPerEpoch),
    ...interval('job', 'Usd', offer?.usdPerJob),
    anchor: advice.anchor.instanceType,
    modelVersion: advice.modelVersion,
    epochs: advice.job.epochs,
    samplesPerEpoch: advice.job.samplesPerEpoch,
    batchSize: advice.job.batchSize,
    precision: advice.job.precision,
    assumed: assumedFields(advice).join(' '),
    priceSource: offer?.source ?? null,
    priceStale: offer?.stale ?? null,
    ...interval('jobExpected', 'Usd', offer?.expected?.usdPerJob),
    currency: advice.currency?.code ?? null,
    currencyPerUsd: advice.currency?.perUsd ?? null,
  }));
  return `${Papa.unparse(records, { newline: '\n', escapeFormulae: true })}\n`;
}
