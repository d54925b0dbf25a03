/** The user's own currency, shown beside US dollars at a rate that the user sets. */

import { fail, success, type Result } from '../failure';
import { quote } from '../profile/quote';

/** A currency and what one US dollar is in it. */
export interface DisplayCurrency {
  /** ISO 4217 code. */
  readonly code: string;
  readonly perUsd: number;
}

/** Reads `EUR=0.92`: one US dollar is 0.92 euro. */
export function parseCurrency(text: string): Result<DisplayCurrency> {
  const [, code, rate] = /^\s*([A-Z]{3})\s*=\s*(\d+(?:\.\d+)?)\s*$/.exec(text) ?? [];
  const perUsd = Number(rate);
  if (code === undefined || code === 'USD' || !Number.isFinite(perUsd) || perUsd <= 0) {
    return fail('usage', `The currency must be a code and what one US dollar is in it, such as EUR=0.92, not ${quote(text)}.`, 'US dollars are always shown.');
  }
  return success({ code, perUsd });
}
