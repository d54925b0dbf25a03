/** Advice at today's prices: asks a live source for what the advice needs and is not known freshly, and falls back a layer where it does not answer. */

import { fail, success, type Failure, type Result } from '../failure';
import { quotedBehind } from '../pricing/derivedOffers';
import type { FetchOffers, LiveOffers, LivePriceRequest } from '../pricing/livePrices';
import type { Purchase } from '../pricing/offer';
import { freshAnswers, hasFreshOfferings, withAnswer } from '../pricing/priceCache';
import type { Advice } from './advice';
import type { Knowledge } from './advise';
import { layeredKnowledge, type PriceLayers } from './priceLayers';

/** What to refresh, and who asks AWS. */
export interface RefreshRequest {
  /** Advice from some knowledge: what it names is what is asked for. */
  readonly advise: (knowledge: Knowledge) => Result<Advice>;
  readonly bundled: Knowledge;
  readonly layers: PriceLayers;
  readonly purchases: readonly Purchase[];
  /** Loads the AWS code; called only when something has to be asked. */
  readonly loadAws: () => Promise<FetchOffers>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly options?: Pick<LivePriceRequest, 'profile' | 'signal' | 'onProgress' | 'endpoint' | 'timeoutMs'>;
}

/** The layers with all that AWS answered, and the advice they give. */
export interface Refreshed {
  readonly layers: PriceLayers;
  readonly advice: Advice;
  /** Whether AWS answered anything: false when all was known freshly, or nothing came. */
  readonly changed: boolean;
  /** One sentence and one action when prices are missing for one cause; the advice then rests on other layers, which the sentence names with their dates. */
  readonly problem?: Failure;
  /** Each price that AWS answered without one price, a sentence each, for the user. */
  readonly rejected: readonly string[];
  /** Rates that were passed over, and what else belongs into a log only. */
  readonly log: readonly string[];
}

/** New offerings can bring new candidates, which need prices; after that nothing new can turn up. */
const MOST_ROUNDS = 2;

/** Fails only when it was cancelled, or when no advice can be given at all. */
export async function refreshPrices(request: RefreshRequest): Promise<Result<Refreshed>> {
  const { bundled, now } = request;
  let { layers } = request;
  let failure: Failure | undefined;
  let changed = false;
  const rejected: string[] = [];
  const log: string[] = [];
  const asked = new Set<string>();
  for (let round = 0; round < MOST_ROUNDS && failure === undefined; round++) {
    const advice = request.advise(layeredKnowledge(bundled, layers, now()));
    if (!advice.ok) return advice;
    const answer = await ask(request, layers, advice.value, asked);
    if (answer === undefined) break;
    if (!answer.ok && answer.failure.code === 'cancelled') return answer;
    if (!answer.ok) {
      failure = answer.failure;
      break;
    }
    layers = { ...layers, cache: withAnswer(layers.cache, advice.value.region, answer.value, now()) };
    changed = true;
    failure = answer.value.failure;
    const answered = answer.value.rejected.filter(({ answeredAt }) => answeredAt !== undefined);
    rejected.push(...answered.map(({ reason }) => reason));
    log.push(...answer.value.log);
  }
  const advice = request.advise(layeredKnowledge(bundled, layers, now()));
  if (!advice.ok) return advice;
  return success({ layers, advice: advice.value, changed, rejected, log, ...(failure === undefined ? {} : { problem: withFallback(failure, advice.value) }) });
}

/** The answer of AWS; undefined when everything is known freshly, or was asked for in the round before. */
async function ask(
  { bundled, purchases, loadAws, now, options }: RefreshRequest, { cache }: PriceLayers, advice: Advice, asked: Set<string>,
): Promise<Result<LiveOffers> | undefined> {
  const { region } = advice;
  const nowMs = now();
  const quoted = quotedBehind(purchases);
  const isKnown = freshAnswers(cache, region, nowMs);
  // The types that the advice could recommend and the one it compares with; machines that are not Amazon's have no price there.
  const instanceTypes = advice.candidates
    .filter(({ instanceType, launchable }) => launchable !== false || instanceType === advice.anchor.instanceType)
    .map(({ instanceType }) => instanceType)
    .filter((name) => bundled.catalog.find(name) !== undefined && !asked.has(name));
  const offerings = asked.size === 0 && !hasFreshOfferings(cache, region, nowMs);
  const open = quoted.some((purchase) => instanceTypes.some((name) => !isKnown(name, purchase)));
  if (!open && !offerings) return undefined;
  instanceTypes.forEach((name) => asked.add(name));
  try {
    const fetchOffers = await loadAws();
    return await fetchOffers({ instanceTypes, region, purchases: quoted, isKnown, offerings, ...options });
  } catch {
    return fail('unavailable', 'The code that asks AWS could not be loaded.', 'Reinstall the extension.');
  }
}

/** The sentence of the failure, ending in what the advice rests on instead. */
function withFallback({ code, message, action }: Failure, advice: Advice): Failure {
  const others = advice.candidates.flatMap(({ offers }) => offers).filter(({ layer }) => layer === 'cached' || layer === 'bundled');
  const dates = [...new Set(others.map(({ asOf }) => asOf))].sort();
  const layers = [...new Set(others.map(({ layer }) => layer))].sort();
  const [first, last] = [dates[0], dates.at(-1)];
  const rest = first === undefined ? 'no price takes its place' : `the advice uses ${layers.join(' and ')} prices of ${first === last ? first : `${first} to ${last ?? ''}`}`;
  return { code, message: `${message.replace(/\.$/, '')}; ${rest}.`, action };
}
