/** The bundle that src/aws becomes, as host and CLI see it beside themselves in dist: loaded by dynamic import, never bundled in. */
declare module '*/aws.js' {
  export const fetchOffers: import('./core/pricing/livePrices').FetchOffers;
  export function replaceFile(path: string, text: string): Promise<void>;
}
