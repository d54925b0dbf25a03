/** Reads the command line into a request, or into one sentence about what is wrong with it. */

import { parseArgs } from 'node:util';
import type { Distribution } from '../core/advice/distribution';
import type { BatchPeak } from '../core/advice/memoryFit';
import type { MeasuredStep } from '../core/advice/request';
import { fail, success, type Result } from '../core/failure';
import type { DisplayCurrency } from '../core/pricing/currency';
import type { Purchase } from '../core/pricing/offer';
import type { ThreadRun } from '../core/predictor/cpu/scalability';
import type { WhatIf } from '../core/predictor/predictor';
import type { Precision } from '../core/profile/profile';
import { OPTIONS, type Values } from './options';
import {
  bytes, currency, distribution, instanceType, list, measuredStep, oneOf, parameters, path, percentBelow100, positive, purchases, region, seconds, threadRun, UsageError, wholeNumber,
} from './values';

/** How the answer is written. */
export type OutputFormat = 'text' | 'json' | 'markdown' | 'csv';

/** The files that a command reads. */
export interface FileArguments {
  readonly file: string;
  /** Other files of the same run. */
  readonly with?: readonly string[];
  /** False when monitors that only lie beside the file are to be left alone. */
  readonly neighbours?: boolean;
}

/** `inspect FILE ...`. */
export interface InspectCommand extends FileArguments {
  readonly command: 'inspect';
  readonly format: 'text' | 'json';
}

/** `recommend FILE ...`. */
export interface RecommendCommand extends FileArguments {
  readonly command: 'recommend';
  readonly format: OutputFormat;
  readonly anchor?: string;
  readonly stepMs?: number;
  readonly batchSize?: number;
  readonly samplesPerEpoch?: number;
  readonly epochs?: number;
  readonly measured?: readonly MeasuredStep[];
  readonly threadRuns?: readonly ThreadRun[];
  readonly distribution?: Distribution;
  readonly parameters?: number;
  readonly memoryBytes?: number;
  readonly precision?: Precision;
  readonly region: string;
  readonly targets?: readonly string[];
  readonly purchases: readonly Purchase[];
  readonly livePrices: boolean;
  /** A JSON file of the user's own prices. */
  readonly priceFile?: string;
  /** A file that keeps live prices from one run to the next. */
  readonly priceCache?: string;
  readonly discountPercent?: number;
  readonly checkpointMinutes?: number;
  readonly currency?: DisplayCurrency;
  readonly coverage?: 0.8 | 0.9;
  readonly budgetUsd?: number;
  readonly deadlineSeconds?: number;
  readonly whatIf?: WhatIf;
  readonly secondPeak?: BatchPeak;
}

/** Anything the command line can ask for. */
export type Command = InspectCommand | RecommendCommand | { readonly command: 'help' } | { readonly command: 'version' };

const HINT = 'Run instance-advisor --help for the options.';

/** Reads the arguments after the program name. Fails with code `usage`. */
export function parseCommandLine(args: readonly string[]): Result<Command> {
  try {
    const { values, positionals } = parseArgs({ args: withNegatives(args), options: OPTIONS, allowPositionals: true, strict: true });
    return success(commandOf(values, positionals));
  } catch (error) {
    if (error instanceof UsageError || isParseArgsError(error)) return fail('usage', firstSentence(error.message), HINT);
    throw error;
  }
}

