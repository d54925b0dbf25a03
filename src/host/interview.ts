/** Asks what a profile leaves open, once, in a row of short dialogs. */

import * as vscode from 'vscode';
import type { Knowledge } from '../core/advice/advise';
import { anchorGuesses, batchSizeGuesses, epochGuesses, samplesPerEpochGuesses, type Guess } from '../core/advice/questions';
import { OFFERED_STEP_DIGITS, stepTime, type Answers, type NamedProfile } from '../core/advice/request';
import type { Known, Profile } from '../core/profile/profile';
import { isEpochCount } from '../core/protocol';
import { ask, positiveInteger, positiveNumber, type Place } from './prompts';

/** The answers that a job needs; all present means that nothing has to be asked. */
export type CompleteAnswers = Required<Pick<Answers, 'anchor' | 'stepMs' | 'batchSize' | 'samplesPerEpoch' | 'epochs'>>;

type Field = keyof CompleteAnswers;

/** Answers that the file gives by itself, as measured facts rather than guesses. */
export function answersFromProfile({ instanceType, stepMs, batchSize, samplesPerEpoch }: Profile): Answers {
  return {
    ...(instanceType === undefined ? {} : { anchor: instanceType.value }),
    ...(stepMs?.certainty === 'measured' ? { stepMs: stepMs.value } : {}),
    ...(batchSize?.certainty === 'measured' ? { batchSize: batchSize.value } : {}),
    ...(samplesPerEpoch?.certainty === 'measured' ? { samplesPerEpoch: samplesPerEpoch.value } : {}),
  };
}

/** Whether nothing is left to ask. */
export function isComplete(answers: Answers): answers is CompleteAnswers {
  return FIELDS.every((field) => answers[field] !== undefined);
}

/** Asks for every field that `known` lacks. Undefined when the user dismisses a dialog. */
export async function interview(named: NamedProfile, known: Answers, { predictor, catalog }: Knowledge): Promise<CompleteAnswers | undefined> {
  const open = FIELDS.filter((field) => known[field] === undefined);
  let answers: Answers = known;
  for (const [index, field] of open.entries()) {
    const step = stepTime(named.profile, answers);
    const answer = await QUESTIONS[field]({ step: index + 1, totalSteps: open.length }, named, { anchors: () => anchorGuesses(named, predictor, catalog), typeNamed: (typed) => catalog.find(typed)?.name, step });
    if (answer === undefined) return undefined;
    answers = { ...answers, [field]: answer };
  }
  return isComplete(answers) ? answers : undefined;
}

/** What guesses rest on beside the profile: the answers so far. */
interface Context {
  readonly anchors: () => readonly Guess<string>[];
  /** The instance type of that name, if there is one. */
  readonly typeNamed: (typed: string) => string | undefined;
  readonly step: Known<number> | undefined;
}

type Asker = (place: Place, named: NamedProfile, context: Context) => Promise<string | number | undefined>;

const QUESTIONS: Readonly<Record<Field, Asker>> = {
  anchor: (place, _named, { anchors, typeNamed }) => ask({
    title: vscode.l10n.t('Which instance type was this profile recorded on?'),
    placeholder: vscode.l10n.t('Choose, or type any instance type, a CPU type too'),
    guesses: anchors(),
    parse: typeNamed,
  }, place),
  batchSize: (place, named) => ask({
    title: vscode.l10n.t('What is the batch size?'),
    placeholder: vscode.l10n.t('Samples per step; choose or type'),
    guesses: batchSizeGuesses(named),
    parse: positiveInteger,
  }, place),
  samplesPerEpoch: (place, named) => ask({
    title: vscode.l10n.t('How many training samples has one epoch?'),
    placeholder: vscode.l10n.t('Choose a data set or type the number'),
    guesses: samplesPerEpochGuesses(named),
    parse: positiveInteger,
  }, place),
  // Behind batch and samples: a log that tells epochs only has a step once they are known.
  stepMs: (place, _named, { step }) => ask({
    title: vscode.l10n.t('How long does one step take, in milliseconds, without profiling?'),
    placeholder: vscode.l10n.t('Type the measured step time, or take what the profile gives'),
    guesses: step === undefined ? [] : [{ value: Number(step.value.toPrecision(OFFERED_STEP_DIGITS)), reason: step.source }],
    parse: positiveNumber,
  }, place),
  epochs: (place, named) => ask({
    title: vscode.l10n.t('For how many epochs do you train?'),
    placeholder: vscode.l10n.t('Choose or type; it can be changed in the view'),
    guesses: epochGuesses(named),
    parse: (typed) => {
      const value = positiveInteger(typed);
      return isEpochCount(value) ? value : undefined;
    },
  }, place),
};

const FIELDS = Object.keys(QUESTIONS) as Field[];
