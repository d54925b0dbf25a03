/** The most memory in use, from the instants that `profile_memory=True` writes at each allocation. */

import { keyBytes } from '../chrome/jsonBytes';
import type { TraceEvent } from '../chrome/traceEvent';
import type { Profile } from '../profile';

const DEVICE_TYPE = keyBytes('Device Type');
const DEVICE_ID = keyBytes('Device Id');
const TOTAL_ALLOCATED = keyBytes('Total Allocated');

/** c10::DeviceType, c10/core/DeviceType.h. */
const CPU = 0;

/** Traces of the largest machines name some tens of devices. */
const MAX_DEVICES = 1024;

/** Collects `[memory]` events. */
export class MemoryPeaks {
  private hostBytes = 0;
  private readonly deviceBytes = new Map<number, number>();

  add(event: TraceEvent): void {
    const bytes = event.argNumber(TOTAL_ALLOCATED);
    const type = event.argNumber(DEVICE_TYPE);
    if (!(bytes > 0 && bytes <= Number.MAX_SAFE_INTEGER) || Number.isNaN(type)) return;
    if (type === CPU) {
      this.hostBytes = Math.max(this.hostBytes, bytes);
      return;
    }
    const device = event.argNumber(DEVICE_ID);
    const before = this.deviceBytes.get(device);
    if (before !== undefined || this.deviceBytes.size < MAX_DEVICES) this.deviceBytes.set(device, Math.max(before ?? 0, bytes));
  }

  /** What is known; only tensors are counted, not what libraries and the CUDA context take. */
  fields(): Pick<Profile, 'peakMemoryBytes' | 'peakHostMemoryBytes'> {
    const [fullest] = [...this.deviceBytes].sort(([, a], [, b]) => b - a);
    return {
      ...(fullest && { peakMemoryBytes: { value: fullest[1], source: `largest "Total Allocated" of device ${fullest[0]}, tensors only`, certainty: 'measured' } }),
      ...(this.hostBytes > 0 && { peakHostMemoryBytes: { value: this.hostBytes, source: 'largest "Total Allocated" of the host, tensors only', certainty: 'measured' } }),
    };
  }
}
