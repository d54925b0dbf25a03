/** Files that people have beside a profile, named in the refusal: whoever opened one sees what it was taken for. */

/** Enough to recognise a file by its beginning. */
const HEAD = 4096;

/** What it is, and a pattern over its beginning; the first that matches decides. */
const LOOKALIKES: readonly (readonly [string, RegExp])[] = [
  ['a kernel_stats table', /^Rank,Kernel Name,/],
  ['an overview_page or input_pipeline answer of TensorBoard', /"(?:stepnum|steptime_ms_average|infeed_percent_average)"/],
  ['a Chrome trace', /"traceEvents"|^\s*\[\s*\{[^}]*"ph"\s*:/],
  ['a memory profile', /"memoryProfilePerAllocator"/],
  ['a Python script', /^\s*(?:#.*\n\s*)*(?:import \w|from \S+ import |""")/],
  ['a cProfile listing (it times Python functions, not ops)', /\d function calls (?:\(\d+ primitive calls\) )?in \d|^ *ncalls +tottime +percall/m],
  ['a table of FLOPs (fvcore, thop; it has no times)', /\| *#parameters or shape *\||\| *#flops *\||^\[INFO\] Register (?:count|zero)_\w+\(\) for/im],
  ['a memory snapshot of PyTorch', /"device_traces"\s*:|MemoryViz\.js|segments[^]{0,600}segment_type|device_traces[^]{0,200}segments/],
];

/** What the text looks like (`a Chrome trace`), or undefined. */
export function lookalikeOf(text: string): string | undefined {
  const head = text.slice(0, HEAD);
  return LOOKALIKES.find(([, pattern]) => pattern.test(head))?.[0] ?? (isBinary(text) ? 'a binary file' : undefined);
}

/** Whether the beginning is no text: no text has NUL; in protobuf and pickles other control characters are common too, while logs have a few. */
export function isBinary(text: string): boolean {
  const head = text.slice(0, HEAD);
  const controls = head.match(/\p{Cc}/gu)?.filter((character) => !'\t\n\r\b\f\u001b'.includes(character)).length ?? 0;
  return head.includes('\0') || controls > head.length / 10;
}
