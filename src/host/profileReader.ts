/** Reads profiles in a worker: a trace of gigabytes neither blocks the editor nor takes its memory, and can be given up. */

import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import * as vscode from 'vscode';
import { fail, type Result } from '../core/failure';
import type { Profile } from '../core/profile/profile';
import type { ReadingJob, ReadingMessage } from '../disk/reading';

/** What the reading needs beside the file. */
export interface ReadingOptions {
  /** Called now and then with the share that has been read, 0 to 1. */
  readonly onProgress: (share: number) => void;
  readonly token: vscode.CancellationToken;
}

/** Heap that a reading may take before it is stopped, megabytes; the importers stay far below. */
const MAX_HEAP_MB = 512;

/** A file of the editor as a job: by its path when it is on this disk, else with its content. Fails when it cannot be read. */
export async function jobFor(uri: vscode.Uri): Promise<ReadingJob> {
  if (uri.scheme === 'file') return { kind: 'reading', path: uri.fsPath };
  return { kind: 'reading', name: uri.path.slice(uri.path.lastIndexOf('/') + 1), bytes: await vscode.workspace.fs.readFile(uri) };
}

/** Reads in the worker `dist/reader.js`. Fails with `cancelled` when the token says so, and never rejects. */
export async function readInWorker(uri: vscode.Uri, { onProgress, token }: ReadingOptions): Promise<Result<Profile>> {
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  let job: ReadingJob;
  try {
    job = await jobFor(uri);
  } catch {
    return fail('damaged', `${name} cannot be read.`, 'Check that the file still exists and can be opened.');
  }
  const worker = new Worker(join(__dirname, 'reader.js'), { workerData: job, resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB } });
  return new Promise((resolve) => {
    const cancelling = token.onCancellationRequested(() => finish(fail('cancelled', `Reading ${name} was cancelled.`, 'Open it again to read it.')));
    const finish = (result: Result<Profile>): void => {
      cancelling.dispose();
      resolve(result);
      void worker.terminate();
    };
    worker.on('message', (message: ReadingMessage) => (message.type === 'progress' ? onProgress(message.share) : finish(message.result)));
    worker.on('error', (error) => finish(fail('damaged', `${name} could not be read: ${error.message}.`, 'Please report it with the file, if you can share it.')));
    worker.on('exit', () => finish(fail('damaged', `Reading ${name} ended without a result.`, 'Open it again.')));
  });
}
