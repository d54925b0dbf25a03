/** Entry of the webview: says `ready`, then shows each state that the host sends. */

import type { HostMessage, ViewMessage } from '../src/core/protocol';
import { keptStore, type Kept } from './kept';
import { createPage, type Page } from './states';
import { onThemeChange } from './theme';
import { registerToolkit } from './toolkit';

/** What the editor gives to a webview, once. */
declare function acquireVsCodeApi(): {
  postMessage(message: ViewMessage): void;
  getState(): unknown;
  setState(state: Kept): void;
};

const api = acquireVsCodeApi();
const store = keptStore(api.getState(), (kept) => api.setState(kept));

function receive(page: Page, message: HostMessage): void {
  switch (message.type) {
    case 'state': return page.render(message.state, message.profiles, message.current);
    case 'whatIf': return page.ladder(message.ladder, message.problem);
    case 'offers': return page.offers(message.instanceType, message.offers);
  }
}

registerToolkit();
const root = document.getElementById('app');
if (root !== null) {
  const page = createPage(root, (message) => api.postMessage(message), store);
  window.addEventListener('message', ({ data }: MessageEvent<HostMessage | null | undefined>) => {
    if (data !== null && data !== undefined) receive(page, data);
  });
  window.addEventListener('scroll', () => store.change({ scrollTop: window.scrollY }), { passive: true });
  onThemeChange(() => page.retheme());
  api.postMessage({ type: 'ready' });
}
