/** What is one click away: the job with its sources, the marks, refused targets, warnings; and the age of the prices. */

import type { Advice } from '../src/core/advice/advice';
import { milliseconds, UNKNOWN } from '../src/core/format';
import { TIERS } from '../src/core/predictor/predictor';
import { element, isolated } from './dom';
import { strings, ANCHOR_MARK, TIER_MARKS } from './strings';

/** The job's figures, each with where it came from. */
export function jobList(advice: Advice): HTMLElement {
  const { anchor, profile, job } = advice;
  const names = strings.jobFields;
  const fields: readonly (readonly [string, string, string | undefined])[] = [
    [names.anchor, anchor.instanceType, anchor.source],
    [names.stepMs, milliseconds(profile.stepMs), profile.stepMsSource],
    ...(['epochs', 'samplesPerEpoch', 'batchSize', 'stepsPerEpoch', 'precision'] as const).map((field) => {
      const value = job[field];
      const text = typeof value === 'number' ? value.toLocaleString('en-US') : value ?? UNKNOWN;
      return [names[field], text, job.sources[field]] as const;
    }),
  ];
  return element('dl', {}, ...fields.flatMap(([name, value, source]) => [
    element('dt', { text: name }),
    element('dd', {}, isolated(value), ...(source === undefined ? [] : [' ', isolated(source, { class: 'range' })])),
  ]));
}

/** What each mark stands for; only those tiers that occur. */
export function legendList(advice: Advice): HTMLElement {
  const item = (symbol: string, text: string): HTMLElement =>
    element('li', {}, element('span', { class: 'symbol', text: symbol, attributes: { 'aria-hidden': 'true' } }), element('span', { text }));
  const used = TIERS.filter((tier) => advice.candidates.some((candidate) => candidate.tier === tier));
  const items = [item(ANCHOR_MARK, strings.anchorMeaning), ...used.map((tier) => item(TIER_MARKS[tier], strings.tierMeaning[tier]))];
  if (advice.candidates.some(({ launchable }) => launchable === false)) items.push(item('▨', strings.hatchMeaning));
  return element('ul', { class: 'plain' }, ...items);
}

/** Targets without a figure, each with its reason. */
export function refusedList(advice: Advice): HTMLElement {
  return element('dl', {}, ...advice.refused.flatMap(({ instanceType, reason }) => [
    element('dt', {}, isolated(instanceType)), element('dd', {}, isolated(reason)),
  ]));
}

/** The warnings as they are. */
export function warningList(advice: Advice): HTMLElement {
  return element('ul', {}, ...advice.warnings.map((warning) => element('li', {}, isolated(warning))));
}

/** Dates and origins of the prices behind the figures, in one sentence. */
export function priceNote(advice: Advice): string {
  const offers = advice.candidates.flatMap((candidate) => candidate.offers);
  const dates = [...new Set(offers.map(({ asOf }) => asOf))].sort();
  if (dates.length === 0) return strings.noPriceDates;
  const origins = new Set(offers.map(({ layer, source }) => `${strings.layer[layer]}: ${source}`));
  const stale = offers.some((offer) => offer.stale === true) ? `, ${strings.stale}` : '';
  return `${strings.prices(dates.length === 1 ? `${dates[0]}` : `${dates[0]} – ${dates.at(-1)}`, [...origins].join('; '))}${stale}. ${strings.notIncluded}`;
}

/** The rate at which costs are shown in the user's currency too. */
export function rateNote({ currency }: Advice): string[] {
  return currency === null ? [] : [strings.rate(currency.perUsd, currency.code)];
}
