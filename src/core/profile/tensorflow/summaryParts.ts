/** The readers of `overview_page` and `input_pipeline`, binary or as TensorBoard answers them. */

import { fail, success } from '../../failure';
import type { Content } from '../content';
import { quote } from '../quote';
import type { PartReader } from './part';
import { summaryFacts } from './summary';
import { readSummaryAnswer, summaryAnswerKind } from './summaryJson';
import { readInputPipeline, readOverview, summaryKind, type SummaryFile } from './summaryPb';

/** Step times, devices and hosts: the summary that the profiler shows first. */
export const tensorflowOverview: PartReader = summaryPart('overview', 'overview_page', readOverview);

/** Step times and how much of them is waiting for input. */
export const tensorflowInputPipeline: PartReader = summaryPart('input-pipeline', 'input_pipeline', readInputPipeline);

function summaryPart(kind: 'overview' | 'input-pipeline', tool: string, readPb: (file: Content) => SummaryFile | undefined): PartReader {
  const id = `tensorflow-${kind}`;
  return {
    id,
    sniff: ({ text, bytes }) => summaryAnswerKind(text) === kind || summaryKind(bytes) === kind,
    read: (file) => {
      const isAnswer = summaryAnswerKind(file.text) === kind;
      const answer = isAnswer ? readSummaryAnswer(file.wholeText()) : undefined;
      const found = isAnswer ? answer && { summary: answer, isCut: false } : readPb(file);
      if (found === undefined) return fail('damaged', `${quote(file.name)} is a damaged or incomplete ${tool}.`, 'Copy or export it again.');
      const facts = summaryFacts(id, tool, found.summary);
      const warnings = found.isCut ? [...facts.warnings, `The ${tool} is cut short; what follows in it is missing here.`] : facts.warnings;
      const untimed = facts.stepMs ? [] : [`The ${tool} gives no step time.`];
      return success({ facts: { ...facts, warnings }, untimed });
    },
  };
}
