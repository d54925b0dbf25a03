/** The view in the activity bar: a constant document that is sent the session's state. */

import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { parseViewMessage, type HostMessage, type ViewMessage } from '../core/protocol';
import type { AdviceSession } from './adviceSession';
import { webviewHtml } from './webviewHtml';

/** Provides the webview view. The editor throws the document away when the view is hidden; `ready` brings the state back. */
export class AdviceView implements vscode.WebviewViewProvider {
  /** Id of the view in package.json. */
  static readonly id = 'mlInstanceAdvisor.advice';

  constructor(private readonly extensionUri: vscode.Uri, private readonly session: AdviceSession) {}

  /** Called by the editor each time the view is shown for the first time in a window. */
  resolveWebviewView(view: vscode.WebviewView): void {
    const { webview } = view;
    const dist = vscode.Uri.joinPath(this.extensionUri, 'dist', 'webview');
    webview.options = { enableScripts: true, localResourceRoots: [dist] };
    const send = (): void => {
      const message: HostMessage = { type: 'state', state: this.session.state };
      void webview.postMessage(message);
    };
    const listeners = [
      webview.onDidReceiveMessage((raw: unknown) => {
        const message = parseViewMessage(raw);
        if (message?.type === 'ready') send();
        if (message !== undefined) void this.handle(message);
      }),
      this.session.onDidChange(send),
    ];
    view.onDidDispose(() => listeners.forEach((listener) => void listener.dispose()));
    webview.html = webviewHtml({
      nonce: randomBytes(16).toString('base64'),
      cspSource: webview.cspSource,
      scriptUri: webview.asWebviewUri(vscode.Uri.joinPath(dist, 'main.js')).toString(),
      styleUri: webview.asWebviewUri(vscode.Uri.joinPath(dist, 'style.css')).toString(),
      title: view.title ?? vscode.l10n.t('Advice'),
      language: vscode.env.language,
    });
  }

  private async handle(message: ViewMessage): Promise<void> {
    switch (message.type) {
      case 'ready':
        return this.session.restore();
      case 'setRegion':
        return this.session.change({ region: message.region });
      case 'setEpochs':
        return this.session.change({ epochs: message.epochs });
      case 'setPurchases':
        return this.session.change({ purchases: message.purchases });
      case 'command':
        await vscode.commands.executeCommand(`mlInstanceAdvisor.${message.command}`);
    }
  }
}
