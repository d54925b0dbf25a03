/** What side bar and editor panel have in common: a constant document that is sent the session's state, and what comes back from it. */

import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { HostMessage, ViewMessage } from '../core/protocol';
import { parseViewMessage } from '../core/viewMessages';
import type { AdviceSession } from './adviceSession';
import { savePng, saveReport } from './exportReport';
import { offersEverywhere, whatIfLadder } from './furtherAdvice';
import type { KnowledgeStore } from './knowledgeStore';
import type { FileAnswers } from './memory';
import { webviewHtml, type WebviewShell } from './webviewHtml';

/** What a view is connected to. */
export interface ViewContext {
  readonly extensionUri: vscode.Uri;
  readonly session: AdviceSession;
  readonly knowledge: KnowledgeStore;
}

/** Fills a webview and keeps it up to date until the returned object is disposed of. */
export function connect(webview: vscode.Webview, shell: Pick<WebviewShell, 'title' | 'place'>, context: ViewContext): vscode.Disposable {
  const { session } = context;
  const dist = vscode.Uri.joinPath(context.extensionUri, 'dist', 'webview');
  webview.options = { enableScripts: true, localResourceRoots: [dist] };
  const post = (message: HostMessage): void => void webview.postMessage(message);
  const send = (): void => post({ type: 'state', state: session.state, ...session.list });
  const listeners = [
    webview.onDidReceiveMessage((raw: unknown) => {
      const message = parseViewMessage(raw);
      if (message?.type === 'ready') send();
      if (message !== undefined) void handle(message, context, post);
    }),
    session.onDidChange(send),
  ];
  webview.html = webviewHtml({
    ...shell,
    nonce: randomBytes(16).toString('base64'),
    cspSource: webview.cspSource,
    scriptUri: webview.asWebviewUri(vscode.Uri.joinPath(dist, 'main.js')).toString(),
    styleUri: webview.asWebviewUri(vscode.Uri.joinPath(dist, 'style.css')).toString(),
    language: vscode.env.language,
  });
  return vscode.Disposable.from(...listeners);
}

async function handle(message: ViewMessage, { session, knowledge }: ViewContext, post: (message: HostMessage) => void): Promise<void> {
  switch (message.type) {
    case 'ready':
      return session.restore();
    case 'setRegion':
      return session.change({ buying: { region: message.region } });
    case 'setPurchases':
      return session.change({ buying: { purchases: message.purchases } });
    case 'setEpochs':
      return session.change({ answers: (now) => ({ ...now, epochs: message.epochs }) });
    case 'setJob':
      // Another profiled batch size makes the changed run that was asked for another one: it is dropped.
      return session.change({ answers: ({ whatIf, ...now }) => ({ ...now, ...message.job, ...(message.job.batchSize === undefined && whatIf !== undefined && { whatIf }) }) });
    case 'setLimits':
      return session.change({
        answers: (now) => ({
          ...without(now, 'budgetUsd', 'deadlineSeconds'),
          ...(message.budgetUsd !== null && { budgetUsd: message.budgetUsd }),
          ...(message.deadlineSeconds !== null && { deadlineSeconds: message.deadlineSeconds }),
        }),
      });
    case 'setWhatIf':
      return session.change({ answers: (now) => ({ ...without(now, 'whatIf'), ...(message.batchSize !== null && { whatIf: { batchSize: message.batchSize } }) }) });
    case 'setMeasured':
      return session.change({
        answers: (now) => {
          const others = (now.measured ?? []).filter(({ instanceType }) => instanceType !== message.instanceType);
          return { ...now, measured: message.stepMs === null ? others : [...others, { instanceType: message.instanceType, stepMs: message.stepMs }] };
        },
      });
    case 'switchProfile':
      return session.switchTo(message.id);
    case 'wantWhatIf': {
      const further = await whatIfLadder(session, knowledge);
      return further === undefined ? undefined : post({ type: 'whatIf', ...further });
    }
    case 'wantOffers':
      return post({ type: 'offers', instanceType: message.instanceType, offers: await offersEverywhere(session, knowledge, message.instanceType) });
    case 'export':
      return saveReport(session, message.format);
    case 'exportPng':
      return savePng(session, message.png);
    case 'command':
      await vscode.commands.executeCommand(`mlInstanceAdvisor.${message.command}`);
  }
}

/** The answers without some of them: an absent answer is left to the file. */
function without(answers: FileAnswers, ...names: readonly (keyof FileAnswers)[]): FileAnswers {
  return Object.fromEntries(Object.entries(answers).filter(([name]) => !(names as readonly string[]).includes(name)));
}
