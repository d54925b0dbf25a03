/** The same view beside the files, where it has room. */

import * as vscode from 'vscode';
import { connect, type ViewContext } from './viewConnection';

/** The one editor panel with advice: opened by command, brought back by the editor after a reload. Never disposed of here: a panel that goes with the extension is not brought back. */
export class AdvicePanel implements vscode.WebviewPanelSerializer {
  /** Type of the panel, also in the activation events of package.json. */
  static readonly viewType = 'mlInstanceAdvisor.advicePanel';

  private panel: vscode.WebviewPanel | undefined;

  constructor(private readonly context: ViewContext) {}

  /** Opens the panel, or brings it to the front. */
  show(): void {
    if (this.panel !== undefined) return this.panel.reveal();
    this.adopt(vscode.window.createWebviewPanel(AdvicePanel.viewType, vscode.l10n.t('Advice'), vscode.ViewColumn.Active));
  }

  /** Called by the editor for a panel that was open when the window closed. */
  deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    this.adopt(panel);
    return Promise.resolve();
  }

  private adopt(panel: vscode.WebviewPanel): void {
    this.panel = panel;
    panel.iconPath = vscode.Uri.joinPath(this.context.extensionUri, 'media', 'icon.svg');
    const connection = connect(panel.webview, { title: panel.title, place: 'editor' }, this.context);
    panel.onDidDispose(() => {
      connection.dispose();
      if (this.panel === panel) this.panel = undefined;
    });
  }
}
