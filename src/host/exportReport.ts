/** Writes what is shown to a file that the user chooses. */

import * as vscode from 'vscode';
import { REPORT_WRITERS } from '../core/advice/reportFormats';
import { REPORT_FORMATS, type ReportFormat } from '../core/protocol';
import type { AdviceSession } from './adviceSession';

/** The command: asks for the format first. A picture is exported from the view, which draws it. */
export async function exportReport(session: AdviceSession): Promise<void> {
  const chosen = await vscode.window.showQuickPick(
    REPORT_FORMATS.map((format) => ({ label: REPORT_WRITERS[format].label, format })),
    { placeHolder: vscode.l10n.t('Choose the format of the report') },
  );
  if (chosen !== undefined) await saveReport(session, chosen.format);
}

/** Saves the shown advice in a format. */
export async function saveReport(session: AdviceSession, format: ReportFormat): Promise<void> {
  const { state } = session;
  if (state.status !== 'ready') {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no advice to export: open a profile first.'));
    return;
  }
  const { extension, label, write } = REPORT_WRITERS[format];
  await save(session, extension, label, new TextEncoder().encode(write(state.advice)));
}

/** Saves a picture that the view has drawn; `png` is base64. */
export async function savePng(session: AdviceSession, png: string): Promise<void> {
  await save(session, 'png', 'PNG', Buffer.from(png, 'base64'));
}

async function save({ opened }: AdviceSession, extension: string, label: string, bytes: Uint8Array): Promise<void> {
  if (opened === undefined) return;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.joinPath(opened.uri, '..');
  const name = opened.named.name.replace(/(\.(json|csv|pb|gz|txt|log))+$/i, '');
  const target = await vscode.window.showSaveDialog({ defaultUri: vscode.Uri.joinPath(folder, `${name}.advice.${extension}`), filters: { [label]: [extension] }, saveLabel: vscode.l10n.t('Export') });
  if (target === undefined) return;
  try {
    await vscode.workspace.fs.writeFile(target, bytes);
  } catch (error) {
    void vscode.window.showErrorMessage(vscode.l10n.t('The report could not be written to {0}: {1} Choose another place.', target.path, error instanceof Error ? error.message : ''));
    return;
  }
  const open = vscode.l10n.t('Open');
  if (await vscode.window.showInformationMessage(vscode.l10n.t('The report is in {0}.', vscode.workspace.asRelativePath(target)), open) === open) {
    await vscode.commands.executeCommand('vscode.open', target);
  }
}
