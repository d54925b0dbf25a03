/** What a view asks for when a part of it is opened: advice at other batch sizes, offers in other regions. */

import type { CostedOffer } from '../core/advice/advice';
import type { WhatIfLadder, Rung } from '../core/advice/whatIfLadder';
import { rungAt, rungSizes } from '../core/advice/whatIfRungs';
import type { AdviceSession } from './adviceSession';
import type { KnowledgeStore } from './knowledgeStore';

/** A ladder, or a sentence why there is none. */
export interface FurtherAdvice {
  readonly ladder: WhatIfLadder;
  readonly problem: string | null;
}

/** The ladder for the profile that is shown; undefined when another one has been shown, or answered differently, meanwhile. */
export async function whatIfLadder(session: AdviceSession, knowledge: KnowledgeStore): Promise<FurtherAdvice | undefined> {
  const { opened } = session;
  const known = await knowledge.load();
  if (opened === undefined || !known.ok) return undefined;
  const { named, answers } = opened;
  if (answers.batchSize === undefined) return { ladder: [], problem: 'The batch size of the profile is not known: give it in the job.' };
  const scope = session.scope();
  const ladder: Rung[] = [];
  let problem: string | null = null;
  for (const batchSize of rungSizes(answers.batchSize)) {
    const rung = rungAt(batchSize, named, answers, scope, known.value);
    if (rung.ok) ladder.push(rung.value);
    else problem ??= `${rung.failure.message} ${rung.failure.action}`;
    // Each rung is an advice for all types: between two of them others get their turn.
    await new Promise((next) => setTimeout(next, 0));
    if (session.opened !== opened) return undefined;
  }
  return ladder.length < 2 ? { ladder: [], problem: problem ?? 'No other batch size can be predicted.' } : { ladder, problem: null };
}

/** Offers of a type in every region with prices; empty when the type cannot be predicted. */
export async function offersEverywhere(session: AdviceSession, knowledge: KnowledgeStore, instanceType: string): Promise<readonly CostedOffer[]> {
  const known = await knowledge.load();
  if (!known.ok) return [];
  return known.value.prices.regions.flatMap((region) => {
    const advice = session.adviceFrom(known.value, { region, targets: [instanceType] });
    return advice.ok ? advice.value.candidates.find((candidate) => candidate.instanceType === instanceType)?.offers ?? [] : [];
  });
}
