/** Reads the command line into a request, or into one sentence about what is wrong with it. */

import { parseArgs } from 'node:util';
import type { BatchPeak } from '../core/advice/memoryFit';
import type { MeasuredStep } from '../core/advice/request';
import { fail, success, type Result } from '../core/failure';
import { parseCurrency, type DisplayCurrency } from '../core/pricing/currency';
import { PURCHASES, type Purchase } from '../core/pricing/offer';
import type { ThreadRun } from '../core/predictor/cpu/scalability';
import type { WhatIf } from '../core/predictor/predictor';
import type { Precision } from '../core/profile/profile';

/** How the answer is written. */
export type OutputFormat = 'text' | 'json' | 'markdown' | 'csv';

/** `inspect FILE [--json]`. */
export interface InspectCommand {
  readonly command: 'inspect';
  readonly file: string;
  readonly format: 'text' | 'json';
}

/** `recommend FILE ...`. */
export interface RecommendCommand {
  readonly command: 'recommend';
  readonly file: string;
  readonly format: OutputFormat;
  readonly anchor?: string;
  readonly stepMs?: number;
  readonly batchSize?: number;
  readonly samplesPerEpoch?: number;
  readonly epochs?: number;
  readonly measured?: readonly MeasuredStep[];
  readonly threadRuns?: readonly ThreadRun[];
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

/** Shown by `--help` and named by every usage failure. */
export const USAGE = `Usage: instance-advisor COMMAND FILE [options]

  inspect FILE [--json]      show what is read from a profile
  recommend FILE [options]   predict step time and cost on other instance types

Options of recommend
  --anchor TYPE              instance type on which the profile was taken (g4dn.xlarge)
  --step-ms N                measured step time in milliseconds, if the file has none or a better one is known
  --batch N                  samples per step
  --samples-per-epoch N      training samples
  --epochs N                 epochs of the whole job (1)
  --measured TYPE=MS,..      step times of this run that were measured on other types, milliseconds
  --thread-runs N=MS,..      on a CPU: step times of this run at several thread counts, which tell how it scales
  --memory-gib N             most memory in use on one GPU, if the file has none or a better figure is known
  --precision P              fp32, tf32 or amp
  --region R                 AWS region (us-east-1)
  --targets A,B              only these instance types, and the anchor
  --purchase LIST            on-demand, savings-plan, spot, sagemaker, sagemaker-spot, sagemaker-hosting (on-demand)
  --prices SOURCE            bundled or live (bundled)
  --price-file FILE          your own prices, discounts and machines (JSON)
  --price-cache FILE         keep live prices here; fresh ones are not asked for again
  --discount PERCENT         what a savings plan or reservation takes off the on-demand price; adds the option savings-plan
  --checkpoint-minutes N     minutes between checkpoints, for what spot interruptions cost
  --currency CODE=RATE       show costs in another currency too: EUR=0.92 (one US dollar is 0.92 euro)
  --coverage PERCENT         80 or 90: how often a range should hold the truth (80)
  --budget USD               limit for the whole job
  --deadline TIME            limit for the whole job: 90m, 3h, 2d
  --what-if-batch N          as if each step had N samples
  --what-if-pixels FROM:TO   as if images had TO pixels along a side instead of FROM
  --second-batch N           a second measured batch size, with
  --second-step-ms N         its step time: --what-if-batch then follows the line through both
  --second-memory-gib N      its memory: the largest batch that fits is then shown for each type
  --json | --markdown | --csv

Exit codes: 0 done, 1 our fault, 2 usage, 3 file not recognised or damaged, 4 nothing can be predicted,
5 budget or deadline cannot be met.
`;

const HINT = 'Run instance-advisor --help for the options.';

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
  json: { type: 'boolean' },
  markdown: { type: 'boolean' },
  csv: { type: 'boolean' },
  anchor: { type: 'string' },
  'step-ms': { type: 'string' },
  batch: { type: 'string' },
  'samples-per-epoch': { type: 'string' },
  epochs: { type: 'string' },
  measured: { type: 'string' },
  'thread-runs': { type: 'string' },
  'memory-gib': { type: 'string' },
  precision: { type: 'string' },
  region: { type: 'string' },
  targets: { type: 'string' },
  purchase: { type: 'string' },
  prices: { type: 'string' },
  'price-file': { type: 'string' },
  'price-cache': { type: 'string' },
  discount: { type: 'string' },
  'checkpoint-minutes': { type: 'string' },
  currency: { type: 'string' },
  coverage: { type: 'string' },
  budget: { type: 'string' },
  deadline: { type: 'string' },
  'what-if-batch': { type: 'string' },
  'what-if-pixels': { type: 'string' },
  'second-batch': { type: 'string' },
  'second-step-ms': { type: 'string' },
  'second-memory-gib': { type: 'string' },
} as const;