function commandOf(values: Values, [name, file, ...extra]: string[]): Command {
  if (values.help === true) return { command: 'help' };
  if (values.version === true) return { command: 'version' };
  if (name === undefined) throw new UsageError('No command is given.');
  if (name !== 'inspect' && name !== 'recommend') throw new UsageError(`"${name}" is not a command: use inspect or recommend.`);
  if (file === undefined || file === '') throw new UsageError(`${name} needs a file.`);
  if (extra[0] !== undefined) throw new UsageError(`Only one file can be read, and "${extra[0]}" is one too many.`);
  if (name === 'inspect') {
    const stray = Object.keys(values).find((key) => !INSPECT_OPTIONS.includes(key));
    if (stray !== undefined) throw new UsageError(`inspect does not take --${stray}.`);
    return { command: 'inspect', file, ...companions(values), format: values.json === true ? 'json' : 'text' };
  }
  return {
    command: 'recommend',
    file,
    ...companions(values),
    format: outputFormat(values),
    region: region(values.region ?? 'us-east-1'),
    purchases: purchases(values.purchase ?? 'on-demand', values.discount !== undefined),
    livePrices: oneOf('prices', values.prices ?? 'bundled', ['bundled', 'live'] as const) === 'live',
    ...optional('priceFile', path('price-file', values['price-file'])),
    ...optional('priceCache', path('price-cache', values['price-cache'])),
    ...optional('discountPercent', percentBelow100('discount', values.discount)),
    ...optional('checkpointMinutes', positive('checkpoint-minutes', values['checkpoint-minutes'])),
    ...optional('currency', currency(values.currency)),
    ...optional('anchor', instanceType('anchor', values.anchor)),
    ...optional('stepMs', positive('step-ms', values['step-ms'])),
    ...optional('batchSize', wholeNumber('batch', values.batch)),
    ...optional('samplesPerEpoch', wholeNumber('samples-per-epoch', values['samples-per-epoch'])),
    ...optional('epochs', wholeNumber('epochs', values.epochs)),
    ...optional('measured', list('measured', values.measured)?.map(measuredStep)),
    ...optional('threadRuns', list('thread-runs', values['thread-runs'])?.map(threadRun)),
    ...optional('distribution', distribution(values['all-gpus'] === true, values.machines)),
    ...optional('parameters', parameters(values.parameters)),
    ...optional('memoryBytes', bytes('memory-gib', values['memory-gib'])),
    ...optional('precision', values.precision === undefined ? undefined : oneOf('precision', values.precision, ['fp32', 'tf32', 'amp'] as const)),
    ...optional('targets', list('targets', values.targets)?.map((name) => instanceType('targets', name) ?? name)),
    ...optional('coverage', values.coverage === undefined ? undefined : COVERAGES[oneOf('coverage', values.coverage, ['80', '90'] as const)]),
    ...optional('budgetUsd', positive('budget', values.budget)),
    ...optional('deadlineSeconds', seconds('deadline', values.deadline)),
    ...optional('whatIf', whatIf(values)),
    ...optional('secondPeak', secondPeak(values)),
  };
}

const INSPECT_OPTIONS: readonly string[] = ['json', 'with', 'no-neighbours'];

function companions(values: Values): Pick<FileArguments, 'with' | 'neighbours'> {
  const files = values.with?.flatMap((names) => list('with', names) ?? []);
  return { ...optional('with', files), ...(values['no-neighbours'] === true ? { neighbours: false } : {}) };
}

function whatIf(values: Values): WhatIf | undefined {
  const batchSize = wholeNumber('what-if-batch', values['what-if-batch']);
  const [from, to, ...rest] = list('what-if-pixels', values['what-if-pixels']?.replaceAll(':', ','))?.map((side) => wholeNumber('what-if-pixels', side)) ?? [];
  const secondBatch = wholeNumber('second-batch', values['second-batch']);
  const secondStepMs = positive('second-step-ms', values['second-step-ms']);
  if (values['what-if-pixels'] !== undefined && (from === undefined || to === undefined || rest.length > 0)) throw new UsageError('--what-if-pixels must be two sizes such as 128:224.');
  if (values['second-memory-gib'] === undefined && (secondBatch === undefined) !== (secondStepMs === undefined)) throw new UsageError('--second-batch and --second-step-ms go together.');
  if (secondStepMs !== undefined && batchSize === undefined) throw new UsageError('--second-batch needs --what-if-batch, or --second-memory-gib.');
  if (batchSize === undefined && to === undefined) return undefined;
  return {
    ...optional('batchSize', batchSize),
    ...optional('pixels', from === undefined || to === undefined ? undefined : { from, to }),
    ...optional('second', secondBatch === undefined || secondStepMs === undefined ? undefined : { batchSize: secondBatch, stepMs: secondStepMs }),
  };
}

function secondPeak(values: Values): BatchPeak | undefined {
  const peakBytes = bytes('second-memory-gib', values['second-memory-gib']);
  if (peakBytes === undefined) return undefined;
  const batchSize = wholeNumber('second-batch', values['second-batch']);
  if (batchSize === undefined) throw new UsageError('--second-memory-gib needs --second-batch.');
  return { batchSize, peakBytes };
}

const COVERAGES = { 80: 0.8, 90: 0.9 } as const;

/** `--batch -3` means a negative batch, not an option called -3: the value is joined so that it is judged as a value. */
function withNegatives(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const previous = joined[joined.length - 1];
    if (/^-[\d.]/.test(arg) && previous?.startsWith('--') === true && !previous.includes('=')) joined[joined.length - 1] = `${previous}=${arg}`;
    else joined.push(arg);
  }
  return joined;
}

function optional<K extends string, T>(key: K, value: T | undefined): { [P in K]?: T } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: T });
}

function outputFormat(values: Values): OutputFormat {
  const asked = (['json', 'markdown', 'csv'] as const).filter((format) => values[format] === true);
  if (asked.length > 1) throw new UsageError(`Choose one of ${asked.map((format) => `--${format}`).join(' and ')}.`);
  return asked[0] ?? 'text';
}

function isParseArgsError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

/** Node's messages go on to explain `--`; the first sentence says what is wrong. */
function firstSentence(message: string): string {
  const sentence = message.split(/\. |\n/)[0] ?? message;
  return sentence.endsWith('.') ? sentence : `${sentence}.`;
}
