/** tqdm's progress bars, also those of Lightning, which are tqdm's. */

import type { LineReader, Scanner } from '../importer';
import type { Profile } from '../profile';
import { derived, known, measured, profileOf, type Findings } from './findings';
import type { EpochOrigin } from './epochTimes';
import { perStepMs, TqdmGroup, type TqdmRun, type TqdmState } from './tqdmGroup';
import { kindOf, type TqdmKind } from './tqdmKind';
import { barsOf, type TqdmBar } from './tqdmLine';

const ID = 'tqdm';

/** More kinds of bars than any program draws; what comes later is not looked at. */
const MAX_GROUPS = 500;

/** Kinds that may be steps of a training, best first. */
const STEP_KINDS: readonly TqdmKind[] = ['epoch', 'training', 'unnamed'];

/** Reads the bars of the training loop; evaluations, downloads and bars over whole epochs are told apart. */
export const tqdmLog: Scanner = { id: ID, label: 'tqdm or Lightning progress bar', start: () => new TqdmReader() };

class TqdmReader implements LineReader {
  private readonly groups = new Map<string, TqdmGroup>();
  private training: TqdmGroup | undefined;

  line(text: string): void {
    for (const bar of barsOf(text)) this.bar(bar);
  }

  end(): Profile | undefined {
    const groups = [...this.groups.values()];
    for (const group of groups) group.finish();
    const steps = stepsGroup(groups);
    if (steps === undefined) {
      const epochs = groups.find((group) => group.kind === 'epochs' && group.longest);
      return epochs && profileOf(ID, { ...epochsFindings(epochs), mode: measured('training', 'progress bar over epochs') });
    }
    const outer = groups.find((group) => group.kind === 'epochs' && group.longest && group !== steps) ?? groups.find((group) => isOuter(group, steps));
    return profileOf(ID, stepFindings(steps, outer));
  }

  private bar(bar: TqdmBar): void {
    const kind = kindOf(bar);
    if (kind === 'other') return;
    if (kind === 'evaluation') {
      this.training?.validationBegins(bar.total);
      return;
    }
    // Numbers in a name change from bar to bar and step to step (epoch, loss).
    const key = `${kind} ${bar.description.replace(/[+-]?\d[\d.]*(?:e[+-]?\d+)?/g, '#')} ${bar.total}`;
    const group = this.groups.get(key) ?? (this.groups.size < MAX_GROUPS ? new TqdmGroup(kind, bar.total) : undefined);
    if (group === undefined) return;
    this.groups.set(key, group);
    if (kind !== 'epochs') this.training = group;
    group.state(bar);
  }
}

/** The group that counts steps: the best kind, without loops around others, and of those the one that took longest. */
function stepsGroup(groups: readonly TqdmGroup[]): TqdmGroup | undefined {
  for (const kind of STEP_KINDS) {
    // A bar without a name and without a time says nothing.
    const found = groups.filter((group) => group.kind === kind && (group.longest ?? group.unfinished) && (kind !== 'unnamed' || secondsOf(group) > 0));
    const inner = found.filter((group) => !found.some((other) => isOuter(group, other)));
    if (inner.length > 0) return longestOf(inner);
  }
  // "Epoch" without a number can also name the bar of each epoch, but then there is one after another.
  return longestOf(groups.filter(({ kind, longest }) => kind === 'epochs' && longest !== undefined && longest.times.count > 1));
}

function longestOf(groups: readonly TqdmGroup[]): TqdmGroup | undefined {
  return [...groups].sort((a, b) => secondsOf(b) - secondsOf(a))[0];
}

/** Whether one bar makes one step for each whole bar of the other, and so counts its epochs. */
function isOuter(group: TqdmGroup, inner: TqdmGroup): boolean {
  const bars = inner.longest?.times.count ?? 0;
  const done = group.unfinished?.done ?? group.total;
  return group !== inner && bars > 1 && Math.abs(done - bars) <= 1 && secondsOf(group) >= 0.9 * secondsOf(inner);
}

function secondsOf({ longest, unfinished }: TqdmGroup): number {
  return (longest?.times.totalSeconds ?? 0) + (unfinished?.elapsedSeconds ?? 0);
}

/** What a bar over epochs says: the time of each, when it was drawn after each, else their mean. */
function epochsFindings({ longest, unfinished, total, units }: TqdmGroup): Findings {
  const done = unfinished?.done ?? total;
  const epochs = measured(done, 'progress bar over epochs');
  if (units.count === done && done > 1) return { ...units.findings({ ...ORIGIN, seconds: 'progress bar over epochs', secondsCertainty: 'derived' }), epochs };
  const meanMs = unfinished ? perStepMs(unfinished) : longest?.times.findings(ORIGIN).stepMs?.value;
  const source = 'elapsed time / epochs of the progress bar over epochs, the first included';
  return { epochs, epochSeconds: known(meanMs === undefined ? undefined : meanMs / 1000, source, 'derived') };
}

