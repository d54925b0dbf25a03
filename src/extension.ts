/** Activation: registers, computes nothing. */

import * as vscode from 'vscode';
import { AdvicePanel } from './host/advicePanel';
import { AdviceSession } from './host/adviceSession';
import { AdviceView } from './host/adviceView';
import { registerCommands } from './host/commands';
import { KnowledgeStore } from './host/knowledgeStore';
import { refreshByItself } from './host/livePrices';
import { PriceFile } from './host/priceFile';
import { PRICE_SETTINGS } from './host/priceSettings';
import { RecognisedFiles } from './host/recognisedFiles';
import { TrainingHover } from './host/trainingHover';
import type { ViewState } from './core/protocol';

/** What `activate` returns: a look inside for the tests that run in the editor. */
export interface ExtensionApi {
  /** What the view shows now. */
  viewState(): ViewState;
  /** Fires with every new state. */
  readonly onDidChangeState: vscode.Event<ViewState>;
}

/** Called by the editor once, when a command, the view or a Python file asks for us. */
export function activate(context: vscode.ExtensionContext): ExtensionApi {
  const log = vscode.window.createOutputChannel('ML Instance Advisor', { log: true });
  const priceFile = new PriceFile(log);
  const knowledge = new KnowledgeStore(context.extensionUri, vscode.Uri.joinPath(context.globalStorageUri, 'prices.json'), priceFile, log);
  const session = new AdviceSession(context.workspaceState, knowledge, log);
  const recognised = new RecognisedFiles();
  const shown = { extensionUri: context.extensionUri, session, knowledge };
  const view = new AdviceView(shown);
  const panel = new AdvicePanel(shown);
  context.subscriptions.push(
    log,
    session,
    recognised,
    vscode.window.registerWebviewViewProvider(AdviceView.id, view),
    vscode.window.registerWebviewPanelSerializer(AdvicePanel.viewType, panel),
    vscode.languages.registerHoverProvider({ language: 'python' }, new TrainingHover(session)),
    ...registerCommands({ context, session, panel, knowledge, priceFile, recognised, log }),
    refreshByItself({ session, knowledge, log }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (PRICE_SETTINGS.some((name) => event.affectsConfiguration(name))) void session.advise();
    }),
    vscode.workspace.onDidSaveTextDocument(({ uri }) => {
      if (uri.toString() === priceFile.uri()?.toString()) void session.advise();
    }),
  );
  return { viewState: () => session.state, onDidChangeState: session.onDidChange };
}
