/** The view in a browser as in the editor: the real shell with its policy, the real bundle, a stand-in for the editor's API. */

import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { HostMessage, OpenProfileName, ViewMessage, ViewState } from '../../src/core/protocol';
import { webviewHtml } from '../../src/host/webviewHtml';
import { THEMES, type ThemeKind } from './themes';

const ROOT = path.resolve(import.meta.dirname, '../..');
const NONCE = 'dGVzdC1ub25jZQ==';

/** The browser on the PATH, if there is one. */
export const chromiumPath: string | undefined = (process.env['PATH'] ?? '').split(path.delimiter)
  .flatMap((folder) => ['chromium', 'chromium-browser', 'google-chrome'].map((name) => path.join(folder, name)))
  .find((file) => existsSync(file));

/** Title of a suite that needs the browser, saying why it is skipped where there is none. */
export function titled(title: string): string {
  return chromiumPath === undefined ? `${title} (skipped: no chromium on the PATH)` : title;
}

/** The same options as the webview bundle of esbuild.mjs in production. */
const OPTIONS: BuildOptions = {
  absWorkingDir: ROOT, bundle: true, minify: true, mainFields: ['module', 'main'], platform: 'browser', target: 'chrome114', format: 'iife',
  legalComments: 'none', logLevel: 'warning', write: false, outdir: 'out',
};

/** Builds entry points in memory; file name to text. */
export async function bundle(entryPoints: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { outputFiles } = await build({ ...OPTIONS, entryPoints: [...entryPoints] });
  return new Map((outputFiles ?? []).map((file) => [path.basename(file.path), file.text]));
}

/** What the editor does to a document before our script runs. Runs in the page. */
const EDITOR = `
  window.posted = []; window.kept = JSON.parse(sessionStorage.getItem('kept') ?? 'null') ?? undefined; window.violations = [];
  document.addEventListener('securitypolicyviolation', (event) => window.violations.push(event.violatedDirective + ' ' + event.blockedURI));
  window.acquireVsCodeApi = () => ({
    postMessage: (message) => { window.posted.push(structuredClone(message)); },
    getState: () => window.kept,
    setState: (state) => { window.kept = state; sessionStorage.setItem('kept', JSON.stringify(state)); },
  });
  window.setTheme = ({ bodyClasses, tokens }, extra = '') => {
    const root = document.documentElement;
    for (const name of [...root.style]) root.style.removeProperty(name);
    for (const [name, value] of Object.entries(tokens)) root.style.setProperty('--vscode-' + name, value);
    document.body.className = (bodyClasses + ' ' + extra).trim();
    document.body.dataset.vscodeThemeKind = bodyClasses.split(' ').at(-1);
  };`;

/** The style that the editor puts before ours; the ground is that of the side bar, which shows through there. */
const EDITOR_STYLE = `body { background-color: var(--vscode-sideBar-background); color: var(--vscode-editor-foreground);
  font-family: var(--vscode-font-family); font-weight: var(--vscode-font-weight); font-size: var(--vscode-font-size); margin: 0; padding: 0 20px; }`;

/** What a test may do with an open view. */
export interface OpenView {
  readonly page: Page;
  /** Sends a state as the host does, and waits for the next painted frame. */
  send(state: ViewState, profiles?: readonly OpenProfileName[], current?: string): Promise<void>;
  /** Sends any message as the host does, and waits for the next painted frame. */
  post(message: HostMessage): Promise<void>;
  posted(): Promise<readonly ViewMessage[]>;
  setTheme(kind: ThemeKind, extraClasses?: string): Promise<void>;
  /** Errors on the console and violations of the policy so far: must be empty in every flow. */
  complaints(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** How to open a view. */
export interface OpenOptions {
  readonly theme?: ThemeKind;
  readonly width?: number;
  readonly height?: number;
  readonly reducedMotion?: boolean;
}

/** A browser with a server of the view's files. */
export class Harness {
  private constructor(private readonly browser: Browser, private readonly server: Server, readonly files: ReadonlyMap<string, string>) {}

  /** `script` is the view, or an entry of a test that looks inside a module. */
  static async start(script = 'webview/main.ts'): Promise<Harness> {
    const files = await bundle([script, 'webview/style.css']);
    const server = createServer((request, response) => {
      const name = (request.url ?? '/').slice(1);
      if (name === '') {
        response.setHeader('content-type', 'text/html').end(shellOf(server, path.basename(script).replace(/\.ts$/, '.js')));
        return;
      }
      response.setHeader('content-type', name.endsWith('.css') ? 'text/css' : 'text/javascript');
      response.writeHead(files.has(name) ? 200 : 204).end(files.get(name));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const browser = await chromium.launch({
      executablePath: chromiumPath ?? '',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    });
    return new Harness(browser, server, files);
  }

  /** Opens the view without a state. */
  async open({ theme = 'vscode-dark', width = 300, height = 900, reducedMotion = false }: OpenOptions = {}): Promise<OpenView> {
    const page = await this.browser.newPage({ viewport: { width, height }, reducedMotion: reducedMotion ? 'reduce' : 'no-preference' });
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('dialog', (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.goto(origin(this.server));
    const setTheme = (kind: ThemeKind, extraClasses = ''): Promise<void> =>
      page.evaluate(`setTheme(${JSON.stringify(THEMES[kind])}, ${JSON.stringify(extraClasses)})`);
    await setTheme(theme);
    const post = (message: HostMessage): Promise<void> => page.evaluate((data) => new Promise<void>((resolve) => {
      window.postMessage(data, '*');
      setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(() => resolve())), 0);
    }), message);
    return {
      page,
      setTheme,
      post,
      send: (state, profiles = [], current) => post({ type: 'state', state, profiles, current: current ?? null }),
      posted: () => page.evaluate('posted'),
      complaints: async () => [...complaints, ...await page.evaluate<string[]>('violations')],
      close: () => page.close(),
    };
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

function origin(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function shellOf(server: Server, script: string): string {
  const html = webviewHtml({
    nonce: NONCE, cspSource: origin(server), scriptUri: `/${script}`, styleUri: '/style.css', title: 'ML Instance Advisor', language: 'en', place: 'sidebar',
  });
  // As the editor does: its own style first, its API before our script.
  return html
    .replace('<link', `<style nonce="${NONCE}">${EDITOR_STYLE}</style>\n<link`)
    .replace('<script', `<script nonce="${NONCE}">${EDITOR}</script>\n<script`);
}

/** Hooks of a suite: one browser for all, and for each test a view that is closed without a complaint. `open` hands the suite its view. */
export function viewPerTest(open: (harness: Harness) => Promise<OpenView>): void {
  let harness: Harness;
  let view: OpenView;
  beforeAll(async () => { harness = await Harness.start(); });
  afterAll(() => harness.stop());
  beforeEach(async () => { view = await open(harness); });
  afterEach(async () => {
    expect(await view.complaints()).toEqual([]);
    await view.close();
  });
}
