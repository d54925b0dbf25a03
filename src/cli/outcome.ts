/** How a command ends: what it prints and its exit code, which is part of the contract. */

import type { Failure, FailureCode } from '../core/failure';

/** 0 done · 1 our fault · 2 usage · 3 file not recognised or damaged · 4 nothing can be predicted · 5 budget or deadline cannot be met. */
export const EXIT = { done: 0, fault: 1, usage: 2, file: 3, unpredictable: 4, unmet: 5 } as const;

const EXIT_OF_FAILURE: Readonly<Record<FailureCode, number>> = {
  usage: EXIT.usage,
  unrecognised: EXIT.file,
  damaged: EXIT.file,
  unpredictable: EXIT.unpredictable,
  unavailable: EXIT.fault,
  cancelled: EXIT.fault,
};

/** What a command prints and how the process ends. */
export interface Outcome {
  readonly exitCode: number;
  readonly stdout?: string;
  readonly stderr?: string;
}

/** One failure as two sentences on the error stream, with the exit code of its kind. */
export function failed({ code, message, action }: Failure): Outcome {
  return { exitCode: EXIT_OF_FAILURE[code], stderr: `${message} ${action}\n` };
}
