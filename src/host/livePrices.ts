/** Asks AWS for current prices, only on the user's command or when the user switched it on; the AWS code is loaded here and nowhere else. */

import * as vscode from 'vscode';
import { refreshPrices as refresh, type Refreshed } from '../core/advice/refresh';
import type { Result } from '../core/failure';
import { mergedCaches, priceCacheText, type PriceCache } from '../core/pricing/priceCache';
import type { AdviceSession } from './adviceSession';
import type { KnowledgeStore } from './knowledgeStore';
import { asksByItself, awsProfile } from './priceSettings';

interface Refreshing {
  readonly session: AdviceSession;
  readonly knowledge: KnowledgeStore;
  readonly log: vscode.LogOutputChannel;
}

/** Fetches the prices that the shown advice rests on and advises again; says in one sentence when that fails. */
export async function refreshPrices(scope: Refreshing): Promise<void> {
  const { session, log } = scope;
  if (session.state.status !== 'ready') {
    void vscode.window.showInformationMessage(vscode.l10n.t('Open a profile first: only the prices that an advice needs are fetched.'));
    return;
  }
  const result = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Asking AWS for prices'), cancellable: true },
    (progress, token) => {
      let before = 0;
      const onProgress = (done: number, total: number): void => {
        progress.report({ increment: ((done - before) / total) * 100, message: `${done} / ${total}` });
        before = done;
      };
      return ask(scope, token, onProgress);
    },
  );
  if (result === undefined) return;
  if (!result.ok) {
    log.warn(result.failure.message);
    if (result.failure.code !== 'cancelled') void vscode.window.showErrorMessage(`${result.failure.message} ${result.failure.action}`);
    return;
  }
  await use(scope, result.value);
  const { problem, changed, rejected } = result.value;
  if (problem !== undefined) void vscode.window.showErrorMessage(`${problem.message} ${problem.action}`);
  else if (!changed) void vscode.window.showInformationMessage(vscode.l10n.t('The prices are current: list prices are asked for again after 7 days, spot prices after an hour.'));
  else if (rejected.length > 0) void tellRejected(rejected);
}

/** With the opt-in setting, asks for what a new advice lacks. Once for each place and choice, so that a failure is not repeated at every change. */
export function refreshByItself(scope: Refreshing): vscode.Disposable {
  const tried = new Map<string, number>();
  return scope.session.onDidChange((state) => {
    if (state.status !== 'ready' || !asksByItself()) return;
    const key = [state.profileName, state.controls.region, ...state.controls.purchases].join(' ');
    // An hour is the life of a spot price: sooner there is nothing to gain.
    if (Date.now() - (tried.get(key) ?? 0) < 3_600_000) return;
    tried.set(key, Date.now());
    const cancelling = new vscode.CancellationTokenSource();
    void vscode.window.withProgress({ location: { viewId: 'mlInstanceAdvisor.advice' } }, () => ask(scope, cancelling.token)).then(async (result) => {
      cancelling.dispose();
      if (result?.ok === true) await use(scope, result.value);
      else if (result !== undefined) scope.log.warn(result.failure.message);
    });
  });
}

/** Undefined when there is nothing to ask for any more. */
async function ask({ session, knowledge }: Refreshing, token: vscode.CancellationToken, onProgress?: (done: number, total: number) => void): Promise<Result<Refreshed> | undefined> {
  const { state } = session;
  const bundled = await knowledge.bundled();
  if (state.status !== 'ready' || !bundled.ok) return undefined;
  const aborting = new AbortController();
  const listener = token.onCancellationRequested(() => aborting.abort());
  const profile = awsProfile();
  const result = await refresh({
    advise: (known) => session.adviceFrom(known),
    bundled: bundled.value,
    layers: await knowledge.layers(bundled.value),
    purchases: state.controls.purchases,
    loadAws: async () => (await import('./aws.js')).fetchOffers,
    now: Date.now,
    options: { signal: aborting.signal, ...(profile === undefined ? {} : { profile }), ...(onProgress === undefined ? {} : { onProgress }) },
  });
  listener.dispose();
  return result;
}

async function use({ session, knowledge, log }: Refreshing, { layers, changed, rejected, log: lines, problem }: Refreshed): Promise<void> {
  for (const line of [...rejected, ...lines]) log.info(line);
  if (problem !== undefined) log.warn(problem.message);
  if (!changed) return;
  // Another window may have asked for other prices since.
  const cache = mergedCaches(layers.cache, await knowledge.readCache());
  knowledge.useCache(cache);
  await keep(cache, knowledge.cacheUri, log);
  await session.advise();
}

/** Losing the cache costs no more than asking again, so a full disk is a line in the log. */
async function keep(cache: PriceCache, uri: vscode.Uri, log: vscode.LogOutputChannel): Promise<void> {
  try {
    const { replaceFile } = await import('./aws.js');
    await replaceFile(uri.fsPath, priceCacheText(cache));
  } catch {
    log.warn('The prices could not be kept for the next window: the folder of the extension cannot be written.');
  }
}

async function tellRejected(rejected: readonly string[]): Promise<void> {
  const log = vscode.l10n.t('Show Log');
  const sentence = rejected.length === 1 ? rejected[0] ?? '' : vscode.l10n.t('AWS has no one price for {0} of the types; they keep the price that was known. The log has the reasons.', rejected.length);
  if (await vscode.window.showInformationMessage(sentence, log) === log) void vscode.commands.executeCommand('mlInstanceAdvisor.showLog');
}
