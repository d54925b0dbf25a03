/** Runs a command-line tool: a wrong request becomes one sentence, without a stack, and exit code 2. */
export function runTool(main: () => void): void {
  try {
    main();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  }
}

/** The request itself is wrong; the message says how. */
export class UsageError extends Error {}
