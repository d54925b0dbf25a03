/** A run is told by more than one file: what the user names with a profile, and what monitors left beside it. */

import { success, type Result } from '../failure';
import type { FileSource } from './fileSource';
import { merged } from './merge';
import { monitorsBeside } from './neighbours';
import type { Known, Profile } from './profile';
import { quote } from './quote';
import { isMonitor, readProfile } from './registry';

/** What may be read besides a file. */
export interface Companions {
  /** The other files of its folder. */
  readonly beside?: readonly FileSource[];
  /** Files that the user says are of the same run. */
  readonly given?: readonly FileSource[];
  /** False when nothing is to be taken from monitors beside the file that nobody named; true unless said. */
  readonly neighbours?: boolean;
}

/**
 * Reads a profile with what is known about the same run. A file that was given and cannot be read is a failure; one that only lies
 * beside the profile is not. Never throws.
 */
export function readRun(source: FileSource, { beside = [], given = [], neighbours = true }: Companions = {}): Result<Profile> {
  const own = readProfile(source, beside);
  if (!own.ok) return own;
  const parts: Part[] = [{ name: source.name, profile: own.value }];
  for (const file of given) {
    const read = readProfile(file);
    if (!read.ok) return read;
    parts.push({ name: file.name, profile: read.value });
  }
  const run = combined(own.value, parts);
  if (isMonitor(run.format)) return success({ ...run, warnings: [ALONE, ...run.warnings] });
  if (!neighbours) return success(run);
  const found = monitorsBeside(parts.map(({ name, profile }) => ({ name, format: profile.format })), beside);
  const taken = found.monitors.map(({ name, profile }) => attributed(name, profile, (text) => `${quote(name)} beside it: ${text}`));
  const whole = merged([run, ...taken]);
  return success({ ...whole, warnings: [...whole.warnings, ...found.warnings] });
}

const ALONE = 'The file tells how busy the machine was and holds no training steps: open it together with a profile or log of the run.';

/** One file of the run. */
interface Part {
  readonly name: string;
  readonly profile: Profile;
}

function combined(own: Profile, parts: readonly Part[]): Profile {
  const [, ...others] = parts;
  if (others.length === 0) return own;
  const named = others.map(({ name, profile }) => attributed(name, profile, (text) => `${text}, in ${quote(name)}`));
  const run = merged([own, ...named]);
  const stepMs = unprofiledStep([own, ...named]) ?? run.stepMs;
  return { ...run, ...(stepMs && { stepMs }), warnings: [...run.warnings, ...disagreements(parts, run), ...stepDisagreement(parts)] };
}

/**
 * A profiler slows the run that it watches, and sums of op times leave out what lies between them: the step time of a file without
 * ops (a log) is the better one, unless it is a guess.
 */
function unprofiledStep(profiles: readonly Profile[]): Known<number> | undefined {
  const steps = profiles.flatMap(({ ops, stepMs }) => (ops.length === 0 && stepMs !== undefined && stepMs.certainty !== 'guess' ? [stepMs] : []));
  return steps.find(({ certainty }) => certainty === 'measured') ?? steps[0];
}

/** The profile with the file's name in every source and warning. */
function attributed(name: string, profile: Profile, sourceOf: (source: string) => string): Profile {
  const fields = Object.entries(profile).map(([field, value]: [string, unknown]) => [field, isKnown(value) ? { ...value, source: sourceOf(value.source) } : value]);
  return { ...(Object.fromEntries(fields) as Profile), warnings: profile.warnings.map((warning) => `${quote(name)}: ${warning}`) };
}

function isKnown(value: unknown): value is Known<unknown> {
  return typeof value === 'object' && value !== null && 'certainty' in value;
}

/** Facts that are the same in every file of one run. */
const IDENTITY = {
  framework: 'framework', instanceType: 'instance type', batchSize: 'batch size', precision: 'precision', mode: 'mode',
} as const satisfies Partial<Record<keyof Profile, string>>;

/** Files that contradict each other may be of different runs, which only the user can tell. */
function disagreements(parts: readonly Part[], run: Profile): string[] {
  return (Object.keys(IDENTITY) as (keyof typeof IDENTITY)[]).flatMap((field) => {
    const told = parts.flatMap(({ name, profile }) => {
      const known = profile[field];
      return known === undefined || known.certainty === 'guess' ? [] : [{ name, value: String(known.value) }];
    });
    if (new Set(told.map(({ value }) => value)).size < 2) return [];
    const list = told.map(({ name, value }) => `${quote(value)} in ${quote(name)}`).join(', ');
    return [`The files do not agree on the ${IDENTITY[field]}: ${list}; ${quote(String(run[field]?.value))} was taken. Are they of the same run?`];
  });
}

/** Beyond what a profiler adds (a few per cent to a half), two step times are of different runs, or of different kinds of step. */
const SAME_STEP = 2;

function stepDisagreement(parts: readonly Part[]): string[] {
  const steps = parts.flatMap(({ name, profile: { stepMs } }) => (stepMs === undefined || stepMs.certainty === 'guess' ? [] : [{ name, ms: stepMs.value }]));
  const [shortest, longest] = [Math.min(...steps.map(({ ms }) => ms)), Math.max(...steps.map(({ ms }) => ms))];
  if (steps.length < 2 || longest < SAME_STEP * shortest) return [];
  const list = steps.map(({ name, ms }) => `${ms.toPrecision(3)} ms in ${quote(name)}`).join(', ');
  return [`The files do not agree on the step time: ${list}. Are they of the same run?`];
}
