/** The contract between the lazily loaded AWS bundle (`dist/aws.js`, which exports `fetchOffers`) and whoever asks it for prices. Types only: no AWS code follows. */

import type { Offerings } from '../catalog/offerings';
import type { Failure, Result } from '../failure';
import type { Offer, QuotedPurchase } from './offer';

/** The part of the standard AbortSignal that is needed here; core knows no DOM. */
export interface CancelSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** Which prices are wanted from AWS, and how to reach it. Credentials come from the default chain of the AWS SDK and are never passed or kept. */
export interface LivePriceRequest {
  /** EC2 names; `ml.` is accepted and dropped. */
  readonly instanceTypes: readonly string[];
  /** Region code whose prices are wanted (`us-east-1`). */
  readonly region: string;
  readonly purchases: readonly QuotedPurchase[];
  /** Prices that need not be asked for, because they are known well enough. */
  readonly isKnown?: (instanceType: string, purchase: QuotedPurchase) => boolean;
  /** Also ask which types the region offers. */
  readonly offerings?: boolean;
  /** Another address for all AWS services, for tests and private endpoints. */
  readonly endpoint?: string;
  /** Name of a profile in the AWS configuration files. */
  readonly profile?: string;
  /** Time limit for the whole answer, milliseconds; 60,000 when absent. */
  readonly timeoutMs?: number;
  readonly signal?: CancelSignal;
  /** Called after each answered price, with how many of how many are settled. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Why one price is missing: a whole sentence, free of credentials and account ids. */
export interface RejectedPrice {
  readonly instanceType: string;
  readonly purchase: QuotedPurchase;
  readonly reason: string;
  /** Present when AWS did answer, and the answer holds no one price: asking again would not help for a while. */
  readonly answeredAt?: string;
}

/** What AWS answered. Every price asked for is either offered or rejected. */
export interface LiveOffers {
  readonly offers: readonly Offer[];
  readonly rejected: readonly RejectedPrice[];
  readonly offerings?: Offerings;
  /** For the log, a sentence each: rates that stood beside a price and were not it ($0, other units, capacity blocks), and what else was left undone. */
  readonly log: readonly string[];
  /** Why some of it is missing, when a service broke off; what came before stands. */
  readonly failure?: Failure;
}

/**
 * Asks AWS for current prices. Fails as a whole only when it was cancelled or not a single price came back because of one
 * cause (no credentials, access denied, throttled, timed out, unreachable); otherwise what is missing is in `rejected`.
 */
export type FetchOffers = (request: LivePriceRequest) => Promise<Result<LiveOffers>>;
