/** What marks and patterns stand for. */

import type { Advice } from '../src/core/advice/advice';
import { TIERS } from '../src/core/predictor/predictor';
import type { Bar } from './bars';
import { element } from './dom';
import { ANCHOR_MARK, strings, TIER_MARKS } from './strings';

/** What each mark stands for; only those tiers that occur. */
export function legendList(advice: Advice): HTMLElement {
  const item = (symbol: string, text: string): HTMLElement =>
    element('li', {}, element('span', { class: 'symbol', text: symbol, attributes: { 'aria-hidden': 'true' } }), element('span', { text }));
  const used = TIERS.filter((tier) => advice.candidates.some((candidate) => candidate.tier === tier));
  const items = [item(ANCHOR_MARK, strings.anchorMeaning), ...used.map((tier) => item(TIER_MARKS[tier], strings.tierMeaning[tier]))];
  if (advice.candidates.some(({ launchable }) => launchable === false)) items.push(item('▨', strings.hatchMeaning));
  return element('ul', { class: 'plain' }, ...items);
}

/** Which pattern is which way to buy; nothing where there is only one. */
export function purchaseKey(bars: readonly Bar[]): readonly HTMLElement[] {
  const used = [...new Set(bars.map(({ purchase }) => purchase))];
  if (used.length < 2) return [];
  return [element('p', { class: 'key' }, ...used.map((purchase) => element('span', { class: 'key-entry' },
    element('span', { class: `swatch ${purchase}`, attributes: { 'aria-hidden': 'true' } }), strings.purchase[purchase])))];
}
