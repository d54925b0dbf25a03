/** The view in the activity bar. */

import * as vscode from 'vscode';
import { connect, type ViewContext } from './viewConnection';

/** Provides the webview view. The editor throws the document away when the view is hidden; `ready` brings the state back. */
export class AdviceView implements vscode.WebviewViewProvider {
  /** Id of the view in package.json. */
  static readonly id = 'mlInstanceAdvisor.advice';

  constructor(private readonly context: ViewContext) {}

  /** Called by the editor each time the view is shown for the first time in a window. */
  resolveWebviewView(view: vscode.WebviewView): void {
    const connection = connect(view.webview, { title: view.title ?? vscode.l10n.t('Advice'), place: 'sidebar' }, this.context);
    view.onDidDispose(() => void connection.dispose());
  }
}
