/** What is kept of the plane of one accelerator while its lines stream by. */

import type { OpStatsRow } from '../rows';
import { Busy } from './busy';
import type { EventReader } from './event';
import { LineTimes, type EventBatch, type KeyTimes } from './lineTimes';
import { opName, type OpName } from './opName';
import type { LineSink, Plane } from './space';

/** Lines that list what ran, best first: the profiler derives ops of TensorFlow and XLA from the kernels on streams. */
const KINDS = [/^TensorFlow Ops$/, /^XLA Ops$/, /^Stream #/] as const;

/** More steps than a profile ever has; what follows is left out. */
const MAX_STEPS = 100_000;

/** Keys of ops that an event names by a statistic lie above those of its own name. */
const BY_STATISTIC = 2 ** 40;

/** Moving and filling memory is no sign that a device took part in the work. */
const COPY = /^(?:mem(?:cpy|set)|copy)|copybuffer|fillbuffer/i;

/** One step: its start and end, picoseconds on the clock of all lines. */
export type StepSpan = readonly [number, number];

/** Ops, steps and busy time of one device. */
export class DeviceRecording {
  readonly steps: StepSpan[] = [];
  /** Per kind of line, as they come in any order and only the best is used. */
  private readonly times = KINDS.map(() => new Map<number, KeyTimes>());
  private readonly busy = KINDS.map(() => new Busy());
  private readonly lines: readonly LineTimes[];
  private readonly opKind: number | undefined;

  constructor(readonly plane: Plane, batch: EventBatch) {
    this.lines = this.times.map((times) => new LineTimes(times, batch));
    this.opKind = [...plane.stats].find(([, name]) => name === 'tf_op')?.[0] ?? [...plane.stats].find(([, name]) => name === 'level 0')?.[0];
  }

  /** The sink of a line that starts at `basePs`; undefined for lines that repeat others. */
  open(line: string, basePs: number): LineSink | undefined {
    if (line === 'Steps') return { event: (event) => { this.addStep(event, basePs); }, end: () => undefined };
    const kind = KINDS.findIndex((pattern) => pattern.test(line));
    const [times, busy] = [this.lines[kind], this.busy[kind]];
    if (times === undefined || busy === undefined) return undefined;
    return {
      event: (event) => {
        const start = basePs + event.offsetPs;
        times.add(kind === KINDS.length - 1 ? this.streamKey(event) : event.metadataId, start, event.durationPs);
        busy.add(start, start + event.durationPs);
      },
      end: () => { times.end(); },
    };
  }

  /** Whether anything but copies ran. */
  get worked(): boolean {
    return this.best !== undefined && this.ops().some(({ type, operation }) => !COPY.test(type) && !COPY.test(operation));
  }

  /** Whether the ops are kernels that nothing says the ops of. */
  get hasKernelsOnly(): boolean {
    return this.best === KINDS.length - 1 && [...(this.times[this.best]?.keys() ?? [])].every((key) => key < BY_STATISTIC);
  }

  /** Op totals over the profile; in a file that is cut short before their names none are known. */
  ops(): OpStatsRow[] {
    return [...(this.times[this.best ?? -1] ?? [])].flatMap(([key, { count, totalPs, selfPs }]): OpStatsRow[] => {
      const named = this.nameOf(key);
      if (named === undefined) return [];
      return [{ place: 'device', type: named.type || 'Unknown', operation: named.name, occurrences: count, totalUs: totalPs / 1e6, selfUs: Math.max(0, selfPs / 1e6) }];
    });
  }

  /** Picoseconds in which anything ran within the steps; kernels and copies where they are listed, else ops. */
  busyPs(windows: readonly StepSpan[]): number | undefined {
    const listed = [...this.busy].reverse().find((busy) => busy.span() !== undefined);
    return listed?.within(windows);
  }

  /** From the first to the last event. */
  span(): StepSpan | undefined {
    return this.busy[this.best ?? -1]?.span();
  }

  private get best(): number | undefined {
    const found = this.times.findIndex((times) => times.size > 0);
    return found === -1 ? undefined : found;
  }

  private addStep(event: EventReader, basePs: number): void {
    const start = basePs + event.offsetPs;
    if (event.durationPs > 0 && this.steps.length < MAX_STEPS) this.steps.push([start, start + event.durationPs]);
  }

  /** A kernel goes by the op that launched it where the profiler knows it, and else by its own name. */
  private streamKey(event: EventReader): number {
    const op = this.opKind === undefined ? undefined : event.statNumber(this.opKind);
    if (op === undefined) return event.metadataId;
    const type = opName(this.plane.stats.get(op) ?? '')?.type;
    return type === undefined || /^XlaModule$/.test(type) ? event.metadataId : BY_STATISTIC + op;
  }

  private nameOf(key: number): OpName | undefined {
    const text = key >= BY_STATISTIC ? this.plane.stats.get(key - BY_STATISTIC) : this.plane.events.get(key);
    if (text === undefined) return undefined;
    const category = this.plane.categories.get(key);
    // XLA writes the whole instruction: "%fusion.3 = f32[...] fusion(...)".
    const name = text.replace(/ = .*$/s, '').replace(/^%/, '');
    if (category !== undefined && category !== '') return { name, type: category };
    return opName(name) ?? { name, type: this.best === 1 ? name.replace(/\.\d+$/, '') : name };
  }
}
