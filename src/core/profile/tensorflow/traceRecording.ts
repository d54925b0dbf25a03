/** What is kept of a TensorFlow trace while it streams by. */

import { Intervals } from '../chrome/intervals';
import { keyBytes } from '../chrome/jsonBytes';
import { NameTable } from '../chrome/nameTable';
import type { TraceVisitor } from '../chrome/readTrace';
import { PHASE, type TraceEvent } from '../chrome/traceEvent';

/** TensorFlow itself writes at most a million events. */
const MAX_INTERVALS = 3_000_000;

const PROCESS_NAME = keyBytes('process_name');
const THREAD_NAME = keyBytes('thread_name');
const NAME = keyBytes('name');
const STEP_NUM = keyBytes('step_num');
const GROUP_ID = keyBytes('group_id');
const FUNCTION_RUN = keyBytes('FunctionRun');
const TRAIN_FUNCTION = keyBytes('train_function');

/** The thread of a device's ops; later versions serve JAX too and call it otherwise. */
const OP_THREADS: readonly string[] = ['TensorFlow Ops', 'Framework Ops'];

type ProcessKind = 'device' | 'host';
type ThreadKind = 'steps' | 'ops' | 'other';

/** Collects a trace; metadata comes before the events it describes. */
export class TraceRecording implements TraceVisitor {
  readonly names = new NameTable();
  /** Events on the threads `Steps` and `TensorFlow Ops`, by device. `TensorFlow Name Scope` repeats the ops, nested. */
  readonly deviceSteps = new Intervals();
  readonly deviceOps = new Intervals();
  /** Ops of the host by thread. */
  readonly hostOps = new Intervals();
  /** Steps that a training loop marked (`tf.profiler.experimental.Trace`, Keras). */
  readonly hostSteps = new Intervals();
  /** Runs of a function that the profiler gave a group, as it does with steps. */
  readonly functionRuns = new Intervals();
  readonly trainFunctions = new Intervals();
  private hasTensorflowOps = false;
  private readonly places = new NameTable();
  private readonly processes = new Map<number, ProcessKind>();
  private readonly threads = new Map<number, ThreadKind>();
  private readonly lanes = new Map<number, number>();
  private readonly opNames: boolean[] = [];

  /** Accelerators that the trace names. */
  get devices(): number {
    return [...this.processes.values()].filter((kind) => kind === 'device').length;
  }

  /** Whether anything in it is TensorFlow's own: JAX writes the same file with other ops. */
  get isTensorflow(): boolean {
    return this.hasTensorflowOps || this.hostOps.length + this.functionRuns.length + this.trainFunctions.length > 0;
  }

  event(event: TraceEvent): boolean {
    if (event.phase === PHASE.metadata) this.describe(event);
    else if (event.phase === PHASE.complete && event.startUs <= Number.MAX_VALUE && event.durationUs >= 0) this.complete(event);
    return this.deviceOps.length + this.hostOps.length < MAX_INTERVALS;
  }

  private describe(event: TraceEvent): void {
    const name = event.argValue(NAME);
    if (typeof name !== 'string') return;
    if (event.nameStartsWith(PROCESS_NAME) && /\/(?:device|host):/.test(name)) {
      this.processes.set(event.processIn(this.places), /\/device:(?!CPU)/.test(name) ? 'device' : 'host');
    }
    if (event.nameStartsWith(THREAD_NAME)) {
      this.threads.set(this.threadOf(event), name === 'Steps' ? 'steps' : OP_THREADS.includes(name) ? 'ops' : 'other');
      if (name === OP_THREADS[0]) this.hasTensorflowOps = true;
    }
  }

  private complete(event: TraceEvent): void {
    const process = event.processIn(this.places);
    if (this.processes.get(process) === 'device') this.deviceEvent(event, process);
    else this.hostEvent(event);
  }

  private deviceEvent(event: TraceEvent, process: number): void {
    const kind = this.threads.get(this.threadOf(event));
    if (kind === 'steps') this.deviceSteps.add(process, 0, event.startUs, event.durationUs);
    if (kind === 'ops') this.deviceOps.add(process, event.nameIn(this.names), event.startUs, event.durationUs);
  }

  private hostEvent(event: TraceEvent): void {
    const thread = this.threadOf(event);
    if (event.nameStartsWith(FUNCTION_RUN)) {
      if (!Number.isNaN(event.argNumber(GROUP_ID))) this.functionRuns.add(0, 0, event.startUs, event.durationUs);
    } else if (event.nameStartsWith(TRAIN_FUNCTION)) {
      this.trainFunctions.add(0, 0, event.startUs, event.durationUs);
    } else if (!Number.isNaN(event.argNumber(STEP_NUM))) {
      this.hostSteps.add(thread, 0, event.startUs, event.durationUs);
    }
    const name = event.nameIn(this.names);
    this.opNames[name] ??= isOpName(this.names.text(name));
    if (this.opNames[name]) this.hostOps.add(thread, name, event.startUs, event.durationUs);
  }

  private threadOf(event: TraceEvent): number {
    // Lanes are 32 bit: a pair of ids may need more.
    const pair = event.processIn(this.places) * 2 ** 17 + event.threadIn(this.places);
    const known = this.lanes.get(pair);
    if (known !== undefined) return known;
    this.lanes.set(pair, this.lanes.size);
    return this.lanes.size - 1;
  }
}

/** `scope/name:Type` as TensorFlow annotates ops, and stages of tf.data (tensorflow/core/profiler/utils/tf_op_utils.cc). */
function isOpName(name: string): boolean {
  return /^[A-Za-z0-9.][\w.\-/]*:_*[A-Z]\w*$/.test(name) || name.startsWith('Iterator::');
}
