/** What is one click away: warnings; and the age of the prices. */

import type { Advice } from '../src/core/advice/advice';
import { element, isolated } from './dom';
import { strings } from './strings';

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
