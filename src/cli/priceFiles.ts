/** The price files that the command line is given: the user's own prices, and the one that keeps live prices. */

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { PriceLayers } from '../core/advice/priceLayers';
import type { Catalog } from '../core/catalog/catalog';
import { fail, success, type Result } from '../core/failure';
import { EMPTY_PRICE_CACHE, mergedCaches, parsePriceCache, priceCacheText, type PriceCache } from '../core/pricing/priceCache';
import { parseUserPrices } from '../core/pricing/userPrices';
import { quote } from '../core/profile/quote';
import type { RecommendCommand } from './arguments';

/** The layers over the bundled prices, with a sentence for a cache that could not be used: the next answer replaces it. */
export function readPriceLayers({ priceFile, priceCache, discountPercent }: RecommendCommand, catalog: Catalog, sinceMs: number): Result<{ layers: PriceLayers; notes: readonly string[] }> {
  const text = priceFile === undefined ? undefined : textOf(priceFile);
  if (priceFile !== undefined && text === undefined) return fail('usage', `The price file ${quote(priceFile)} cannot be read.`, 'Check the name.');
  const user = priceFile === undefined || text === undefined ? undefined : parseUserPrices(basename(priceFile), text, catalog);
  if (user?.ok === false) return user;
  const cache = priceCache === undefined ? success(EMPTY_PRICE_CACHE) : readCache(priceCache);
  return success({
    layers: {
      cache: cache.ok ? cache.value : EMPTY_PRICE_CACHE,
      sinceMs,
      terms: discountPercent === undefined ? {} : { discountPercent },
      ...(user === undefined ? {} : { user: user.value }),
    },
    notes: cache.ok ? [] : [`${cache.failure.message} It is not used.`],
  });
}

/** Writes the cache, with what another process has kept since; a sentence when that fails, which costs no more than asking again. */
export async function keepPrices(path: string, cache: PriceCache): Promise<string[]> {
  const { replaceFile } = await import('./aws.js');
  const theirs = readCache(path);
  try {
    await replaceFile(path, priceCacheText(theirs.ok ? mergedCaches(cache, theirs.value) : cache));
    return [];
  } catch {
    return [`The prices could not be kept in ${quote(path)}: the folder cannot be written.`];
  }
}

function readCache(path: string): Result<PriceCache> {
  const text = textOf(path);
  return text === undefined ? success(EMPTY_PRICE_CACHE) : parsePriceCache(text);
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
