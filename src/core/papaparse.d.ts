/**
 * The calls of papaparse that are used here. Its DefinitelyTyped package would bring all of Node's globals into the
 * type check of core, which must not know them.
 */
declare module 'papaparse' {
  export interface Parsed {
    /** One entry per record, one string per field. */
    readonly data: string[][];
    readonly errors: readonly { readonly code: string; readonly row?: number }[];
  }
  const Papa: {
    /** Reads separated values, quoted as RFC 4180 describes. */
    parse(text: string, options: { delimiter: string; newline: '\n'; preview?: number }): Parsed;
    /** Writes records with the first one's fields as heading; `escapeFormulae` defuses text that a spreadsheet would run. */
    unparse(records: readonly object[], options: { newline: '\n'; escapeFormulae: boolean }): string;
  };
  export default Papa;
}
