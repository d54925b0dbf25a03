/** What kinds of events a PyTorch trace has, by the names that its versions give them. */

/** What an event is to the importer. */
export type EventKind =
  /** An operator on the host; they nest. */
  | 'hostOp'
  /** A range that the user or PyTorch's own code marked on the host: ProfilerStep, Optimizer.step. */
  | 'annotation'
  /** What an accelerator did: kernels, copies, fills. */
  | 'deviceOp'
  /** A range measured by CUPTI's profiler instead of kernels. */
  | 'cuptiRange'
  /** What an MTIA did; it has no kernels. */
  | 'mtia'
  /** Instants: `[memory]`. */
  | 'instant'
  /** Python frames, calls of the runtime, arrows, copies of annotations on the device: nothing that is counted. */
  | 'other';

/**
 * Kineto's ActivityType names in lower case, and those before version 1.11 (`Operator`, `Kernel`), and the two processes of the
 * list that `torch.autograd.profiler` wrote, whose events have no category. Sources: kineto libkineto/src/ActivityType.cpp and
 * output_json.cpp; torch/autograd/profiler_util.py, `export_chrome_trace`.
 */
const KINDS: Readonly<Record<string, EventKind>> = {
  cpu_op: 'hostOp',
  operator: 'hostOp',
  'cpu functions': 'hostOp',
  user_annotation: 'annotation',
  kernel: 'deviceOp',
  concurrent_kernel: 'deviceOp',
  gpu_memcpy: 'deviceOp',
  memcpy: 'deviceOp',
  gpu_memset: 'deviceOp',
  memset: 'deviceOp',
  'cuda functions': 'deviceOp',
  cuda_profiler_range: 'cuptiRange',
  mtia_ccp_events: 'mtia',
  cpu_instant_event: 'instant',
};

/** The kind of an event by its category, or by its process when it has no category. Case is ignored, as versions differ in it. */
export function kindOf(name: string): EventKind {
  const key = name.toLowerCase();
  return Object.hasOwn(KINDS, key) ? KINDS[key] ?? 'other' : 'other';
}

/** Annotations by which steps are told, best first. */
export const MARKS = ['ProfilerStep#', 'Optimizer.step#', 'enumerate(DataLoader)#'] as const;

/** Fields of Kineto's document, categories of its events, and the two processes of the old list: one of them is in the first lines. */
const SIGNS =
  /"(?:deviceProperties|distributedInfo|baseTimeNanoseconds)"\s*:|"cat"\s*:\s*"(?:cpu_op|operator|user_annotation|kernel|gpu_mem(?:cpy|set)|python_function|cuda_(?:runtime|driver)|cpu_to_cuda)"|"pid"\s*:\s*"(?:CPU|CUDA) functions"/i;

/** Whether a file that begins so is a PyTorch trace. Many documents have a `schemaVersion`; with `traceEvents` it is Kineto's. */
export function isPytorchTrace(head: string): boolean {
  return /^\s*[[{]/.test(head) && (SIGNS.test(head) || (head.includes('"schemaVersion"') && head.includes('"traceEvents"')));
}
