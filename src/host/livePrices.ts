/** Asks AWS for current prices, only on the user's command; the AWS code is loaded here and nowhere else. */

import * as vscode from 'vscode';
import { withLivePrices } from '../core/advice/refresh';
import type { AdviceSession } from './adviceSession';
import type { KnowledgeStore } from './knowledgeStore';

interface Refreshing {
  readonly session: AdviceSession;
  readonly knowledge: KnowledgeStore;
  readonly log: vscode.LogOutputChannel;
}

/** Fetches the prices that the shown advice rests on and advises again; says in one sentence when that fails. */
export async function refreshPrices({ session, knowledge, log }: Refreshing): Promise<void> {
  const { state } = session;
  if (state.status !== 'ready') {
    void vscode.window.showInformationMessage(vscode.l10n.t('Open a profile first: only the prices that an advice needs are fetched.'));
    return;
  }
  const { advice, controls } = state;
  const bundled = await knowledge.load();
  if (!bundled.ok) return;
  const result = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Asking AWS for prices'), cancellable: true },
    async (_progress, token) => {
      const aborting = new AbortController();
      token.onCancellationRequested(() => aborting.abort());
      const profile = vscode.workspace.getConfiguration('mlInstanceAdvisor').get<string>('awsProfile') ?? '';
      const { fetchOffers } = await import('./aws.js');
      const options = { signal: aborting.signal, ...(profile === '' ? {} : { profile }) };
      return withLivePrices({ advice, knowledge: bundled.value, purchases: controls.purchases, fetchOffers, options });
    },
  );
  if (!result.ok) {
    log.warn(result.failure.message);
    if (result.failure.code !== 'cancelled') void vscode.window.showErrorMessage(`${result.failure.message} ${result.failure.action}`);
    return;
  }
  for (const note of result.value.notes) log.warn(note);
  knowledge.replacePrices(result.value.knowledge.prices);
  await session.advise();
}
