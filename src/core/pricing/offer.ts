/** Offers: an instance type with a way to buy it, a region, a price, and where that price came from. */

/** Ways to buy an hour whose prices AWS publishes. */
export const QUOTED_PURCHASES = ['on-demand', 'spot', 'sagemaker', 'sagemaker-hosting'] as const;

/** A way to buy an hour whose price AWS publishes. */
export type QuotedPurchase = (typeof QUOTED_PURCHASES)[number];

/** Ways to buy an hour. Those that AWS does not quote are reckoned from those that it does: see `derivedOffers.ts`. */
export const PURCHASES = ['on-demand', 'savings-plan', 'spot', 'sagemaker', 'sagemaker-spot', 'sagemaker-hosting'] as const;

/** A way to buy an hour. */
export type Purchase = (typeof PURCHASES)[number];

/** How an offer is paid for; `own` is a machine of the user's price file, which is not bought from AWS. */
export type OfferKind = Purchase | 'own';

/** Which layer a price came from, strongest first. */
export type PriceLayer = 'user' | 'live' | 'cached' | 'bundled';

/** Spot price in one availability zone, US dollars per hour: now, and the range of the last day. */
export interface ZonePrice {
  readonly zone: string;
  readonly usdPerHour: number;
  readonly lowUsdPerHour: number;
  readonly highUsdPerHour: number;
}

/** How often spot capacity of a type was reclaimed, as AWS publishes it. */
export interface Interruption {
  /** Share of a month: `<5%`, `5-10%`, `10-15%`, `15-20%`, `>20%`. */
  readonly band: InterruptionBand;
  readonly asOf: string;
  readonly source: string;
}

/** The bands of the Spot Instance Advisor, rarest first. */
export const INTERRUPTION_BANDS = ['<5%', '5-10%', '10-15%', '15-20%', '>20%'] as const;

/** A band of the Spot Instance Advisor. */
export type InterruptionBand = (typeof INTERRUPTION_BANDS)[number];

/** One price. Zero or unknown prices are never offers. */
export interface Offer {
  readonly instanceType: string;
  readonly purchase: OfferKind;
  readonly region: string;
  /** US dollars per hour of one instance, Linux, shared tenancy. Always above 0. */
  readonly usdPerHour: number;
  /** ISO date (or year, or year-month, as far as known) for which the price was seen. */
  readonly asOf: string;
  readonly layer: PriceLayer;
  /** Where the layer has it from, in words. */
  readonly source: string;
  /** ISO instant at which AWS was asked, by the clock of this machine; absent for prices that were not asked for from here. */
  readonly fetchedAt?: string;
  /** Last ISO date on which a price of the user's file holds. */
  readonly validUntil?: string;
  /** Per availability zone, for spot prices that were asked for. */
  readonly zones?: readonly ZonePrice[];
  /** The price before the user's discount, US dollars per hour. */
  readonly listUsdPerHour?: number;
  /** Set where no price is published and the figure rests on an assumption, which is named in a whole sentence. */
  readonly assumption?: string;
}

/** Answers from one layer of prices. */
export interface PriceSource {
  /** Offers of the type in the region for the purchase options; empty when unknown. */
  offers(instanceType: string, region: string, purchases: readonly Purchase[]): readonly Offer[];
  /** Regions for which the layer has any price. */
  readonly regions: readonly string[];
  /** How often spot capacity is reclaimed; undefined when unknown. */
  interruption?(instanceType: string, region: string): Interruption | undefined;
}
