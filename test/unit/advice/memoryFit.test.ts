import { describe, expect, test } from 'vitest';
import { largestBatch, memoryFit, type MemoryNeed } from '../../../src/core/advice/memoryFit';
import type { InstanceType } from '../../../src/core/catalog/catalog';

const GIB = 2 ** 30;

function fitOn(deviceGiB: number, need: Partial<MemoryNeed> & { readonly peakGiB?: number }): string {
  const { peakGiB, ...rest } = need;
  const type: InstanceType = {
    name: 'x.large', vCpus: 4, memoryGiB: 16, architecture: 'x86_64', burstable: false, launchableIn: [],
    accelerator: { device: 'X', count: 1, memoryGiB: deviceGiB },
  };
  return memoryFit({ workRatio: 1, ...(peakGiB !== undefined && { peakBytes: { value: peakGiB * GIB, source: 'nvidia-smi', certainty: 'measured' } }), ...rest }, type).fit;
}

describe('memory fit', () => {
  test('what ran in 16 GiB fits in 16 and more, whatever it used', () => {
    expect(fitOn(16, { ranInBytes: 16 * GIB })).toBe('fits');
    expect(fitOn(22.35, { ranInBytes: 16 * GIB, peakGiB: 15.9 })).toBe('fits');
  });

  test('in less memory the peak decides: 0.8 GiB of context, 10 % and 20 % of fragmentation', () => {
    // 10 GiB: 11.8 at least, 12.8 at most.
    expect([11.7, 12.5, 12.9].map((deviceGiB) => fitOn(deviceGiB, { peakGiB: 10, ranInBytes: 24 * GIB }))).toEqual(['no', 'tight', 'fits']);
  });

  test('without a peak, or with a device filled by TensorFlow at its start, nothing is known about smaller ones', () => {
    expect(fitOn(8, { ranInBytes: 16 * GIB })).toBe('unknown');
    expect(fitOn(8, { ranInBytes: 16 * GIB, peakGiB: 15 })).toBe('unknown');
    expect(fitOn(8, {})).toBe('unknown');
  });

  test('a larger batch needs at most in proportion: twice the batch of a 5 GiB run needs 6.3 to 12.8 GiB', () => {
    expect([6.2, 10, 12.9].map((deviceGiB) => fitOn(deviceGiB, { peakGiB: 5, ranInBytes: 16 * GIB, workRatio: 2 }))).toEqual(['no', 'tight', 'fits']);
  });

  test('two peaks give the largest batch: 1 GiB and 0.1 GiB a sample leave room for 128 samples in 16 GiB', () => {
    // (16 - 0.8) / 1.1 = 13.818; (13.818 - 1) / 0.1 = 128.18
    expect(largestBatch([{ batchSize: 32, peakBytes: 4.2 * GIB }, { batchSize: 64, peakBytes: 7.4 * GIB }], 16 * GIB)).toBe(128);
    expect(largestBatch([{ batchSize: 32, peakBytes: 4 * GIB }, { batchSize: 64, peakBytes: 4 * GIB }], 16 * GIB)).toBeUndefined();
    expect(largestBatch([{ batchSize: 32, peakBytes: 4 * GIB }, { batchSize: 32, peakBytes: 5 * GIB }], 16 * GIB)).toBeUndefined();
  });
});
