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
  /** Rates that were not the price, a sentence each, for the log. */
  readonly passedOver?: readonly string[];
  readonly failure?: Failure;
}

/** When an answer came: the date for which it holds, and the instant by which its age is reckoned. */
export interface AnswerTime {
  /** ISO date by the clock of AWS, which the SDK reads from each answer: that of this machine may be wrong. */
  readonly asOf: string;
  /** ISO instant by the clock of this machine, which is also the one that will judge its age. */
  readonly fetchedAt: string;
}

/** The time of an answer that has just come to this client. */
export function answerTime(client: { readonly config: { readonly systemClockOffset: number } }): AnswerTime {
  const nowMs = Date.now();
  return {
    asOf: new Date(nowMs + client.config.systemClockOffset).toISOString().slice(0, 10),
    fetchedAt: new Date(nowMs).toISOString(),
  };
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

/** How services call a page token that is no longer good. */
const EXPIRED_PAGE = ['ExpiredNextTokenException', 'InvalidNextTokenException', 'InvalidNextToken', 'InvalidPaginationToken'];

/** All of a paged answer; once more from the first page when the page token expired on the way, as half an answer is none. */
export async function allPages<Page, Item>(pages: () => AsyncIterable<Page>, itemsOf: (page: Page) => readonly Item[]): Promise<Item[]> {
  const collect = async (): Promise<Item[]> => {
    const items: Item[] = [];
    for await (const page of pages()) items.push(...itemsOf(page));
    return items;
  };
  try {
    return await collect();
  } catch (error) {
    if (!(error instanceof Error && EXPIRED_PAGE.includes(error.name))) throw error;
    return collect();
  }
}