const ORIGIN = {
  seconds: 'elapsed time of the progress bar', secondsCertainty: 'measured', stepMs: 'elapsed time / steps of the progress bar', stepCertainty: 'measured',
} as const;

/** The same for a bar that may count anything. */
const UNNAMED_ORIGIN = {
  seconds: 'elapsed time of a progress bar without a name', secondsCertainty: 'guess',
  stepMs: 'elapsed time / total of a progress bar that does not say what it counts', stepCertainty: 'guess',
} as const;

function stepFindings(group: TqdmGroup, outer: TqdmGroup | undefined): Findings {
  const { kind, longest, unfinished } = group;
  const certainty = kind === 'unnamed' ? 'guess' : 'measured';
  const isEpoch = kind === 'epoch' || outer !== undefined || (longest?.times.count ?? 0) > 1;
  const origin = kind === 'unnamed' ? UNNAMED_ORIGIN : ORIGIN;
  const times = longest ? timesOf(longest, isEpoch, origin) : unfinishedTimes(unfinished, origin);
  return {
    mode: kind === 'unnamed' ? undefined : measured('training', 'name of the progress bar, or its loss'),
    framework: group.isLightning ? derived('pytorch', 'progress bar of Lightning (v_num)') : undefined,
    ...times,
    ...countFindings(group, isEpoch, certainty),
    ...(longest && epochCount(group, longest, outer)),
    // What goes on between the bars of the steps (evaluation, saving) is part of an epoch too.
    ...(outer && epochsFindings(outer)),
    ...(group.countsSamples ? { stepMs: undefined } : times.stepMs && { stepMs: times.stepMs }),
    warnings: warningsOf(group),
  };
}

function countFindings({ countsSamples, total, trainingSteps, longest }: TqdmGroup, isEpoch: boolean, certainty: 'guess' | 'measured'): Findings {
  const source = 'total of the progress bar';
  if (countsSamples) return isEpoch ? { samplesPerEpoch: known(total, source, certainty) } : {};
  if (!isEpoch) return longest ? { steps: known(total, source, certainty) } : {};
  return { stepsPerEpoch: known(trainingSteps ?? total, trainingSteps ? 'steps of the progress bar before validation' : source, certainty) };
}

/** A single bar that names no epoch may be the whole run, so its time is not that of an epoch. */
function timesOf({ times }: TqdmRun, isEpoch: boolean, origin: EpochOrigin): Findings {
  const all = times.findings(origin);
  return isEpoch ? all : { stepMs: all.stepMs && { ...all.stepMs, source: `${origin.stepMs}, which includes warm-up` } };
}

function unfinishedTimes(bar: TqdmState | undefined, { stepMs, stepCertainty }: EpochOrigin): Findings {
  if (bar === undefined) return {};
  return { stepMs: known(perStepMs(bar), `${stepMs}, which stops at ${bar.done} of ${bar.total}`, stepCertainty === 'guess' ? 'guess' : 'derived') };
}

function epochCount({ kind }: TqdmGroup, { times, firstEpoch, lastEpoch }: TqdmRun, outer: TqdmGroup | undefined): Findings {
  if (kind === 'epoch' && firstEpoch !== undefined && lastEpoch !== undefined) {
    // Numbering starts at 0 or 1; a log that starts later was cut or is of a run that was resumed.
    return { epochs: measured(lastEpoch - Math.min(firstEpoch, 1) + 1, 'finished epochs by the names of the progress bars') };
  }
  return outer === undefined && times.count > 1 ? { epochs: derived(times.count, 'finished progress bars of the same length') } : {};
}

function warningsOf({ runs, longest, unfinished, total, trainingSteps, countsSamples }: TqdmGroup): string[] {
  const count = longest?.times.count ?? 0;
  return [
    ...(runs > 1 ? [`The text holds ${runs} runs; the longest, of ${count} ${count === 1 ? 'epoch' : 'epochs'}, was taken.`] : []),
    ...(unfinished && longest ? [`The last progress bar stops at ${unfinished.done} of ${unfinished.total}.`] : []),
    ...(trainingSteps ? [`The progress bar counts ${total} steps an epoch, ${total - trainingSteps} of them validation, which is left out of the step time.`] : []),
    ...(countsSamples ? ['The progress bar counts samples and the batch size stands nowhere, so there is no step time: give the batch size of the script.'] : []),
  ];
}
