/** Chromium for tests: launched from the PATH, kept off the network, and watched for what must not happen. */

import { chromium, type Browser, type BrowserContext, type ConsoleMessage, type Request } from 'playwright-core';
import { CHROMIUM, findProgram } from '../install/programs';
import { isWorkbenchNoise } from './noise';

/** What a browser did that a test may want to forbid; filled as it happens. */
export interface Observations {
  /** Errors on the console, without the lines that every run of this VS Code prints. */
  readonly consoleErrors: string[];
  /** Refusals of a content security policy, in the browser's words. */
  readonly cspViolations: string[];
  /** Hosts beyond this machine that were asked for something. */
  readonly outsideHosts: Set<string>;
}

/** Chromium without a name server: every host but this machine is unknown, so nothing can leave it. */
const ARGUMENTS = [
  '--no-sandbox', // tests run as root in containers, where the sandbox cannot start
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

/** Starts Chromium; throws when there is none on the PATH. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = findProgram(CHROMIUM);
  if (executablePath === undefined) throw new Error('Chromium is not on the PATH: install it, for example the Debian package chromium.');
  return chromium.launch({ executablePath, args: ARGUMENTS });
}

/** Records what the pages of a context do from now on. */
export function observe(context: BrowserContext): Observations {
  const observations: Observations = { consoleErrors: [], cspViolations: [], outsideHosts: new Set() };
  context.on('console', (message) => recordConsole(message, observations));
  context.on('weberror', (error) => observations.consoleErrors.push(String(error.error())));
  context.on('requestfinished', (request) => void recordRequest(request, observations));
  context.on('requestfailed', (request) => void recordRequest(request, observations));
  return observations;
}

function recordConsole(message: ConsoleMessage, { consoleErrors, cspViolations }: Observations): void {
  const text = message.text();
  if (/Content Security Policy/i.test(text)) cspViolations.push(text);
  else if (message.type() === 'error') {
    const line = `${text} (${message.location().url})`;
    if (!isWorkbenchNoise(line)) consoleErrors.push(line);
  }
}

/** A webview's resources have addresses on the internet, but its own service worker answers them: those never left. */
async function recordRequest(request: Request, { outsideHosts }: Observations): Promise<void> {
  const { protocol, hostname } = new URL(request.url());
  if (!/^(https?|wss?):$/.test(protocol) || hostname === '127.0.0.1' || hostname === 'localhost') return;
  const response = await request.response().catch(() => null);
  if (response?.fromServiceWorker() !== true) outsideHosts.add(hostname);
}
