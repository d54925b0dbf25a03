/** Files that people have beside a profile, named in the refusal: whoever opened one sees what it was taken for. */

/** Enough to recognise a file by its beginning. */
const HEAD = 4096;

/** What a file looks like, and what to open instead where that is known. */
export interface Lookalike {
  readonly what: string;
  readonly action?: string;
}

const OPEN_TRACE = 'Open the trace that torch.profiler wrote of the same run (*.pt.trace.json).';

const OPEN_RUN = 'Open the tensorflow_stats, overview_page or xplane.pb of the same run.';

/** What it is, a pattern over its beginning, and what to do; the first that matches decides. */
const LOOKALIKES: readonly (readonly [string, RegExp, string?])[] = [
  // PyTorch's ExecutionTraceObserver: a graph with shapes, for replaying.
  ['a PyTorch execution trace (it has no times)', /^\s*\{\s*"schema"\s*:\s*"\d[^"]*"[^[]*"nodes"\s*:/, OPEN_TRACE],
  // export_memory_timeline: time, action, bytes, category.
  ['a PyTorch memory timeline', /^\s*\[\s*\[\s*-1\s*,\s*\d+\s*,\s*\d+\s*,\s*\d+\s*\]/, OPEN_TRACE],
  ['a Chrome trace of another program', /"traceEvents"|^\s*\[\s*\{[^}]*"ph"\s*:/],
  ['a Python script', /^\s*(?:#.*\n\s*)*(?:import \w|from \S+ import |""")/],
  ['a cProfile listing (it times Python functions, not ops)', /\d function calls (?:\(\d+ primitive calls\) )?in \d|^ *ncalls +tottime +percall/m],
  ['a table of FLOPs (fvcore, thop; it has no times)', /\| *#parameters or shape *\||\| *#flops *\||^\[INFO\] Register (?:count|zero)_\w+\(\) for/im],
  ['a TensorBoard event file (curves and graphs, no op times)', /brain\.Event:2/, 'Open a file of its plugins/profile folder.'],
  ['a table of disks by vmstat -d (it has no CPU times)', /\bmerged +sectors +ms\b/],
  ['a memory snapshot of PyTorch', /"device_traces"\s*:|MemoryViz\.js|segments[^]{0,600}segment_type|device_traces[^]{0,200}segments/],
  ['an op_profile of TensorBoard, which has shares and no times', /"by(?:Category|Program)\w*"\s*:\s*\{\s*"(?:name|metrics|children)"/, OPEN_RUN],
  ['a pod_viewer of TensorBoard, which compares the cores of a TPU pod', /"(?:podStatsSequence|podStatsMap|hloInfoMap)"/, OPEN_RUN],
  ['a memory_viewer of TensorBoard, which has a program and no times', /^\s*\{\s*"(?:hloModule|bufferAssignment)"/, OPEN_RUN],
  // HloProto and GraphDef: a message with a name, a second text (entry computation, kind of op) and a list.
  // eslint-disable-next-line no-control-regex -- tags of protocol buffers
  ['a program of XLA or TensorFlow (HLO or graph), which has no times', /^\n[^]{1,5}\n[^][\w.-]{1,200}\x12[^][\w.-]{1,200}\x1a/, OPEN_RUN],
];

/** What the text looks like (`a Python script`), or undefined. */
export function lookalikeOf(text: string): Lookalike | undefined {
  const head = text.slice(0, HEAD);
  if (head.startsWith('ustar', TAR_MAGIC)) return { what: 'a tar archive', action: 'Unpack it and open the trace in it.' };
  const found = LOOKALIKES.find(([, pattern]) => pattern.test(head));
  if (found) return { what: found[0], ...(found[2] !== undefined && { action: found[2] }) };
  return isBinary(text) ? { what: 'a binary file' } : undefined;
}

/** Where a tar archive has its mark (POSIX.1-1988, ustar). */
const TAR_MAGIC = 257;

/** Whether the beginning is no text: no text has NUL; in protobuf and pickles other control characters are common too, while logs have a few. */
export function isBinary(text: string): boolean {
  const head = text.slice(0, HEAD);
  const controls = head.match(/\p{Cc}/gu)?.filter((character) => !'\t\n\r\b\f\u001b'.includes(character)).length ?? 0;
  return head.includes('\0') || controls > head.length / 10;
}
