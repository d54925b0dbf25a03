/** The decision, and the doubt beside it. */

import type { Advice } from '../src/core/advice/advice';
import { inCurrency } from '../src/core/advice/offerNotes';
import { duration, milliseconds, percent, range, usd } from '../src/core/format';
import { element, isolated, mark } from './dom';
import { costBasis, costOf } from './rows';
import { ANCHOR_MARK, strings, TIER_MARKS } from './strings';

/** What was profiled and where, in one line. */
export function profileFacts(advice: Advice): HTMLElement {
  const { anchor, profile, job } = advice;
  const facts: Node[] = [
    element('span', {}, isolated(anchor.instanceType, { title: anchor.source }), ' ', mark(ANCHOR_MARK, strings.yours)),
    element('span', { text: strings.perStep(milliseconds(profile.stepMs)), title: profile.stepMsSource }),
  ];
  if (job.batchSize !== null) facts.push(element('span', { text: strings.batch(job.batchSize) }));
  facts.push(element('span', { text: job.precision }));
  return element('p', { class: 'facts' }, ...facts);
}

/** What the run waits for, and what the verdict rests on: cost with interval, tier, the whole job, and ties. */
export function verdictFacts(advice: Advice): HTMLElement {
  const lines = element('div', { class: 'doubt' });
  if (advice.profile.bottleneck !== null) lines.append(element('p', { text: advice.profile.bottleneck }));
  const basis = costBasis(advice);
  const chosen = advice.candidates.find(({ instanceType }) => instanceType === advice.verdict.instanceType);
  const offer = chosen?.offers.find(({ purchase }) => purchase === advice.verdict.purchase) ?? chosen?.offers[0];
  const cost = costOf(offer, basis);
  if (chosen === undefined || cost === null) return lines;
  const { currency } = advice;
  const costText = currency === null ? usd(cost.estimate) : `${usd(cost.estimate)} (${inCurrency(cost.estimate, currency)})`;
  const doubt = strings.interval(range(cost, usd), percent(cost.coverage));
  const facts = element('p', { class: 'facts' }, element('span', { title: strings.tierMeaning[chosen.tier] },
    element('span', { text: TIER_MARKS[chosen.tier], attributes: { 'aria-hidden': 'true' } }), ` ${strings.tier[chosen.tier]}`));
  lines.append(element('p', { text: strings.costWithDoubt(costText, strings.costFor[basis], doubt) }), facts);
  if (offer?.usdPerJob && chosen.secondsPerEpoch) {
    const seconds = chosen.secondsPerEpoch.estimate * advice.job.epochs;
    facts.append(element('span', { text: strings.job(advice.job.epochs, usd(offer.usdPerJob.estimate), duration(seconds, 2)) }));
  }
  const tie = advice.ties.find((types) => types.includes(chosen.instanceType));
  if (tie !== undefined) lines.append(element('p', {}, isolated(strings.tied(tie.join(', ')))));
  return lines;
}
