/** Where the steps of a PyTorch trace lie: by the profiler's own marks, by the optimizer's, or not at all. */

import { milliseconds } from '../../format';
import type { Intervals, Span } from '../chrome/intervals';
import { median } from '../chrome/median';
import type { NameTable } from '../chrome/nameTable';
import type { Known } from '../profile';
import { quote } from '../quote';
import { MARKS } from './categories';

/** The part of a trace that its times per step are taken from. */
export interface StepWindow {
  /** How the steps were told: by the profiler's marks, by something that happens once in a step, or not at all. */
  readonly kind: 'marked' | 'period' | 'span';
  /** Microseconds on the trace's own clock. */
  readonly startUs: number;
  readonly endUs: number;
  /** Steps that lie in the window; what ran in it is divided by them. */
  readonly stepsInside: number;
  readonly stepMs: Known<number>;
  readonly steps: Known<number>;
  readonly warnings: readonly string[];
}

interface Mark extends Span {
  readonly durationUs: number;
  readonly name: string;
  readonly lane: number;
}

/** The steps that ended by `untilUs`, or undefined when there is no time at all. `span` is that of all operators and kernels. */
export function stepWindow(marks: Intervals, names: NameTable, span: Span, untilUs = Number.POSITIVE_INFINITY): StepWindow | undefined {
  const all = readMarks(marks, names).filter(({ endUs }) => endUs <= untilUs);
  return bySteps(all) ?? byPeriod(all, MARKS[1], 'derived') ?? byPeriod(all, MARKS[2], 'guess') ?? wholeSpan(span);
}

function readMarks(marks: Intervals, names: NameTable): Mark[] {
  return Array.from({ length: marks.length }, (_, index) => ({
    name: names.text(marks.nameOf(index)), lane: marks.lanes[index] ?? 0,
    startUs: marks.startOf(index), durationUs: marks.durationOf(index), endUs: marks.endOf(index),
  })).sort((a, b) => a.startUs - b.startUs);
}

/** A trace made of several ranks' traces has the steps of each: those of one thread are taken. */
function ofOneThread(marks: readonly Mark[]): readonly Mark[] {
  const byLane = new Map<number, Mark[]>();
  for (const mark of marks) byLane.set(mark.lane, [...(byLane.get(mark.lane) ?? []), mark]);
  return [...byLane.values()].sort((a, b) => b.length - a.length)[0] ?? [];
}

/**
 * ProfilerStep#N on the host. The median of all steps is taken: the first often carries warm-up and the start of workers, the last the
 * end of profiling, and the median bears either; to leave out the first of three would leave the mean of two.
 */
function bySteps(marks: readonly Mark[]): StepWindow | undefined {
  const steps = ofOneThread(marks.filter(({ name, durationUs }) => name.startsWith(MARKS[0]) && durationUs > 0));
  const [first] = steps;
  if (first === undefined) return undefined;
  const durationsUs = steps.map(({ durationUs }) => durationUs).sort((a, b) => a - b);
  const [shortest = 0, longest = 0] = [durationsUs[0], durationsUs.at(-1)];
  const warnings = longest > UNEVEN * shortest
    ? [`Steps take between ${milliseconds(shortest / 1000)} and ${milliseconds(longest / 1000)}; the median is given, but profile more steps after a warm-up to be sure.`] : [];
  return {
    kind: 'marked',
    startUs: first.startUs,
    endUs: Math.max(...steps.map(({ endUs }) => endUs)),
    stepsInside: steps.length,
    stepMs: { value: median(durationsUs) / 1000, source: steps.length === 1 ? `${first.name} on the host` : `ProfilerStep#N on the host, median of ${steps.length}`, certainty: 'measured' },
    steps: { value: steps.length, source: 'ProfilerStep#N on the host', certainty: 'measured' },
    warnings,
  };
}

/** Steps that differ by more than this are told of. */
const UNEVEN = 1.5;

/** Something that happens once in a step: from one start to the next is a step. */
function byPeriod(all: readonly Mark[], prefix: string, certainty: 'derived' | 'guess'): StepWindow | undefined {
  const marks = mostCommon(ofOneThread(all.filter(({ name }) => name.startsWith(prefix))));
  const [first, last] = [marks[0], marks.at(-1)];
  if (first === undefined || last === undefined || !(last.startUs > first.startUs)) return undefined;
  const periodsUs = marks.slice(1).map((mark, index) => mark.startUs - (marks[index]?.startUs ?? 0)).sort((a, b) => a - b);
  const stepMs = median(periodsUs) / 1000;
  if (!(stepMs > 0)) return undefined;
  return {
    kind: 'period',
    startUs: first.startUs,
    endUs: last.startUs,
    stepsInside: periodsUs.length,
    stepMs: { value: stepMs, source: `median time from one ${quote(first.name)} to the next, ${marks.length} of them`, certainty },
    steps: { value: marks.length, source: `${marks.length} times ${quote(first.name)}`, certainty },
    warnings: [`The trace has no ProfilerStep#N, so its steps are told by ${quote(first.name)}; call step() of the profiler in the loop to mark them.`],
  };
}

/** Several optimizers may take turns in one step; those of one name are compared. */
function mostCommon(marks: readonly Mark[]): readonly Mark[] {
  const byName = new Map<string, Mark[]>();
  for (const mark of marks) byName.set(mark.name, [...(byName.get(mark.name) ?? []), mark]);
  return [...byName.values()].sort((a, b) => b.length - a.length)[0] ?? [];
}

function wholeSpan({ startUs, endUs }: Span): StepWindow | undefined {
  if (!(endUs > startUs)) return undefined;
  return {
    kind: 'span',
    startUs,
    endUs,
    stepsInside: 1,
    stepMs: { value: (endUs - startUs) / 1000, source: 'from the first to the last event of the trace, taken for one step', certainty: 'guess' },
    steps: { value: 1, source: 'nothing in the trace tells the number of steps', certainty: 'guess' },
    warnings: ['The trace does not say where steps begin, so all of it is taken for one step, which is a guess: call step() of the profiler in the loop to mark them.'],
  };
}
