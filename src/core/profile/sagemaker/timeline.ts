/** Timelines of SageMaker Debugger: `*_pythontimeline.json` has the steps of a training loop, `*_model_timeline.json` its input pipeline. */

import { fail, success, type Result } from '../../failure';
import { Intervals } from '../chrome/intervals';
import { keyBytes } from '../chrome/jsonBytes';
import { median } from '../chrome/median';
import { readTrace, type TraceVisitor } from '../chrome/readTrace';
import { PHASE, type TraceEvent } from '../chrome/traceEvent';
import type { Content } from '../content';
import type { Importer } from '../importer';
import type { Profile } from '../profile';
import { quote } from '../quote';

const ID = 'sagemaker-timeline';
const TRAIN_STEP = keyBytes('Step:ModeKeys.TRAIN');
const NEXT_BATCH = keyBytes('IteratorGetNextOp::DoCompute');

/** A job writes a new file each minute or so; one holds some thousand steps. */
const MAX_EVENTS = 1_000_000;

/** Reads a timeline of SageMaker Debugger. */
export const sagemakerTimeline: Importer = {
  id: ID,
  label: 'SageMaker Debugger timeline',
  sniff: ({ text }) => /^\s*\[\s*\{/.test(text) && /"start_time_since_epoch_in_micros"/.test(text) && /"Step:ModeKeys|"name"\s*:\s*"(?:DataIterator|dataset::GetNext|IteratorGetNextOp::DoCompute)"/.test(text),
  read: readTimeline,
};

function readTimeline(file: Content): Result<Profile> {
  const events = new Events();
  const { isCut } = readTrace(file.utf8(), events);
  const times = stepTimes(events.steps) ?? batchTimes(events.batches);
  if (times === undefined) {
    return fail('damaged', `${quote(file.name)} is a timeline of SageMaker Debugger without training steps, so it gives no step time.`,
      'Open the pythontimeline.json of a training phase, or what the framework\'s own profiler wrote.');
  }
  return success({
    format: ID,
    ...times,
    ops: [],
    warnings: [
      'The timeline says how long steps took, not on which device and with which ops.',
      ...(isCut || file.isCut ? ['The timeline is cut short; what is given here comes from its beginning.'] : []),
    ],
  });
}

type Times = Pick<Profile, 'stepMs' | 'steps' | 'mode'>;

/** Steps that Debugger's hook timed, from one start to the next, as the loop does more than the step that is timed. */
function stepTimes(steps: Intervals): Times | undefined {
  const sorted = periodsUs(steps);
  if (sorted.length === 0) return undefined;
  return {
    mode: { value: 'training', source: 'Step:ModeKeys.TRAIN', certainty: 'measured' },
    stepMs: { value: median(sorted) / 1000, source: `median time from one Step:ModeKeys.TRAIN to the next, ${steps.length} of them`, certainty: 'measured' },
    steps: { value: steps.length, source: 'Step:ModeKeys.TRAIN', certainty: 'measured' },
  };
}

/** An input batch is fetched in each step, of training and of validation alike. */
function batchTimes(batches: Intervals): Times | undefined {
  const sorted = periodsUs(batches);
  if (sorted.length === 0) return undefined;
  return {
    stepMs: { value: median(sorted) / 1000, source: `median time from one fetch of an input batch to the next, ${batches.length} of them`, certainty: 'guess' },
    steps: { value: batches.length, source: 'fetches of input batches', certainty: 'guess' },
  };
}

function periodsUs(intervals: Intervals): number[] {
  const [order] = intervals.byLane().values();
  return Array.from(order ?? [], (index) => intervals.startOf(index)).map((us, at, all) => us - (all[at - 1] ?? us)).filter((us) => us > 0).sort((a, b) => a - b);
}

class Events implements TraceVisitor {
  readonly steps = new Intervals();
  readonly batches = new Intervals();

  event(event: TraceEvent): boolean {
    if (event.phase === PHASE.complete && !Number.isNaN(event.startUs)) {
      if (event.nameStartsWith(TRAIN_STEP)) this.steps.add(0, 0, event.startUs, 0);
      if (event.nameStartsWith(NEXT_BATCH)) this.batches.add(0, 0, event.startUs, 0);
    }
    return this.steps.length + this.batches.length < MAX_EVENTS;
  }
}
