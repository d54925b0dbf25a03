/** How results of in-host tests travel from the extension host's console to the tool that started it. */

/** Starts a line of the console that carries a result as JSON. */
export const HOST_TEST_MARK = '[in-host test] ';

/** One result; `ended` follows the last one, so that a crash half-way is not taken for success. */
export type HostTestResult =
  | { readonly state: 'passed'; readonly title: string; readonly durationMs: number }
  | { readonly state: 'failed'; readonly title: string; readonly error: string }
  | { readonly state: 'skipped'; readonly title: string }
  | { readonly state: 'ended' };

/** The result in a line of the console, or undefined for any other line. */
export function parseHostTestLine(line: string): HostTestResult | undefined {
  if (!line.startsWith(HOST_TEST_MARK)) return undefined;
  return JSON.parse(line.slice(HOST_TEST_MARK.length)) as HostTestResult;
}
