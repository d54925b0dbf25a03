/** Reads the bundled price snapshot (media/data/prices.json, written by tools/catalog). */

import { ec2InstanceType } from '../catalog/instanceTypeName';
import type { Result } from '../failure';
import { readJson, type JsonField } from '../jsonFields';
import { INTERRUPTION_BANDS, QUOTED_PURCHASES, type Interruption, type Offer, type PriceSource } from './offer';

/** Tag of the format; another tag is another format. */
export const PRICES_FORMAT = 'ml-instance-advisor/prices-1';

/** The bundled prices, and why some are missing. */
export interface PriceSnapshot extends PriceSource {
  /** Why a type that can be launched in the region has no on-demand price here; undefined when it has one, or nothing is recorded. */
  whyUnpriced(instanceType: string, region: string): string | undefined;
}

/** The price snapshot in a parsed JSON document, or a failure that names the first bad field. A price of 0 is a bad field. */
export function loadPrices(json: unknown): Result<PriceSnapshot> {
  return readJson(json, 'The price snapshot', 'Reinstall the extension, or rebuild the file with npm run catalog.', readPrices);
}

function readPrices(root: JsonField): PriceSnapshot {
  root.field('format').oneOf([PRICES_FORMAT]);
  root.field('currency').oneOf(['USD']);
  const dates = root.field('dates').items().map((date) => date.text());
  const sources = root.field('sources').items().map((source) => source.text());
  const offers = new Map<string, Offer>();
  const regions = root.field('prices').entries().map(([region, byPurchase]) => {
    for (const [name, byType] of byPurchase.entries()) {
      const purchase = QUOTED_PURCHASES.find((known) => known === name) ?? byType.refuse('a purchase option');
      for (const [instanceType, field] of byType.entries()) {
        const { usdPerHour, asOf, source } = readPrice(field, dates, sources);
        offers.set(key(instanceType, region, purchase), { instanceType, purchase, region, usdPerHour, asOf, layer: 'bundled', source });
      }
    }
    return region;
  });
  const reasons = readReasons(root.field('unpriced'));
  const interruptions = root.optional('interruption');
  const bands = interruptions === undefined ? undefined : readInterruptions(interruptions);
  return {
    regions: regions.sort(),
    offers: (instanceType, region, purchases) => purchases.flatMap((purchase) => {
      const offer = offers.get(key(ec2InstanceType(instanceType), region, purchase));
      return offer === undefined ? [] : [offer];
    }),
    interruption: (instanceType, region) => bands?.(ec2InstanceType(instanceType), region),
    whyUnpriced: (instanceType, region) => reasons.get(key(ec2InstanceType(instanceType), region)),
  };
}

/** `[US dollars per hour, index of the date, index of the source]`. */
function readPrice(field: JsonField, dates: readonly string[], sources: readonly string[]) {
  const [usd, date, source] = field.items();
  if (usd === undefined || date === undefined || source === undefined) return field.refuse('[price, date, source]');
  return { usdPerHour: usd.positive(), asOf: date.indexInto(dates, 'dates'), source: source.indexInto(sources, 'sources') };
}

/** Per type one digit for each region: the index of its band, `-` where none is known. Thousands of figures in few bytes. */
function readInterruptions(field: JsonField): (instanceType: string, region: string) => Interruption | undefined {
  const asOf = field.field('asOf').text();
  const source = field.field('source').text();
  const regions = field.field('regions').items().map((region) => region.text());
  const digits = new Map(field.field('bands').entries().map(([type, text]) => {
    const line = text.text();
    return [type, line.length === regions.length && /^[0-4-]+$/.test(line) ? line : text.refuse('a digit from 0 to 4 or a dash for each region')];
  }));
  return (instanceType, region) => {
    const band = INTERRUPTION_BANDS[Number(digits.get(instanceType)?.[regions.indexOf(region)] ?? NaN)];
    return band === undefined ? undefined : { band, asOf, source };
  };
}

function readReasons(unpriced: JsonField): Map<string, string> {
  const reasons = new Map<string, string>();
  for (const group of unpriced.items()) {
    const reason = group.field('reason').text();
    for (const [region, types] of group.field('instanceTypes').entries()) {
      for (const type of types.items()) reasons.set(key(type.text(), region), reason);
    }
  }
  return reasons;
}

const key = (...parts: readonly string[]): string => parts.join(' ');
