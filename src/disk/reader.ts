/**
 * The bundle that reads for the editor, away from its main thread: started as a worker it reads one file, and loaded by dynamic
 * import it takes a quick look. The importers are in here and not in the extension's own bundle.
 */

import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { readRun } from '../core/profile/enrich';
import { fileInMemory, type FileSource } from '../core/profile/fileSource';
import { looksLikeProfile } from '../core/profile/registry';
import { fileOnDisk, readProfileFile } from './files';
import { isReadingJob, type ReadingJob, type ReadingMessage } from './reading';

/** Progress is told once in so many milliseconds, so that messages do not slow the reading. */
const PROGRESS_INTERVAL_MS = 100;

/** Whether the file begins like a profile; `bytes` stand for files that are not on this disk. */
export function glance(job: ReadingJob): boolean {
  return looksLikeProfile(sourceOf(job));
}

function sourceOf(job: ReadingJob): FileSource {
  return 'path' in job ? fileOnDisk(job.path) : fileInMemory(job.name, job.bytes);
}

function work(job: ReadingJob, post: (message: ReadingMessage) => void): void {
  let told = 0;
  const onProgress = (readBytes: number, totalBytes: number): void => {
    const now = Date.now();
    if (now - told < PROGRESS_INTERVAL_MS) return;
    told = now;
    post({ type: 'progress', share: Math.min(1, readBytes / totalBytes) });
  };
  post({ type: 'done', result: 'path' in job ? readProfileFile(job.path, { onProgress }) : readRun(sourceOf(job)) });
}

if (!isMainThread && parentPort !== null && isReadingJob(workerData)) {
  const port = parentPort;
  work(workerData, (message) => port.postMessage(message));
}
