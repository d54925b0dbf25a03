/** Reads the value of one option; each reader throws a `UsageError` that names the option, and passes on what is absent. */

import { MAX_MACHINES, type Distribution } from '../core/advice/distribution';
import type { MeasuredStep } from '../core/advice/request';
import { parseDuration } from '../core/durationText';
import type { ThreadRun } from '../core/predictor/cpu/scalability';
import { parseCurrency, type DisplayCurrency } from '../core/pricing/currency';
import { PURCHASES, type Purchase } from '../core/pricing/offer';

/** A command line that cannot be carried out; caught where it is parsed. */
export class UsageError extends Error {}

/** `g5.xlarge=120`: a step in milliseconds on an instance type. */
export function measuredStep(part: string): MeasuredStep {
  const [name, milliseconds, ...rest] = part.split('=');
  const type = instanceType('measured', name);
  const stepMs = positive('measured', milliseconds);
  if (type === undefined || stepMs === undefined || rest.length > 0) throw new UsageError(`--measured must be like g5.xlarge=120, not "${part}".`);
  return { instanceType: type, stepMs };
}

/** `2=115`: a step in milliseconds at a number of threads. */
export function threadRun(part: string): ThreadRun {
  const [count, milliseconds, ...rest] = part.split('=');
  const threads = wholeNumber('thread-runs', count);
  const stepMs = positive('thread-runs', milliseconds);
  if (threads === undefined || stepMs === undefined || rest.length > 0) throw new UsageError(`--thread-runs must be like 1=180,2=115, not "${part}".`);
  return { threads, stepMs };
}

/** A number above 0. */
export function positive(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0) throw new UsageError(`--${flag} must be a number above 0, not "${text}".`);
  return value;
}

/** Gibibytes, as bytes. */
export function bytes(flag: string, gibibytes: string | undefined): number | undefined {
  const value = positive(flag, gibibytes);
  return value === undefined ? undefined : value * 2 ** 30;
}

/** A whole number above 0. */
export function wholeNumber(flag: string, text: string | undefined): number | undefined {
  const value = positive(flag, text);
  if (value !== undefined && !Number.isSafeInteger(value)) throw new UsageError(`--${flag} must be a whole number, not "${text ?? ''}".`);
  return value;
}

/** All GPUs, several machines, or undefined for one GPU. */
export function distribution(allGpus: boolean, text: string | undefined): Distribution | undefined {
  const machines = wholeNumber('machines', text) ?? 1;
  if (machines > MAX_MACHINES) throw new UsageError(`--machines must be at most ${MAX_MACHINES}, not "${text ?? ''}".`);
  return allGpus || machines > 1 ? { allGpus, machines } : undefined;
}

const MULTIPLES: Readonly<Record<string, number>> = { K: 1e3, M: 1e6, B: 1e9 };

/** A count such as `25.6M`. */
export function parameters(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, amount, multiple = ''] = /^([\d.]+)([KMB]?)$/i.exec(text) ?? [];
  const value = Number(amount) * (MULTIPLES[multiple.toUpperCase()] ?? 1);
  if (!Number.isFinite(value) || value <= 0) throw new UsageError(`--parameters must be a count such as 25.6M, not "${text}".`);
  return value;
}

/** One of the given words. */
export function oneOf<T extends string>(flag: string, text: string, choices: readonly T[]): T {
  const choice = choices.find((candidate) => candidate === text);
  if (choice === undefined) throw new UsageError(`--${flag} must be ${choices.join(' or ')}, not "${text}".`);
  return choice;
}

/** Names between commas; at least one. */
export function list(flag: string, text: string | undefined): string[] | undefined {
  if (text === undefined) return undefined;
  const parts = text.split(',').map((part) => part.trim()).filter((part) => part !== '');
  if (parts.length === 0) throw new UsageError(`--${flag} needs at least one name.`);
  return parts;
}

/** Purchase options in their usual order; a discount adds the savings plan. */
export function purchases(text: string, discounted: boolean): Purchase[] {
  const asked = (list('purchase', text) ?? []).map((part) => oneOf('purchase', part, PURCHASES));
  return PURCHASES.filter((purchase) => asked.includes(purchase) || (discounted && purchase === 'savings-plan'));
}

/** The name of a file. */
export function path(flag: string, text: string | undefined): string | undefined {
  if (text?.trim() === '') throw new UsageError(`--${flag} needs the name of a file.`);
  return text;
}

/** Per cent above 0 and below 100. */
export function percentBelow100(flag: string, text: string | undefined): number | undefined {
  const value = positive(flag, text);
  if (value !== undefined && value >= 100) throw new UsageError(`--${flag} must be per cent below 100, not "${text ?? ''}".`);
  return value;
}

/** `EUR=0.92`. */
export function currency(text: string | undefined): DisplayCurrency | undefined {
  if (text === undefined) return undefined;
  const parsed = parseCurrency(text);
  if (!parsed.ok) throw new UsageError(parsed.failure.message);
  return parsed.value;
}

/** An EC2 or SageMaker type, without `ml.`. */
export function instanceType(flag: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (!/^(ml\.)?[a-z0-9-]+\.[a-z0-9-]+$/.test(text)) throw new UsageError(`--${flag} must be an instance type such as g4dn.xlarge, not "${text}".`);
  return text.replace(/^ml\./, '');
}

/** An AWS region. */
export function region(text: string): string {
  if (!/^[a-z]{2}(-[a-z]+)+-\d+$/.test(text)) throw new UsageError(`--region must be an AWS region such as us-east-1, not "${text}".`);
  return text;
}

/** A time such as `90m`, in seconds. */
export function seconds(flag: string, text: string | undefined): number | undefined {
  const value = text === undefined ? undefined : parseDuration(text);
  if (text !== undefined && value === undefined) throw new UsageError(`--${flag} must be a time such as 90m, 3h or 2d, not "${text}".`);
  return value;
}
