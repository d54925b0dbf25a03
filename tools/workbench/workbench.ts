/** Opens VS Code's workbench in a browser, with our extension in it, for tests, screenshots and the curious. */

import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { launchBrowser, observe, type Observations } from './browser';
import { startServer, type CodeServer, type ServerOptions } from './server';

/** What to open, and how large. */
export interface WorkbenchOptions extends ServerOptions {
  /** Size of the window in CSS pixels. */
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Called before the address is opened, to expose functions to the workbench. */
  readonly beforeOpen?: (page: Page) => Promise<void>;
}

/** An open workbench. */
export interface Workbench {
  readonly page: Page;
  /** The copy of the workspace folder that is open. */
  readonly workspace: string;
  readonly observations: Observations;
  /** What the server wrote so far; useful in a failure's message. */
  serverLog(): Promise<string>;
  /** Closes browser and server and removes their data; may be called more than once. */
  close(): Promise<void>;
}

const VIEWPORT = { width: 1300, height: 850 };
const OPEN_TIMEOUT_MS = 60_000;
const WAIT_TIMEOUT_MS = 30_000;

/** Opens a workbench and waits until it stands. Close it, also after failures. */
export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const server = await startServer(options);
  try {
    return await openPage(server, options);
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function openPage(server: CodeServer, options: WorkbenchOptions): Promise<Workbench> {
  const browser = await launchBrowser();
  const close = async (): Promise<void> => {
    await browser.close();
    await server.stop();
  };
  try {
    const context = await browser.newContext({ viewport: options.viewport ?? VIEWPORT });
    const observations = observe(context);
    const page = await context.newPage();
    await options.beforeOpen?.(page);
    await page.goto(server.url);
    await page.waitForSelector('.monaco-workbench', { timeout: OPEN_TIMEOUT_MS });
    return { page, workspace: server.workspace, observations, serverLog: () => server.log(), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Polls until `probe` gives a value; throws with `what` when it does not in time.
 * A probe that throws counts as "not yet".
 */
export async function eventually<T>(what: string, probe: () => Promise<T | undefined>, timeoutMs = WAIT_TIMEOUT_MS): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await probe().catch(() => undefined);
    if (value !== undefined) return value;
    if (Date.now() > deadline) throw new Error(`${what}: not within ${timeoutMs / 1000} s`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

/** Runs the command with exactly this title (with its category, as in `ML Instance Advisor: Recommend Instance`) from the palette. */
export async function runCommand(page: Page, title: string): Promise<void> {
  await pick(page, 'F1', `>${title}`, title);
}

/** Opens a file of the workspace by its name through quick open. */
export async function openFile(page: Page, name: string): Promise<void> {
  await pick(page, 'ControlOrMeta+P', name, name);
  await page.locator('.tabs-container .tab', { hasText: name }).first().waitFor({ timeout: WAIT_TIMEOUT_MS });
}

async function pick(page: Page, key: string, query: string, label: string): Promise<void> {
  const input = page.locator('.quick-input-widget .quick-input-filter input');
  const rows = page.locator('.quick-input-list .monaco-list-row');
  const row = rows.filter({ has: page.getByText(label, { exact: true }) }).first();
  let offered: string[] = [];
  // An extension's commands arrive a moment after the workbench: open the list anew until the row is there.
  const clicked = eventually(`${label} in the list of ${key}`, async () => {
    await page.keyboard.press('Escape');
    await page.keyboard.press(key);
    await input.fill(query, { timeout: 2_000 });
    await row.waitFor({ timeout: 3_000 }).catch(async (error: unknown) => {
      offered = await rows.allTextContents();
      throw error;
    });
    await row.click({ timeout: 3_000 });
    return true;
  });
  await clicked.catch((error: unknown) => {
    throw new Error(`${String(error)}. Offered: ${offered.join(' | ') || 'nothing'}`, { cause: error });
  });
}

/** Opens the view container with this title from the activity bar. */
export async function openViewContainer(page: Page, title: string): Promise<void> {
  await page.locator('.activitybar').getByRole('tab', { name: title }).first().click({ timeout: WAIT_TIMEOUT_MS });
}

/** The frame of the webview that shows an element; webview documents sit two frames deep. */
export function webviewFrame(page: Page, selector: string, timeoutMs = WAIT_TIMEOUT_MS): Promise<Frame> {
  return eventually(`a webview with ${selector}`, async () => {
    for (const frame of page.frames()) {
      if (frame === page.mainFrame() || frame.isDetached()) continue;
      if (await frame.locator(selector).first().isVisible().catch(() => false)) return frame;
    }
    return undefined;
  }, timeoutMs);
}

/** Saves what the window shows as a PNG, making the folder. */
export async function screenshot(page: Page, file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await page.screenshot({ path: file });
}
