/** Every command of the extension. */

import * as vscode from 'vscode';
import { readSamples } from '../core/advice/samples';
import type { Result } from '../core/failure';
import { iamPolicy } from '../core/pricing/iamPolicy';
import type { AdvicePanel } from './advicePanel';
import type { AdviceSession } from './adviceSession';
import { exportReport } from './exportReport';
import type { KnowledgeStore } from './knowledgeStore';
import { refreshPrices } from './livePrices';
import type { PriceFile } from './priceFile';
import type { RecognisedFiles } from './recognisedFiles';

/** What the commands work with. */
export interface CommandContext {
  readonly context: vscode.ExtensionContext;
  readonly session: AdviceSession;
  readonly panel: AdvicePanel;
  readonly knowledge: KnowledgeStore;
  readonly priceFile: PriceFile;
  readonly recognised: RecognisedFiles;
  readonly log: vscode.LogOutputChannel;
}

/** Registers all commands; ids are those of package.json. */
export function registerCommands(scope: CommandContext): vscode.Disposable[] {
  const { log, session } = scope;
  const commands: Readonly<Record<string, (...args: unknown[]) => unknown>> = {
    recommend: (target) => recommend(scope, target instanceof vscode.Uri ? target : undefined),
    openProfile: () => openProfile(scope),
    trySample: () => trySample(scope),
    editJob: () => editJob(scope),
    showAdvice: () => showAdvice(),
    openInEditor: () => scope.panel.show(),
    exportReport: () => exportReport(session),
    readAgain: () => session.readAgain(),
    undoChange: () => session.undo(),
    closeProfile: () => session.close(),
    cancelReading: () => session.cancelReading(),
    refreshPrices: () => refreshPrices(scope),
    openPriceFile: () => scope.priceFile.open(),
    copyIamPolicy: () => copyIamPolicy(),
    showLog: () => log.show(),
  };
  return Object.entries(commands).map(([name, run]) => vscode.commands.registerCommand(`mlInstanceAdvisor.${name}`, run));
}

/** The main command: the given file, else the active one, else one the user picks. */
async function recommend(scope: CommandContext, target: vscode.Uri | undefined): Promise<void> {
  const uri = target ?? await scope.recognised.active() ?? await pickProfile(scope);
  if (uri === undefined) return;
  await showAdvice();
  tell(await scope.session.open(uri));
}

/** Any file from disk, whether recognised or not: the importer has the last word. */
async function openProfile({ session }: CommandContext): Promise<void> {
  const uri = await browse();
  if (uri === undefined) return;
  await showAdvice();
  tell(await session.open(uri));
}

/** A profile that ships with the extension, with the answers that belong to it. */
async function trySample({ context, session }: CommandContext): Promise<void> {
  const folder = vscode.Uri.joinPath(context.extensionUri, 'media', 'samples');
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, 'samples.json')));
  const samples = readSamples(JSON.parse(text));
  if (!samples.ok) return tell(samples);
  const [first] = samples.value;
  if (first === undefined) return;
  await showAdvice();
  tell(await session.open(vscode.Uri.joinPath(folder, first.file), { answers: first.answers }));
}

/** Asks all questions of the open profile again. */
async function editJob({ session }: CommandContext): Promise<void> {
  if (session.opened !== undefined) tell(await session.open(session.opened.uri, { askAgain: true }));
}

/** The least that *Refresh Prices from AWS* needs, for whoever grants it. */
async function copyIamPolicy(): Promise<void> {
  await vscode.env.clipboard.writeText(iamPolicy());
  void vscode.window.showInformationMessage(vscode.l10n.t('The IAM policy for reading prices is on the clipboard.'));
}

async function pickProfile({ recognised }: CommandContext): Promise<vscode.Uri | undefined> {
  const found = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Looking for profiles') },
    (_progress, token) => recognised.find(token),
  );
  const items = [...found.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri })), { label: vscode.l10n.t('Open another file…'), uri: undefined }];
  const chosen = await vscode.window.showQuickPick(items, {
    placeHolder: found.length === 0 ? vscode.l10n.t('No profile was recognised in this workspace') : vscode.l10n.t('Choose a profile'),
  });
  return chosen === undefined || chosen.uri !== undefined ? chosen?.uri : browse();
}

async function browse(): Promise<vscode.Uri | undefined> {
  const [uri] = await vscode.window.showOpenDialog({ openLabel: vscode.l10n.t('Open Profile'), canSelectMany: false }) ?? [];
  return uri;
}

async function showAdvice(): Promise<void> {
  await vscode.commands.executeCommand('mlInstanceAdvisor.advice.focus');
}

/** A failure is shown in the view; since the user has just asked for the command, it is said aloud as well. */
function tell(result: Result<unknown>): void {
  if (result.ok) return;
  const log = vscode.l10n.t('Show Log');
  void vscode.window.showErrorMessage(`${result.failure.message} ${result.failure.action}`, log).then((answer) => {
    if (answer === log) void vscode.commands.executeCommand('mlInstanceAdvisor.showLog');
  });
}
