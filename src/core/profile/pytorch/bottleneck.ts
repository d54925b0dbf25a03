/** The report of `python -m torch.utils.bottleneck script.py`. */

import type { LineReader, Scanner } from '../importer';
import type { Profile } from '../profile';

const ID = 'pytorch-bottleneck';

/** Reads the run time and the versions; the report's tables hold the longest single events of two more runs, and no averages. */
export const bottleneck: Scanner = {
  id: ID,
  label: 'torch.utils.bottleneck report',
  start: () => new BottleneckScan(),
};

/** All lines that are read here are short. */
const MAX_LINE = 300;

class BottleneckScan implements LineReader {
  private isReport = false;
  private reports = 0;
  private inCProfile = false;
  private jobSeconds: number | undefined;
  private version: string | undefined;
  private readonly modes = new Set<string>();

  line(text: string): void {
    if (text.length > MAX_LINE) return;
    if (text.includes('`bottleneck` is a tool')) {
      this.isReport = true;
      this.reports += 1;
    } else if (text.includes('autograd profiler output (')) {
      this.isReport = true;
      this.modes.add(/output \((\w{1,9}) mode/.exec(text)?.[1] ?? 'another');
    } else if (text.includes('cProfile output')) this.inCProfile = true;
    else if (this.inCProfile && text.includes(' function calls ')) this.readSeconds(text);
    else if (text.includes('compiled w/ CUDA')) this.readVersion(text);
  }

  end(): Profile | undefined {
    if (!this.isReport) return undefined;
    const { jobSeconds } = this;
    return {
      format: ID,
      framework: { value: 'pytorch', source: 'a report of torch.utils.bottleneck', certainty: 'measured' },
      ...(jobSeconds !== undefined && { jobSeconds: { value: jobSeconds, source: 'cProfile of the whole script, its overhead included', certainty: 'derived' } }),
      ops: [],
      warnings: [
        ...(this.reports > 1 ? [`The text holds ${this.reports} reports of torch.utils.bottleneck; the run time is that of the first.`] : []),
        this.missing(),
      ],
    };
  }

  private readSeconds(text: string): void {
    const seconds = Number(/ function calls (?:\(\d+ primitive calls\) )?in (\d{1,9}(?:\.\d{1,9})?) seconds/.exec(text)?.[1]);
    if (seconds > 0) this.jobSeconds ??= seconds;
    this.inCProfile = false;
  }

  private readVersion(text: string): void {
    const [, version, cuda] = /\bPyTorch (\d[\w.+-]{0,40}).* compiled w\/ CUDA ?([\d.]{0,12})/.exec(text) ?? [];
    if (version !== undefined) this.version ??= `PyTorch ${version}${cuda ? `, CUDA ${cuda}` : ', without CUDA'}`;
  }

  private missing(): string {
    const of = this.version === undefined ? '' : ` (${this.version})`;
    const tables = this.modes.size > 1 ? `, and its ${[...this.modes].join(' and ')} tables are different runs` : '';
    const gives = this.jobSeconds === undefined ? 'neither' : 'the run time of the whole script, but neither';
    return `The report of torch.utils.bottleneck${of} lists the longest single events, not averages${tables}: it gives ${gives} a step time nor op times; profile a few steps with torch.profiler.`;
  }
}
