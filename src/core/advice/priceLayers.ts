/** The bundled knowledge with everything that is known beyond it: user file > live > cached > bundled. */

import { withOfferings } from '../catalog/offerings';
import type { Predictor } from '../predictor/predictor';
import { withDerivedOffers, type PriceTerms } from '../pricing/derivedOffers';
import { priceBook } from '../pricing/priceBook';
import { cachedPrices, type PriceCache } from '../pricing/priceCache';
import { withMachines, withUserPrices } from '../pricing/userLayer';
import type { UserMachine, UserPrices } from '../pricing/userPrices';
import type { Knowledge } from './advise';

/** What lies over the bundled knowledge. */
export interface PriceLayers {
  readonly user?: UserPrices;
  readonly cache: PriceCache;
  /** Answers since then, milliseconds since 1970, are live; earlier ones are cached. */
  readonly sinceMs: number;
  readonly terms: PriceTerms;
}

/** The knowledge at an instant, milliseconds since 1970. */
export function layeredKnowledge(bundled: Knowledge, { user, cache, sinceMs, terms }: PriceLayers, nowMs: number): Knowledge {
  const known = priceBook([cachedPrices(cache, bundled.prices, { sinceMs, nowMs }), bundled.prices]);
  const prices = withDerivedOffers(user === undefined ? known : withUserPrices(known, user, nowMs), terms);
  const catalog = withOfferings(bundled.catalog, cache.offerings);
  const machines = user?.machines ?? [];
  return { prices, catalog: withMachines(catalog, machines), predictor: withLikenesses(bundled.predictor, machines) };
}

/** Predicts a machine as the type that its owner says it is like; nothing measured backs that, so no tier above `transferred`. */
function withLikenesses(predictor: Predictor, machines: readonly UserMachine[]): Predictor {
  const likes = new Map(machines.flatMap(({ name, like }) => (like === undefined ? [] : [[name, like] as const])));
  if (likes.size === 0) return predictor;
  const typeOf = (name: string): string => likes.get(name) ?? name;
  return {
    ...predictor,
    anchors: [...predictor.anchors, ...[...likes].flatMap(([name, like]) => (predictor.anchors.includes(like) ? [name] : []))],
    targets: (anchor) => predictor.targets(typeOf(anchor)),
    change: (request, whatIf) => predictor.change({ ...request, anchor: typeOf(request.anchor) }, whatIf),
    predict: (request, target) => {
      const result = predictor.predict({ ...request, anchor: typeOf(request.anchor) }, typeOf(target));
      const like = likes.get(target);
      if (!result.ok || like === undefined) return result;
      const { tier, why } = result.value;
      if (target === request.anchor) return { ok: true, value: { ...result.value, instanceType: target } };
      return {
        ok: true,
        value: {
          ...result.value, instanceType: target,
          tier: tier === 'order-of-magnitude' ? tier : 'transferred',
          why: [`Predicted as ${like}, which your price file says it is like.`, ...why],
        },
      };
    },
  };
}
