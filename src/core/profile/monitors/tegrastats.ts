/** tegrastats of NVIDIA Jetson boards: one line per sample; CPU, GPU and one memory for both. */

import type { LineReader, Scanner } from '../importer';
import type { Known, Profile } from '../profile';
import { certaintyOf, known, Mean, numberOf, shareOf } from './figures';

/** The scanner. */
export const tegrastats: Scanner = { id: 'tegrastats', label: 'tegrastats output', monitor: true, start: () => new TegrastatsReader() };

/** Lines of boards with many rails have some 600 characters. */
const LONGEST_LINE = 2000;

/** tegrastats writes MB and divides kilobytes by 1024. */
const MIB = 2 ** 20;

const RAM = /\bRAM (\d{1,9})\/\d{1,9}MB/;
/** `CPU [99%@1189,off,...]`; on the TX1 `cpu [17%,13%]@408`. */
const CPUS = /\bcpu \[([^\]]{1,500})\]/i;
/** `GR3D_FREQ 22%`, `GR3D_FREQ 43%@[305,0]`, `GR3D 3%@76`; on Thor `GR3D_FREQ @[...]`, which tells no load. */
const GPU = /\bGR3D(?:_FREQ)? (\d{1,3})%/;

class TegrastatsReader implements LineReader {
  private readonly cpu = new Mean();
  private readonly gpu = new Mean();
  private cpus = 0;
  private peakBytes = 0;
  private samples = 0;

  line(text: string): void {
    if (!text.includes('GR3D') || text.length > LONGEST_LINE) return;
    const ram = RAM.exec(text);
    if (ram === null) return;
    this.samples++;
    this.peakBytes = Math.max(this.peakBytes, Number(ram[1]) * MIB);
    const gpu = shareOf(Number(GPU.exec(text)?.[1]));
    if (gpu !== undefined) this.gpu.add(gpu);
    this.addCpus(CPUS.exec(text)?.[1]?.split(',') ?? []);
  }

  end(): Profile | undefined {
    if (this.samples === 0) return undefined;
    const peak: Known<number> = { value: this.peakBytes, source: `most RAM in ${this.samples} samples`, certainty: certaintyOf(this.samples) };
    return {
      format: tegrastats.id,
      ...known('cpuUtilization', this.cpu.known('CPUs that are on')),
      ...known('gpuBusyShare', this.gpu.known('GR3D')),
      ...known('peakHostMemoryBytes', this.peakBytes === 0 ? undefined : peak),
      ...known('vCpus', this.cpus === 0 ? undefined : { value: this.cpus, source: 'CPUs that are on', certainty: 'measured' }),
      ops: [],
      warnings: [],
    };
  }

  /** CPUs that the board switched off take no part. */
  private addCpus(cells: readonly string[]): void {
    const shares = cells.flatMap((cell) => shareOf(numberOf(/^\s*(\d{1,3})%/.exec(cell)?.[1] ?? '') ?? NaN) ?? []);
    if (shares.length === 0) return;
    this.cpus = Math.max(this.cpus, shares.length);
    this.cpu.add(shares.reduce((sum, share) => sum + share, 0) / shares.length);
  }
}
