/** Horovod's timeline: when each tensor was negotiated and reduced. It has no computation, but each tensor is reduced once in a step. */

import { fail, success, type Result } from '../../failure';
import { Intervals } from '../chrome/intervals';
import { median } from '../chrome/median';
import { NameTable } from '../chrome/nameTable';
import { keyBytes } from '../chrome/jsonBytes';
import { readTrace, type TraceVisitor } from '../chrome/readTrace';
import { PHASE, type TraceEvent } from '../chrome/traceEvent';
import type { Content } from '../content';
import type { Importer } from '../importer';
import type { Profile } from '../profile';
import { quote } from '../quote';

const ID = 'horovod-timeline';
const NEGOTIATE = keyBytes('NEGOTIATE_');

/** Negotiations that are kept: hundreds of tensors over thousands of steps. */
const MAX_NEGOTIATIONS = 2_000_000;

/** Reads a timeline, whole or from a run that still writes it. */
export const horovodTimeline: Importer = {
  id: ID,
  label: 'Horovod timeline',
  sniff: ({ text }) => /^\s*\[\s*\{/.test(text) && /"name"\s*:\s*"(?:NEGOTIATE_[A-Z]+|CYCLE_START)"/.test(text),
  read: readTimeline,
};

/** From one negotiation of a tensor to the next is a step, for all tensors; the median bears pauses for validation. */
function readTimeline(file: Content): Result<Profile> {
  const negotiations = new Negotiations();
  const { isCut } = readTrace(file.utf8(), negotiations);
  const { starts } = negotiations;
  const periodsUs: number[] = [];
  let steps = 0;
  for (const order of starts.byLane().values()) {
    steps = Math.max(steps, order.length);
    for (let at = 1; at < order.length; at++) periodsUs.push(starts.startOf(order[at] ?? 0) - starts.startOf(order[at - 1] ?? 0));
  }
  const sorted = periodsUs.filter((us) => us > 0).sort((a, b) => a - b);
  if (sorted.length === 0) {
    return fail('damaged', `${quote(file.name)} is a Horovod timeline in which no tensor is reduced twice, so it covers less than two steps and gives no step time.`,
      'Record some steps, or open a trace of the framework (tf.profiler, torch.profiler).');
  }
  return success({
    format: ID,
    stepMs: { value: median(sorted) / 1000, source: 'median time from one negotiation of a tensor to its next', certainty: 'derived' },
    steps: { value: steps, source: 'most negotiations of one tensor', certainty: 'derived' },
    mode: { value: 'training', source: 'Horovod reduces gradients', certainty: 'derived' },
    ops: [],
    warnings: [
      'A Horovod timeline holds communication only: step time comes from its rhythm, and which device computed, and what, is not in it.',
      ...(isCut || file.isCut ? ['The timeline is cut short; what is given here comes from its beginning.'] : []),
    ],
  });
}

class Negotiations implements TraceVisitor {
  /** By tensor, which Horovod calls a process. */
  readonly starts = new Intervals();
  private readonly tensors = new NameTable();

  event(event: TraceEvent): boolean {
    if (event.phase === PHASE.begin && event.nameStartsWith(NEGOTIATE) && !Number.isNaN(event.startUs)) {
      this.starts.add(event.processIn(this.tensors), 0, event.startUs, 0);
    }
    return this.starts.length < MAX_NEGOTIATIONS;
  }
}
