/** Advice at today's prices: asks a live source for what the advice needs and lays the answer over the known prices. */

import { success, type Result } from '../failure';
import type { FetchOffers, LivePriceRequest } from '../pricing/livePrices';
import type { Purchase } from '../pricing/offer';
import { offerList, priceBook } from '../pricing/priceBook';
import type { Advice } from './advice';
import type { Knowledge } from './advise';

/** What to refresh, and who asks AWS. */
export interface RefreshRequest {
  readonly advice: Advice;
  readonly knowledge: Knowledge;
  readonly purchases: readonly Purchase[];
  readonly fetchOffers: FetchOffers;
  readonly options?: Pick<LivePriceRequest, 'profile' | 'signal' | 'onProgress' | 'endpoint'>;
}

/** The knowledge with live prices on top, and a sentence for each price that AWS did not give. */
export interface Refreshed {
  readonly knowledge: Knowledge;
  readonly notes: readonly string[];
}

/** Fetches the prices of the types that the advice could recommend, and no others. */
export async function withLivePrices({ advice, knowledge, purchases, fetchOffers, options = {} }: RefreshRequest): Promise<Result<Refreshed>> {
  const instanceTypes = advice.candidates.filter((candidate) => candidate.launchable !== false).map((candidate) => candidate.instanceType);
  const answer = await fetchOffers({ instanceTypes, region: advice.region, purchases, ...options });
  if (!answer.ok) return answer;
  const prices = priceBook([offerList(answer.value.offers), knowledge.prices]);
  return success({ knowledge: { ...knowledge, prices }, notes: answer.value.rejected.map(({ reason }) => reason) });
}