type Values = { readonly [Name in keyof typeof OPTIONS]?: (typeof OPTIONS)[Name]['type'] extends 'boolean' ? boolean : string };

/** A value that is wrong; thrown and caught within this file only, so that the readers below stay one line each. */
class UsageError extends Error {}

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
    const stray = Object.keys(values).find((key) => key !== 'json');
    if (stray !== undefined) throw new UsageError(`inspect does not take --${stray}.`);
    return { command: 'inspect', file, format: values.json === true ? 'json' : 'text' };
  }
  return {
    command: 'recommend',
    file,
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

function measuredStep(part: string): MeasuredStep {
  const [name, milliseconds, ...rest] = part.split('=');
  const type = instanceType('measured', name);
  const stepMs = positive('measured', milliseconds);
  if (type === undefined || stepMs === undefined || rest.length > 0) throw new UsageError(`--measured must be like g5.xlarge=120, not "${part}".`);
  return { instanceType: type, stepMs };
}

function threadRun(part: string): ThreadRun {
  const [count, milliseconds, ...rest] = part.split('=');
  const threads = wholeNumber('thread-runs', count);
  const stepMs = positive('thread-runs', milliseconds);
  if (threads === undefined || stepMs === undefined || rest.length > 0) throw new UsageError(`--thread-runs must be like 1=180,2=115, not "${part}".`);
  return { threads, stepMs };
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

function positive(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0) throw new UsageError(`--${flag} must be a number above 0, not "${text}".`);
  return value;
}

function bytes(flag: string, gibibytes: string | undefined): number | undefined {
  const value = positive(flag, gibibytes);
  return value === undefined ? undefined : value * 2 ** 30;
}

function wholeNumber(flag: string, text: string | undefined): number | undefined {
  const value = positive(flag, text);
  if (value !== undefined && !Number.isSafeInteger(value)) throw new UsageError(`--${flag} must be a whole number, not "${text ?? ''}".`);
  return value;
}

function oneOf<T extends string>(flag: string, text: string, choices: readonly T[]): T {
  const choice = choices.find((candidate) => candidate === text);
  if (choice === undefined) throw new UsageError(`--${flag} must be ${choices.join(' or ')}, not "${text}".`);
  return choice;
}

function list(flag: string, text: string | undefined): string[] | undefined {
  if (text === undefined) return undefined;
  const parts = text.split(',').map((part) => part.trim()).filter((part) => part !== '');
  if (parts.length === 0) throw new UsageError(`--${flag} needs at least one name.`);
  return parts;
}

function purchases(text: string, discounted: boolean): Purchase[] {
  const asked = (list('purchase', text) ?? []).map((part) => oneOf('purchase', part, PURCHASES));
  return PURCHASES.filter((purchase) => asked.includes(purchase) || (discounted && purchase === 'savings-plan'));
}

function path(flag: string, text: string | undefined): string | undefined {
  if (text?.trim() === '') throw new UsageError(`--${flag} needs the name of a file.`);
  return text;
}

function percentBelow100(flag: string, text: string | undefined): number | undefined {
  const value = positive(flag, text);
  if (value !== undefined && value >= 100) throw new UsageError(`--${flag} must be per cent below 100, not "${text ?? ''}".`);
  return value;
}

function currency(text: string | undefined): DisplayCurrency | undefined {
  if (text === undefined) return undefined;
  const parsed = parseCurrency(text);
  if (!parsed.ok) throw new UsageError(parsed.failure.message);
  return parsed.value;
}

function instanceType(flag: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (!/^(ml\.)?[a-z0-9-]+\.[a-z0-9-]+$/.test(text)) throw new UsageError(`--${flag} must be an instance type such as g4dn.xlarge, not "${text}".`);
  return text.replace(/^ml\./, '');
}

function region(text: string): string {
  if (!/^[a-z]{2}(-[a-z]+)+-\d+$/.test(text)) throw new UsageError(`--region must be an AWS region such as us-east-1, not "${text}".`);
  return text;
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, min: 60, h: 3600, d: 86_400 };

function seconds(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, amount, unit = 's'] = /^(\d+(?:\.\d+)?)\s*(s|m|min|h|d)?$/.exec(text) ?? [];
  const value = Number(amount) * (UNIT_SECONDS[unit] ?? NaN);
  if (!Number.isFinite(value) || value <= 0) throw new UsageError(`--${flag} must be a time such as 90m, 3h or 2d, not "${text}".`);
  return value;
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
