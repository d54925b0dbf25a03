/** Reads the elements of a GetProducts answer: each is a string of JSON with terms, rates and prices under opaque keys. */

import { readJson, type JsonField } from '../core/jsonFields';

/** The one hourly price of an answer, and when the list it stands in was published. */
export interface ListPrice {
  readonly usdPerHour: number;
  /** ISO date, if the answer has one. */
  readonly published?: string;
}

/** A rate in the list; `usd` is absent when it is in another currency. */
interface Rate {
  readonly unit: string;
  readonly usd?: number;
  readonly published?: string;
}

/**
 * The price per hour, or why there is none, as the end of a sentence. Rates of $0 (capacity blocks, reservations), in
 * other units (upfront fees are per "Quantity") or other currencies do not count; of the rest there must be exactly one.
 */
export function hourlyPrice(elements: readonly string[]): ListPrice | string {
  if (elements.length === 0) return 'AWS lists none';
  const rates: Rate[] = [];
  for (const element of elements) {
    const read = readElement(element);
    // The unreadable one may be the price, or a second one.
    if (read === undefined) return 'an entry of the answer of AWS cannot be read';
    rates.push(...read);
  }
  const hourly = rates.filter((rate) => rate.unit === 'Hrs');
  const inDollars = hourly.flatMap(({ usd, published }) => (usd === undefined ? [] : [{ usdPerHour: usd, ...(published === undefined ? {} : { published }) }]));
  const [price, ...others] = inDollars.filter((rate) => rate.usdPerHour > 0);
  if (price !== undefined && others.length === 0) return price;
  if (price !== undefined) return `AWS lists ${others.length + 1} prices (${[price, ...others].map((one) => `$${one.usdPerHour}`).join(', ')})`;
  if (inDollars.length > 0) return 'AWS lists it only at $0, which is no price';
  if (hourly.length > 0) return 'AWS lists it in another currency than US dollars';
  return rates.length > 0 ? 'AWS lists it in another unit than hours' : 'AWS lists no on-demand rate';
}

/** The on-demand rates in one element; undefined when it is not what the service documents. */
function readElement(element: string): Rate[] | undefined {
  let json: unknown;
  try {
    json = JSON.parse(element);
  } catch {
    return undefined;
  }
  const result = readJson(json, 'The price list entry', 'Try again.', readRates);
  return result.ok ? result.value : undefined;
}

function readRates(root: JsonField): Rate[] {
  const published = root.optional('publicationDate')?.text().slice(0, 10);
  const terms = root.field('terms').optional('OnDemand')?.entries() ?? [];
  return terms.flatMap(([, term]) => term.field('priceDimensions').entries()).map(([, rate]) => {
    const dollars = rate.field('pricePerUnit').optional('USD');
    const usd = dollars === undefined ? undefined : Number(dollars.text());
    if (usd !== undefined && !(Number.isFinite(usd) && usd >= 0)) return dollars?.refuse('a decimal number') ?? rate.refuse('a rate');
    return { unit: rate.field('unit').text(), ...(usd === undefined ? {} : { usd }), ...(published === undefined ? {} : { published }) };
  });
}
