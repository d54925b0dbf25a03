/** `recommend FILE`: advice on the command line. */

import type { Advice } from '../core/advice/advice';
import { advise, type Knowledge } from '../core/advice/advise';
import { csvReport, markdownReport, textReport } from '../core/advice/reports';
import { buildRequest } from '../core/advice/request';
import { success, type Result } from '../core/failure';
import { withLivePrices } from '../core/pricing/livePrices';
import type { OutputFormat, RecommendCommand } from './arguments';
import { readKnowledge, readProfileFile } from './inputs';
import { EXIT, failed, type Outcome } from './outcome';

/** Runs the command; exit code 5 when a budget or deadline cannot be met, with the advice printed all the same. */
export async function recommend(command: RecommendCommand): Promise<Outcome> {
  const named = readProfileFile(command.file);
  if (!named.ok) return failed(named.failure);
  const knowledge = readKnowledge();
  if (!knowledge.ok) return { ...failed(knowledge.failure), exitCode: EXIT.fault };
  const request = buildRequest(named.value, command, scopeOf(command), knowledge.value);
  if (!request.ok) return failed(request.failure);
  const priced = command.livePrices ? await live(command, knowledge.value) : success(knowledge.value);
  if (!priced.ok) return failed(priced.failure);
  const advice = advise(request.value, priced.value);
  if (!advice.ok) return failed(advice.failure);
  const unmet = advice.value.constraints?.met === false;
  return {
    exitCode: unmet ? EXIT.unmet : EXIT.done,
    stdout: WRITERS[command.format](advice.value),
    ...(unmet ? { stderr: `${advice.value.verdict.sentence} Raise the limit or name more targets.\n` } : {}),
  };
}

const WRITERS: Readonly<Record<OutputFormat, (advice: Advice) => string>> = {
  text: textReport,
  json: (advice) => `${JSON.stringify(advice, null, 2)}\n`,
  markdown: markdownReport,
  csv: csvReport,
};

/** Only what was said: absent limits must stay absent. */
function scopeOf({ region, purchases, targets, budgetUsd, deadlineSeconds }: RecommendCommand): Parameters<typeof buildRequest>[2] {
  return {
    region,
    purchases,
    ...(targets === undefined ? {} : { targets }),
    ...(budgetUsd === undefined ? {} : { budgetUsd }),
    ...(deadlineSeconds === undefined ? {} : { deadlineSeconds }),
  };
}
