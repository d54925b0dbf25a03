/** The hover on a training call: the last advice of this workspace in two lines. */

import * as vscode from 'vscode';
import { trainingCallAt } from '../core/script/trainingCalls';
import type { AdviceSession } from './adviceSession';

/** Answers from memory alone: no file, no network, nothing when there is nothing to say. */
export class TrainingHover implements vscode.HoverProvider {
  constructor(private readonly session: AdviceSession) {}

  /** Called by the editor while the pointer rests on a Python file. */
  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const span = trainingCallAt(document.lineAt(position.line).text, position.character);
    const hint = span === undefined ? undefined : this.session.hint;
    if (span === undefined || hint === undefined) return undefined;
    const command = 'mlInstanceAdvisor.showAdvice';
    const text = new vscode.MarkdownString(`${hint.headline} · [${vscode.l10n.t('Open advice')}](command:${command})  \n${hint.detail}`);
    text.isTrusted = { enabledCommands: [command] };
    return new vscode.Hover(text, new vscode.Range(position.line, span.start, position.line, span.end));
  }
}
