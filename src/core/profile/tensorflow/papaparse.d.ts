/**
 * The one call of papaparse that is used here. Its DefinitelyTyped package would bring all of Node's globals into the
 * type check of core, which must not know them.
 */
declare module 'papaparse' {
  export interface Parsed {
    /** One entry per record, one string per field. */
    readonly data: string[][];
    readonly errors: readonly { readonly code: string; readonly row?: number }[];
  }
  /** Reads separated values, quoted as RFC 4180 describes. */
  const Papa: { parse(text: string, options: { delimiter: string; newline: '\n'; preview?: number }): Parsed };
  export default Papa;
}
