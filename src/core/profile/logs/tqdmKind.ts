/** What a progress bar counts, by what is written beside it. */

import type { TqdmBar } from './tqdmLine';

/**
 * `epoch`: the steps of the epoch that it names. `training`: steps, by its name or its loss. `epochs`: whole epochs. `evaluation`: steps that
 * train nothing. `other`: bytes, files, examples. `unnamed`: it does not say.
 */
export type TqdmKind = 'epoch' | 'training' | 'epochs' | 'evaluation' | 'other' | 'unnamed';

/** Units of things that are no steps: bytes with any prefix, and what dataset and checkpoint libraries count. */
const OTHER_UNITS = /^(?:[kKMGT]?i?B|bytes?|files?|shards?|tables?|obj|tokens?|words?|docs?|rows?|lines?|params?)$/;

/** Units that are single samples: in a bar that names no training they are those of a data set that is being prepared. */
const SAMPLE_UNITS = /^(?:img|imgs|images?|samples?|examples?)$/i;

/** Beginnings of words for work around training. */
const OTHER_WORK = /\b(?:download|load|fetch|extract|unpack|read|writ|sav|cach|map|filter|tokeniz|generat|prepar|preproc|process|convert|index|shuffl|cast|flatten|pack|merg|collect|resolv|build|scan|upload|comput|pars)/i;

/** Metrics of an evaluation beside a training bar's name (`Epoch 3 val acc 0.9`) do not make it an evaluation. */
const METRICS = /\b(?:val|valid|validation|test|eval)[ _-](?:loss|acc\w*|error|score|f1|auc|iou|mse|mae)\b/gi;
const EVALUATION = /(?:^|[^a-z])(?:val|valid|validat\w*|eval\w*|test\w*|predict\w*|infer\w*|sanity|scor\w*)(?![a-z])|class +images/i;
const TRAINING = /train|\bfit|\bsteps?\b|\biter|\bbatch|loss/i;

/** `Epoch 3`, `Epoch [3/10]`, `epoch=3`; YOLO begins with `3/10 ` alone. */
const EPOCH_NUMBER = /epochs?\W{0,4}(\d{1,9})(?: ?(?:\/|of) ?(\d{1,9}))?|^(\d{1,6})\/(\d{1,6})(?= |$)/i;

/** What the bar counts. */
export function kindOf(bar: TqdmBar): TqdmKind {
  const { description, unit, postfix } = bar;
  const name = description.replace(METRICS, '');
  if (OTHER_UNITS.test(unit)) return 'other';
  if (EVALUATION.test(name) && !/train/i.test(name)) return 'evaluation';
  if (epochOf(description) !== undefined) return 'epoch';
  if (/^epochs?$/i.test(unit) || /\bepochs?\b/i.test(name)) return 'epochs';
  if (TRAINING.test(name) || /\bloss\b/i.test(postfix)) return 'training';
  return OTHER_WORK.test(name) || countsSamples(bar) ? 'other' : 'unnamed';
}

/** Whether the bar counts samples, not steps. */
export function countsSamples({ unit }: TqdmBar): boolean {
  return SAMPLE_UNITS.test(unit);
}

/** The epoch that a description names. */
export function epochOf(description: string): number | undefined {
  const [, named, , bare] = EPOCH_NUMBER.exec(description) ?? [];
  const number = named ?? bare;
  return number === undefined ? undefined : Number(number);
}
