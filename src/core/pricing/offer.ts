/** Offers: an instance type with a way to buy it, a region, a price, and where that price came from. */

/** Ways to buy an hour. */
export const PURCHASES = ['on-demand', 'spot', 'sagemaker'] as const;

/** A way to buy an hour. */
export type Purchase = (typeof PURCHASES)[number];

/** Which layer a price came from, strongest first. */
export type PriceLayer = 'user' | 'live' | 'cached' | 'bundled';

/** One price. Zero or unknown prices are never offers. */
export interface Offer {
  readonly instanceType: string;
  readonly purchase: Purchase;
  readonly region: string;
  /** US dollars per hour of one instance, Linux, shared tenancy. Always above 0. */
  readonly usdPerHour: number;
  /** ISO date (or year, or year-month, as far as known) for which the price was seen. */
  readonly asOf: string;
  readonly layer: PriceLayer;
  /** Where the layer has it from, in words. */
  readonly source: string;
}

/** Answers from one layer of prices. */
export interface PriceSource {
  /** Offers of the type in the region for the purchase options; empty when unknown. */
  offers(instanceType: string, region: string, purchases: readonly Purchase[]): readonly Offer[];
  /** Regions for which the layer has any price. */
  readonly regions: readonly string[];
}
