/** `recommend FILE`: advice on the command line. */

import type { Advice } from '../core/advice/advice';
import { advise } from '../core/advice/advise';
import { withLivePrices } from '../core/advice/refresh';
import { REPORT_WRITERS } from '../core/advice/reportFormats';
import { textReport } from '../core/advice/reports';
import { buildRequest } from '../core/advice/request';
import type { OutputFormat, RecommendCommand } from './arguments';
import { readKnowledge, readNamedProfile } from './inputs';
import { EXIT, failed, type Outcome } from './outcome';

/** Runs the command; exit code 5 when a budget or deadline cannot be met, with the advice printed all the same. */
export async function recommend(command: RecommendCommand): Promise<Outcome> {
  const named = readNamedProfile(command);
  if (!named.ok) return failed(named.failure);
  const knowledge = readKnowledge();
  if (!knowledge.ok) return { ...failed(knowledge.failure), exitCode: EXIT.fault };
  const request = buildRequest(named.value, command, scopeOf(command), knowledge.value);
  if (!request.ok) return failed(request.failure);
  const bundled = advise(request.value, knowledge.value);
  if (!bundled.ok) return failed(bundled.failure);
  if (!command.livePrices) return outcomeOf(bundled.value, command, []);
  // The SDK would warn about Node's version on every run, which is for us to read, not for users.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  const { fetchOffers } = await import('./aws.js');
  const live = await withLivePrices({ advice: bundled.value, knowledge: knowledge.value, purchases: command.purchases, fetchOffers });
  if (!live.ok) return failed(live.failure);
  const advice = advise(request.value, live.value.knowledge);
  return advice.ok ? outcomeOf(advice.value, command, live.value.notes) : failed(advice.failure);
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
function scopeOf({ region, purchases, targets, coverage, budgetUsd, deadlineSeconds }: RecommendCommand): Parameters<typeof buildRequest>[2] {
  return {
    region,
    purchases,
    ...(targets === undefined ? {} : { targets }),
    ...(coverage === undefined ? {} : { coverage }),
    ...(budgetUsd === undefined ? {} : { budgetUsd }),
    ...(deadlineSeconds === undefined ? {} : { deadlineSeconds }),
  };
}
