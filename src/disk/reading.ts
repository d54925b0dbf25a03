/** What passes between the editor's host and the worker that reads for it. */

import type { Result } from '../core/failure';
import type { Profile } from '../core/profile/profile';

/** One file to read: on this disk, or already in memory when an editor's file system holds it. */
export type ReadingJob =
  | { readonly kind: 'reading'; readonly path: string }
  | { readonly kind: 'reading'; readonly name: string; readonly bytes: Uint8Array };

/** From the worker. */
export type ReadingMessage =
  /** Share of the file that has been read, 0 to 1. */
  | { readonly type: 'progress'; readonly share: number }
  | { readonly type: 'done'; readonly result: Result<Profile> };

/** Whether a worker was started with a job: test runners start workers with other data. */
export function isReadingJob(data: unknown): data is ReadingJob {
  return typeof data === 'object' && data !== null && (data as Partial<ReadingJob>).kind === 'reading';
}
