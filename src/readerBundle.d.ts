/** The bundle that src/disk/reader.ts becomes, as the host sees it beside itself in dist: loaded by dynamic import, never bundled in. */
declare module '*/reader.js' {
  export const glance: (job: import('./disk/reading').ReadingJob) => boolean;
}
