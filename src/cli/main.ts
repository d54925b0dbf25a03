/** The command line: the same core as the editor, without the editor. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCommandLine } from './arguments';
import { inspect } from './inspect';
import { USAGE } from './options';
import { EXIT, failed, type Outcome } from './outcome';
import { recommend } from './recommend';

/** Runs the command line. Never throws for bad input. */
async function run(args: readonly string[]): Promise<Outcome> {
  const parsed = parseCommandLine(args);
  if (!parsed.ok) return failed(parsed.failure);
  switch (parsed.value.command) {
    case 'help':
      return { exitCode: EXIT.done, stdout: USAGE };
    case 'version':
      return { exitCode: EXIT.done, stdout: `${version()}\n` };
    case 'inspect':
      return inspect(parsed.value);
    case 'recommend':
      return recommend(parsed.value);
  }
}

function version(): string {
  const manifest = JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8')) as { version: string };
  return manifest.version;
}

/** Writes and ends by exit code rather than process.exit, which would cut a long answer short in a pipe. */
function finish({ exitCode, stdout, stderr }: Outcome): void {
  if (stdout !== undefined) process.stdout.write(stdout);
  if (stderr !== undefined) process.stderr.write(stderr);
  process.exitCode = exitCode;
}

/** A reader that closes early (`| head`) is no failure of ours. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? EXIT.done : EXIT.fault));

run(process.argv.slice(2)).then(finish, (error: unknown) => {
  const text = error instanceof Error ? error.message : String(error);
  finish({ exitCode: EXIT.fault, stderr: `This is a fault of instance-advisor, not yours: ${text}. Please report it with the file, if you can share it.\n` });
});
