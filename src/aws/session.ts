/** What all requests of one fetch share: address, time limit, cancelling, progress. */

import type { Failure } from '../core/failure';
import type { CancelSignal, RejectedPrice } from '../core/pricing/livePrices';
import type { Offer } from '../core/pricing/offer';

/** One fetch. */
export interface Session {
  /** Region whose prices are wanted. */
  readonly region: string;
  /** Aborts on the time limit and when the user cancels. */
  readonly signal: AbortSignal;
  /** ISO date of the fetch: what AWS answers holds today, however old the list. */
  readonly today: string;
  /** Counts one more price as offered or rejected. */
  readonly settle: () => void;
  /** Options that both SDK clients take. */
  readonly clientConfig: {
    readonly endpoint?: string;
    readonly profile?: string;
    readonly retryMode: 'adaptive';
    readonly maxAttempts: number;
    readonly requestHandler: { readonly connectionTimeout: number; readonly requestTimeout: number; readonly throwOnRequestTimeout: true };
  };
}

/** The answer of one service; `failure` says why it broke off, and then the types not answered are in `rejected`. */
export interface Answer {
  readonly offers: readonly Offer[];
  readonly rejected: readonly RejectedPrice[];
  readonly failure?: Failure;
}

/** A signal that ends all requests after the time limit or when the user's signal does; `clear` releases timer and listener. */
export function startDeadline(timeoutMs: number, user: CancelSignal | undefined) {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = setTimeout(abort, timeoutMs);
  if (user?.aborted === true) abort();
  user?.addEventListener('abort', abort);
  return {
    signal: controller.signal,
    wasCancelled: () => user?.aborted === true,
    clear: () => {
      clearTimeout(timer);
      user?.removeEventListener('abort', abort);
    },
  };
}

/** Runs `work` on every item, at most `limit` at a time; stops taking items once `stopped` says so. */
export async function forEachLimited<T>(items: readonly T[], limit: number, stopped: () => boolean, work: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values();
  const worker = async () => {
    for (const item of waiting) {
      if (stopped()) return;
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
}
