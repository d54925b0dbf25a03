/** Entry of the webview: says `ready`, then shows each state that the host sends. */

import type { HostMessage, ViewMessage } from '../src/core/protocol';
import { createPage, type Kept } from './states';
import { onThemeChange } from './theme';
import { registerToolkit } from './toolkit';

/** What the editor gives to a webview, once. */
declare function acquireVsCodeApi(): {
  postMessage(message: ViewMessage): void;
  getState(): Partial<Kept> | undefined;
  setState(state: Kept): void;
};

const api = acquireVsCodeApi();
const saved = api.getState();
let kept: Kept = { showAll: saved?.showAll ?? false, scrollTop: saved?.scrollTop ?? 0 };
const keep = (change: Partial<Kept>): void => {
  kept = { ...kept, ...change };
  api.setState(kept);
};

registerToolkit();
const root = document.getElementById('app');
if (root !== null) {
  const page = createPage(root, (message) => api.postMessage(message), kept, (showAll) => keep({ showAll }));
  window.addEventListener('message', ({ data }: MessageEvent<HostMessage | undefined>) => {
    if (data?.type === 'state') page.render(data.state);
  });
  window.addEventListener('scroll', () => keep({ scrollTop: window.scrollY }), { passive: true });
  onThemeChange(() => page.retheme());
  api.postMessage({ type: 'ready' });
}
