/**
 * Expected failures are values, not exceptions: each code has one sentence for the user and one next action.
 */

/** What kind of thing went wrong; the CLI maps these to exit codes, the host to buttons. */
export type FailureCode =
  | 'usage' // the request itself is wrong: a flag, a number, an unknown instance type
  | 'unrecognised' // no importer knows the file
  | 'damaged' // an importer knows the file, but it is empty, cut short or inconsistent
  | 'unpredictable' // everything was understood, and no prediction can be founded on it
  | 'unavailable' // something outside did not answer (prices, a file that went away)
  | 'cancelled';

/** One expected failure. `message` is one sentence: what is wrong and where; `action` says what to do next. */
export interface Failure {
  readonly code: FailureCode;
  readonly message: string;
  readonly action: string;
}

/** The value, or why there is none. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

/** Wraps a value. */
export function success<T>(value: T): Result<T> {
  return { ok: true, value };
}

/** Wraps a failure; `message` and `action` are whole sentences. */
export function fail(code: FailureCode, message: string, action: string): { readonly ok: false; readonly failure: Failure } {
  return { ok: false, failure: { code, message, action } };
}
