/** Asks AWS for current prices, only on the user's command; the AWS code is loaded here and nowhere else. */

import * as vscode from 'vscode';
import type { LivePrices } from '../core/pricing/livePrices';
import { offerList } from '../core/pricing/priceBook';
import type { AdviceSession } from './adviceSession';
import type { KnowledgeStore } from './knowledgeStore';

interface Refreshing {
  readonly session: AdviceSession;
  readonly knowledge: KnowledgeStore;
  readonly log: vscode.LogOutputChannel;
}

/** Fetches the prices that the shown advice rests on and advises again; says in one sentence when that fails. */
export async function refreshPrices({ session, knowledge, log }: Refreshing): Promise<void> {
  const advice = session.lastAdvice;
  if (advice === undefined || session.state.status !== 'ready') {
    void vscode.window.showInformationMessage(vscode.l10n.t('Open a profile first: only the prices that an advice needs are fetched.'));
    return;
  }
  const { controls } = session.state;
  const result = await vscode.window.withProgress(
    { location: { viewId: 'mlInstanceAdvisor.advice' }, title: vscode.l10n.t('Asking AWS for prices'), cancellable: true },
    async (_progress, token) => {
      const aborting = new AbortController();
      token.onCancellationRequested(() => aborting.abort());
      const profile = vscode.workspace.getConfiguration('mlInstanceAdvisor').get<string>('awsProfile');
      // Not bundled with this file: esbuild leaves the path alone, so AWS code is read from disk only now.
      const { fetchOffers } = await import('./aws.js' as string) as LivePrices;
      return fetchOffers({
        instanceTypes: advice.candidates.filter((candidate) => candidate.launchable !== false).map((candidate) => candidate.instanceType),
        region: controls.region,
        purchases: controls.purchases,
        signal: aborting.signal,
        ...(profile === undefined || profile === '' ? {} : { profile }),
      });
    },
  );
  if (!result.ok) {
    log.warn(result.failure.message);
    if (result.failure.code !== 'cancelled') void vscode.window.showErrorMessage(`${result.failure.message} ${result.failure.action}`);
    return;
  }
  for (const { instanceType, purchase, reason } of result.value.rejected) log.warn(`${instanceType} ${purchase}: ${reason}`);
  knowledge.addPrices(offerList(result.value.offers));
  await session.advise();
}
