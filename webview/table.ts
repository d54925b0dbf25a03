/** The chart's twin for reading: every figure with its interval, one group of rows per instance type. */

import type { Advice, CostedOffer } from '../src/core/advice/advice';
import { inCurrency, offerNotes, STALE_RULE } from '../src/core/advice/offerNotes';
import { duration, milliseconds, percent, range, UNKNOWN, usd } from '../src/core/format';
import type { Interval } from '../src/core/predictor/predictor';
import { element, isolated, mark } from './dom';
import { costBasis, costOf, type CostBasis, type Row } from './rows';
import { ANCHOR_MARK, strings, TIER_MARKS } from './strings';

/** Fills the table anew; opened reasons stay open, and the focus stays on the reason that has it. */
export function fillTable(table: HTMLTableElement, advice: Advice, rows: readonly Row[]): void {
  const basis = costBasis(advice);
  const open = new Set([...table.querySelectorAll<HTMLElement>('details[open]')].map(({ dataset }) => dataset['type']));
  const focused = document.activeElement?.closest<HTMLElement>('table details')?.dataset['type'];
  table.replaceChildren(caption(advice, basis), head(basis), ...rows.map((row) => group(row, basis, advice.currency)));
  for (const details of table.querySelectorAll('details')) {
    details.open = open.has(details.dataset['type']);
    if (focused !== undefined && details.dataset['type'] === focused) details.querySelector('summary')?.focus();
  }
}

function caption(advice: Advice, basis: CostBasis): HTMLElement {
  const coverage = percent(advice.candidates[0]?.stepMs.coverage ?? Number.NaN);
  return element('caption', { class: 'sr-only', text: strings.caption(strings.costFor[basis], coverage) });
}

function head(basis: CostBasis): HTMLElement {
  const { instance, step, epoch, price, tier, device } = strings.columns;
  const titles = [instance, strings.cost[basis], step, epoch, tier, price, device];
  const cells = titles.map((text) => element('th', { text, attributes: { scope: 'col' } }));
  return element('thead', {}, element('tr', {}, ...cells));
}

/** The cheapest offer in the first row, further ones below it; what holds for all of them spans the group. */
function group(row: Row, basis: CostBasis, currency: Advice['currency']): HTMLElement {
  const { candidate, offers } = row;
  const span = { rowspan: String(Math.max(1, offers.length)) };
  const [first, ...others] = offers;
  const epoch = candidate.secondsPerEpoch;
  const classes = [row.launchable ? '' : 'muted', row.isRecommended ? 'recommended' : ''].filter(Boolean).join(' ');
  return element('tbody', { class: classes },
    element('tr', {},
      element('th', { attributes: { scope: 'rowgroup', ...span } }, ...heading(row)),
      costCell(first, basis, currency),
      figureCell(candidate.stepMs, milliseconds, span),
      epoch === null ? unknownCell(strings.epochUnknown, span) : figureCell(epoch, duration, span),
      element('td', { attributes: span }, element('span', { text: TIER_MARKS[candidate.tier], attributes: { 'aria-hidden': 'true' } }),
        ` ${strings.tier[candidate.tier]}`),
      priceCell(first),
      element('td', { attributes: span }, isolated(candidate.device ?? strings.cpuOnly)),
    ),
    ...others.map((offer) => element('tr', { class: 'further' }, costCell(offer, basis, currency), priceCell(offer))));
}

/** Name, marks, and why: folded where the type can be had, in plain sight where it cannot. */
function heading({ candidate, isAnchor, isRecommended, launchable }: Row): readonly (Node | string)[] {
  const name = element('span', { class: 'name' }, isolated(candidate.instanceType));
  if (isAnchor) name.append(' ', mark(ANCHOR_MARK, strings.yours));
  if (isRecommended) name.append(element('span', { class: 'sr-only', text: `, ${strings.recommended}` }));
  const sentences = [strings.memory[candidate.memoryFit], ...candidate.why, ...candidate.offers.flatMap(offerNotes)].filter((sentence) => sentence !== '');
  if (!launchable) {
    const reason = sentences.length > 0 ? sentences.join(' ') : strings.noReason;
    const label = candidate.retired ? strings.retired : strings.notOffered;
    return [name, ' ', element('span', { class: 'badge', text: label }), element('p', { class: 'reason', text: reason, title: reason })];
  }
  if (sentences.length === 0) return [name];
  const why = element('details', {}, element('summary', {}, name), element('p', { class: 'reason', text: sentences.join(' ') }));
  why.dataset['type'] = candidate.instanceType;
  return [why];
}

/** The purchase option stands with the cost, where it tells the rows of a group apart at every width. */
function costCell(offer: CostedOffer | undefined, basis: CostBasis, currency: Advice['currency']): HTMLElement {
  const cost = costOf(offer, basis);
  if (offer === undefined || cost === null) return unknownCell(offer === undefined ? strings.noPrice : strings.epochUnknown, {});
  const cell = figureCell(cost, usd, {});
  cell.firstElementChild?.append(' ', element('span', { class: 'range', text: strings.purchase[offer.purchase] }));
  if (currency !== null) cell.append(element('span', { class: 'range', text: inCurrency(cost.estimate, currency) }));
  return cell;
}

function priceCell(offer: CostedOffer | undefined): HTMLElement {
  if (offer === undefined) return unknownCell(strings.noPrice, {});
  const age = [offer.asOf, strings.layer[offer.layer], ...(offer.stale === true ? [strings.stale] : [])].join(', ');
  return element('td', { class: 'figure', title: [`${offer.source}.`, ...(offer.stale === true ? [strings.staleMeaning(STALE_RULE)] : []), ...offerNotes(offer)].join(' ') },
    element('span', { text: strings.perHour(usd(offer.usdPerHour, 4)) }),
    element('span', { class: 'range', text: age }));
}

function figureCell(interval: Interval, write: (value: number) => string, attributes: Readonly<Record<string, string>>): HTMLElement {
  return element('td', { class: 'figure', attributes },
    element('span', { text: write(interval.estimate) }),
    element('span', { class: 'range', text: range(interval, write) }));
}

function unknownCell(reason: string, attributes: Readonly<Record<string, string>>): HTMLElement {
  return element('td', { class: 'figure', title: reason, attributes },
    element('span', { text: UNKNOWN, attributes: { 'aria-hidden': 'true' } }),
    element('span', { class: 'sr-only', text: reason }));
}
