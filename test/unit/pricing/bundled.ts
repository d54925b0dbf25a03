/** The files that ship in media/data, read as the product reads them. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Catalog } from '../../../src/core/catalog/catalog';
import { loadCatalog } from '../../../src/core/catalog/loadCatalog';
import type { Result } from '../../../src/core/failure';
import { loadPrices, type PriceSnapshot } from '../../../src/core/pricing/loadPrices';

/** Text of a file of media/data. */
export function dataText(file: 'catalog.json' | 'prices.json'): string {
  return readFileSync(join(import.meta.dirname, '../../../media/data', file), 'utf8');
}

/** The bundled catalog. */
export function bundledCatalog(): Catalog {
  return valueOf(loadCatalog(JSON.parse(dataText('catalog.json'))));
}

/** The bundled prices. */
export function bundledPrices(): PriceSnapshot {
  return valueOf(loadPrices(JSON.parse(dataText('prices.json'))));
}

/** The value of a result that has to be one. */
export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}
