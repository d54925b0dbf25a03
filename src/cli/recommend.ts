/** `recommend FILE`: advice on the command line. */

import type { Advice } from '../core/advice/advice';
import { advise, type Knowledge } from '../core/advice/advise';
import { layeredKnowledge, type PriceLayers } from '../core/advice/priceLayers';
import { refreshPrices } from '../core/advice/refresh';
import { REPORT_WRITERS } from '../core/advice/reportFormats';
import { textReport } from '../core/advice/reports';
import { buildRequest } from '../core/advice/request';
import type { OutputFormat, RecommendCommand } from './arguments';
import { readKnowledge, readNamedProfile } from './inputs';
import { EXIT, failed, type Outcome } from './outcome';
import { keepPrices, readPriceLayers } from './priceFiles';

/** Runs the command; exit code 5 when a budget or deadline cannot be met, with the advice printed all the same. */
export async function recommend(command: RecommendCommand): Promise<Outcome> {
  const named = readNamedProfile(command);
  if (!named.ok) return failed(named.failure);
  const bundled = readKnowledge();
  if (!bundled.ok) return { ...failed(bundled.failure), exitCode: EXIT.fault };
  const nowMs = Date.now();
  const layers = readPriceLayers(command, bundled.value.catalog, nowMs);
  if (!layers.ok) return failed(layers.failure);
  const request = buildRequest(named.value, command, scopeOf(command, nowMs), layeredKnowledge(bundled.value, layers.value.layers, nowMs));
  if (!request.ok) return failed(request.failure);
  const adviseWith = (knowledge: Knowledge) => advise({ ...request.value, nowMs: Date.now() }, knowledge);
  if (command.livePrices) return liveOutcome(command, bundled.value, layers.value, adviseWith);
  const advice = adviseWith(layeredKnowledge(bundled.value, layers.value.layers, nowMs));
  return advice.ok ? outcomeOf(advice.value, command, layers.value.notes) : failed(advice.failure);
}

async function liveOutcome(
  command: RecommendCommand, bundled: Knowledge, { layers, notes }: { layers: PriceLayers; notes: readonly string[] },
  adviseWith: (knowledge: Knowledge) => ReturnType<typeof advise>,
): Promise<Outcome> {
  const loadAws = async () => (await import('./aws.js')).fetchOffers;
  const refreshed = await refreshPrices({ advise: adviseWith, bundled, layers, purchases: command.purchases, loadAws, now: Date.now });
  if (!refreshed.ok) return failed(refreshed.failure);
  const { advice, problem, rejected, changed } = refreshed.value;
  // With a region of which nothing is known, there is no layer to fall back to.
  if (problem !== undefined && !advice.candidates.some(({ offers }) => offers.length > 0)) return failed(problem);
  const said = problem === undefined ? [] : [`${problem.message} ${problem.action}`];
  const kept = changed && command.priceCache !== undefined ? await keepPrices(command.priceCache, refreshed.value.layers.cache) : [];
  return outcomeOf({ ...advice, warnings: [...advice.warnings, ...(problem === undefined ? [] : [problem.message])] }, command, [...notes, ...said, ...rejected, ...kept]);
}

function outcomeOf(advice: Advice, { format }: RecommendCommand, notes: readonly string[]): Outcome {
  const unmet = advice.constraints?.met === false;
  const said = [...notes, ...(unmet ? [`${advice.verdict.sentence} Raise the limit or name more targets.`] : [])];
  return {
    exitCode: unmet ? EXIT.unmet : EXIT.done,
    stdout: WRITERS[format](advice),
    ...(said.length === 0 ? {} : { stderr: `${said.join('\n')}\n` }),
  };
}

const WRITERS: Readonly<Record<OutputFormat, (advice: Advice) => string>> = {
  text: textReport,
  json: REPORT_WRITERS.json.write,
  markdown: REPORT_WRITERS.markdown.write,
  csv: REPORT_WRITERS.csv.write,
};

/** Only what was said: absent limits must stay absent. */
function scopeOf(command: RecommendCommand, nowMs: number): Parameters<typeof buildRequest>[2] {
  const { region, purchases, targets, coverage, budgetUsd, deadlineSeconds, checkpointMinutes, currency, livePrices } = command;
  return {
    region,
    purchases,
    nowMs,
    anyRegion: livePrices,
    ...(targets === undefined ? {} : { targets }),
    ...(coverage === undefined ? {} : { coverage }),
    ...(checkpointMinutes === undefined ? {} : { checkpointMinutes }),
    ...(currency === undefined ? {} : { currency }),
    ...(budgetUsd === undefined ? {} : { budgetUsd }),
    ...(deadlineSeconds === undefined ? {} : { deadlineSeconds }),
  };
}
