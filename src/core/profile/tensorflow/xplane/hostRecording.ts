/** What is kept of the plane of the host: its ops by thread, and the steps that a training loop marks. */

import type { OpStatsRow } from '../rows';
import type { StepSpan } from './deviceRecording';
import type { EventReader } from './event';
import { LineTimes, type EventBatch, type KeyTimes } from './lineTimes';
import { opName, type OpName } from './opName';
import type { LineSink, Plane } from './space';

/** More steps than a profile ever has; what follows is left out. */
const MAX_STEPS = 100_000;

/** The mark of Keras has its own name; that of `tf.profiler.experimental.Trace` and of JAX is known by its statistic. */
const KERAS_STEP = 'Profiled batch';
const STEP_STATISTIC = 'step_num';

/** Events that only these frameworks have. */
const JAX_EVENT = /^(?:PjitFunction\(|cpp_pjit|\$jax|PjRtCApi)/;
const TENSORFLOW_EVENT = /^(?:ExecutorState::|EagerExecute|EagerKernelExecute|FunctionRun$|TFE_Py)/;

/** Allocations carry the state of their allocator. */
const ALLOCATION = /^Memory(?:Allocation|Deallocation)$/;
const DEVICE_ALLOCATOR = /^[GT]PU_\d+/;

/** Ops, steps and memory of the host. */
export class HostRecording {
  /** Most memory of one accelerator that its allocator had in use, bytes. */
  peakBytes = 0;
  private readonly times = new Map<number, KeyTimes>();
  private readonly line: LineTimes;
  private readonly ops: ReadonlyMap<number, OpName>;
  private readonly stepsByName = new Map<string, StepSpan[]>();
  private readonly allocations: ReadonlySet<number>;
  private idlePs = 0;

  constructor(private readonly plane: Plane, batch: EventBatch) {
    this.line = new LineTimes(this.times, batch);
    this.ops = new Map([...plane.events].flatMap(([id, name]) => {
      const op = opName(name);
      return op ? [[id, op] as const] : [];
    }));
    this.allocations = new Set([...plane.events].filter(([, name]) => ALLOCATION.test(name)).map(([id]) => id));
  }

  /** The sink of a thread whose events start at `basePs`. */
  open(basePs: number): LineSink {
    const [step, peak, allocator] = [STEP_STATISTIC, 'peak_bytes_in_use', 'allocator_name'].map((name) => this.kindOf(name));
    return {
      event: (event) => {
        const { metadataId } = event;
        if (this.ops.has(metadataId)) this.line.add(metadataId, basePs + event.offsetPs, event.durationPs);
        else if (this.allocations.has(metadataId)) this.addPeak(event, peak, allocator);
        else if (event.durationPs > 0 && this.isStep(event, step)) this.addStep(event, basePs);
      },
      end: () => { this.idlePs += this.line.end(); },
    };
  }

  /** Op totals over the profile, with the idle time of all threads that ran any. */
  rows(): OpStatsRow[] {
    const rows = [...this.times].map(([id, { count, totalPs, selfPs }]): OpStatsRow => {
      const { name, type } = this.ops.get(id) ?? { name: '', type: '' };
      return { place: 'host', type: type || 'Unknown', operation: name, occurrences: count, totalUs: totalPs / 1e6, selfUs: Math.max(0, selfPs / 1e6) };
    });
    const idleUs = this.idlePs / 1e6;
    return rows.length === 0 ? [] : [...rows, { place: 'host', type: 'IDLE', operation: 'IDLE', occurrences: 0, totalUs: idleUs, selfUs: idleUs }];
  }

  /** The marked steps in order; of several kinds of marks those that took the longest, as the others are parts of them. */
  steps(): readonly StepSpan[] {
    const total = (steps: readonly StepSpan[]): number => steps.reduce((sum, [start, end]) => sum + end - start, 0);
    const [longest = []] = [...this.stepsByName.values()].sort((a, b) => total(b) - total(a));
    return [...longest].sort(([a], [b]) => a - b);
  }

  /** The framework whose events these are. */
  get framework(): 'jax' | 'tensorflow' | undefined {
    const names = [...this.plane.events.values()];
    if (names.some((name) => JAX_EVENT.test(name))) return 'jax';
    return this.ops.size > 0 || names.some((name) => TENSORFLOW_EVENT.test(name)) ? 'tensorflow' : undefined;
  }

  private kindOf(statistic: string): number | undefined {
    return [...this.plane.stats].find(([, name]) => name === statistic)?.[0];
  }

  private isStep(event: EventReader, statistic: number | undefined): boolean {
    return (statistic !== undefined && event.statNumber(statistic) !== undefined) || this.plane.events.get(event.metadataId) === KERAS_STEP;
  }

  private addStep(event: EventReader, basePs: number): void {
    const name = this.plane.events.get(event.metadataId) ?? '';
    const steps = this.stepsByName.get(name) ?? [];
    const start = basePs + event.offsetPs;
    if (steps.length < MAX_STEPS) steps.push([start, start + event.durationPs]);
    this.stepsByName.set(name, steps);
  }

  private addPeak(event: EventReader, peak: number | undefined, allocator: number | undefined): void {
    if (peak === undefined || allocator === undefined) return;
    const owner = event.statNumber(allocator);
    const bytes = event.statNumber(peak);
    if (owner !== undefined && bytes !== undefined && DEVICE_ALLOCATOR.test(this.plane.stats.get(owner) ?? '')) this.peakBytes = Math.max(this.peakBytes, bytes);
  }
}
