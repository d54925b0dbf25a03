/** The rates that ship, beside what is known of their datasheets. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadCatalog } from '../../../src/core/catalog/loadCatalog';
import { loadTransferModel, PRECISIONS, type Provenance } from '../../../src/core/predictor/transfer/model';
import type { Result } from '../../../src/core/failure';
import { repoRoot } from '../../paths';

/** One device. */
export interface RateRow {
  readonly device: string;
  /** In the order of PRECISIONS. */
  readonly tflops: readonly number[];
  readonly bandwidthGBs: number;
  /** Standard deviations of arithmetic and bandwidth, per cent. */
  readonly doubt: readonly [compute: number, bandwidth: number];
  readonly provenance: Provenance;
  /** Whether the catalog's sheet was checked; devices that AWS does not sell have none. */
  readonly sheet: 'checked' | 'not checked' | 'not in the catalog';
  readonly basis: string;
}

/** The rates of media/data/transfer.json. */
export function rateTable(): RateRow[] {
  const read = <T>(file: string, load: (json: unknown) => Result<T>): T => {
    const loaded = load(JSON.parse(readFileSync(join(repoRoot, 'media', 'data', file), 'utf8')));
    if (!loaded.ok) throw new Error(loaded.failure.message);
    return loaded.value;
  };
  const catalog = read('catalog.json', loadCatalog);
  return read('transfer.json', loadTransferModel).devices.map(({ device, computeTflops, bandwidthGBs, spread, provenance, basis }) => {
    const sheet = catalog.device(device);
    return {
      device, tflops: PRECISIONS.map((precision) => computeTflops[precision]), bandwidthGBs, doubt: [100 * spread.compute, 100 * spread.bandwidth], provenance, basis,
      sheet: sheet === undefined ? 'not in the catalog' : sheet.verified ? 'checked' : 'not checked',
    };
  });
}
