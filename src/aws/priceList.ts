/** Reads the elements of a GetProducts answer: each is a string of JSON with terms, rates and prices under opaque keys. */

import { readJson, type JsonField } from '../core/jsonFields';

/** The one hourly price of an answer, and when the list it stands in was published. */
export interface ListPrice {
  readonly usdPerHour: number;
  /** ISO date, if the answer has one. */
  readonly published?: string;
}

/** What an answer comes to. */
export interface PriceReading {
  /** The price, or why there is none, as the end of a sentence. */
  readonly price: ListPrice | string;
  /** Rates that were passed over on the way to the price, each with why, for the log. */
  readonly passedOver: readonly string[];
}

/** Attributes that tell the wanted product from those that come with it, with the value that each must have. */
export interface Wanted {
  readonly attributes: Readonly<Record<string, string>>;
  /** Attributes without which a row is something else: SageMaker's upfront fees have no `component`. */
  readonly required: readonly string[];
}

/** A rate in the list; `usd` is absent when it is in another currency, `other` says why it is not the wanted product. */
interface Rate {
  readonly unit: string;
  readonly usd?: number;
  readonly published?: string;
  readonly other?: string;
}

/**
 * The price per hour. Rates of other products (capacity blocks, reservations, other components), at $0, in other units
 * (upfront fees are per "Quantity") or other currencies do not count; of the rest there must be exactly one.
 */
export function hourlyPrice(elements: readonly string[], wanted: Wanted): PriceReading {
  if (elements.length === 0) return { price: 'AWS lists none', passedOver: [] };
  const rates: Rate[] = [];
  for (const element of elements) {
    const read = readElement(element, wanted);
    // The unreadable one may be the price, or a second one.
    if (read === undefined) return { price: 'an entry of the answer of AWS cannot be read', passedOver: [] };
    rates.push(...read);
  }
  const judged = rates.map((rate) => ({ rate, why: flawOf(rate) }));
  const passedOver = judged.flatMap(({ why }) => why ?? []);
  const [price, ...others] = judged.flatMap(({ rate: { usd, published }, why }) =>
    (why !== undefined || usd === undefined ? [] : [{ usdPerHour: usd, ...(published === undefined ? {} : { published }) }]));
  if (price !== undefined && others.length === 0) return { price, passedOver };
  if (price !== undefined) {
    return { price: `AWS lists ${others.length + 1} prices (${[price, ...others].map((one) => `$${one.usdPerHour}`).join(', ')})`, passedOver };
  }
  return { price: rates.length === 0 ? 'AWS lists no on-demand rate' : `AWS lists it only ${passedOver[0] ?? ''}`, passedOver };
}

/** Why a rate is no price, in words that follow "listed"; undefined when it is one. */
function flawOf({ unit, usd, other }: Rate): string | undefined {
  if (other !== undefined) return other;
  if (unit !== 'Hrs') return 'in another unit than hours';
  if (usd === undefined) return 'in another currency than US dollars';
  return usd > 0 ? undefined : 'at $0, which is no price';
}

/** The type that an element is about, by the name of its attribute; undefined when it cannot be read. */
export function attributeOf(element: string, name: 'instanceType' | 'instanceName'): string | undefined {
  return new RegExp(`"${name}"\\s*:\\s*"([a-z0-9.-]+)"`).exec(element)?.[1];
}

/** The on-demand rates in one element; undefined when it is not what the service documents. */
function readElement(element: string, wanted: Wanted): Rate[] | undefined {
  let json: unknown;
  try {
    json = JSON.parse(element);
  } catch {
    return undefined;
  }
  const result = readJson(json, 'The price list entry', 'Try again.', (root) => readRates(root, wanted));
  return result.ok ? result.value : undefined;
}

function readRates(root: JsonField, wanted: Wanted): Rate[] {
  const published = root.optional('publicationDate')?.text().slice(0, 10);
  const other = otherProduct(root, wanted);
  const terms = root.field('terms').optional('OnDemand')?.entries() ?? [];
  return terms.flatMap(([, term]) => term.field('priceDimensions').entries()).map(([, rate]) => {
    const dollars = rate.field('pricePerUnit').optional('USD');
    const usd = dollars === undefined ? undefined : Number(dollars.text());
    if (usd !== undefined && !(Number.isFinite(usd) && usd >= 0)) return dollars?.refuse('a decimal number') ?? rate.refuse('a rate');
    return {
      unit: rate.field('unit').text(),
      ...(usd === undefined ? {} : { usd }),
      ...(published === undefined ? {} : { published }),
      ...(other === undefined ? {} : { other }),
    };
  });
}

/** Which attribute shows that the row is another product; the filters should have kept it out, but not every trap is documented. */
function otherProduct(root: JsonField, { attributes, required }: Wanted): string | undefined {
  const found = root.optional('product')?.optional('attributes');
  for (const [name, value] of Object.entries(attributes)) {
    const text = found?.optional(name)?.text();
    if (text === undefined && required.includes(name)) return `without ${name}, as upfront fees are`;
    if (text !== undefined && text !== value) return `for ${name} ${text.slice(0, 40)}`;
  }
  return undefined;
}
