/** Both files of the snapshot as text, always the same bytes for the same tables. */

import { join } from 'node:path';
import { buildCatalog, type CatalogDocument } from './buildCatalog';
import { buildPrices, type PricesDocument } from './buildPrices';
import type { Rejection } from './tables';

/** Everything that one run produces. */
export interface Snapshot {
  readonly catalog: CatalogDocument;
  readonly prices: PricesDocument;
  /** Text of media/data/catalog.json. */
  readonly catalogText: string;
  /** Text of media/data/prices.json. */
  readonly pricesText: string;
  readonly rejected: readonly Rejection[];
}

/** Builds the snapshot from a data directory (layout of `shared/data`). Throws when a table is missing or lacks a column. */
export function buildSnapshot(dataDirectory: string): Snapshot {
  const awsDirectory = join(dataDirectory, 'aws');
  const catalog = buildCatalog(awsDirectory);
  const prices = buildPrices(awsDirectory, catalog.document);
  return {
    catalog: catalog.document,
    prices: prices.document,
    ...snapshotTexts(catalog.document, prices.document),
    rejected: [...catalog.rejected, ...prices.rejected],
  };
}

/** The two documents as the files hold them. */
export function snapshotTexts(catalog: CatalogDocument, prices: PricesDocument): Pick<Snapshot, 'catalogText' | 'pricesText'> {
  return { catalogText: `${layOut(catalog, 2)}\n`, pricesText: `${layOut(prices, 4)}\n` };
}

/** JSON with the outer `depth` levels on lines of their own, so that a changed price is one changed line. */
function layOut(value: unknown, depth: number, indent = ''): string {
  if (depth === 0 || typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${indent} `;
  const parts = Array.isArray(value)
    ? value.map((item) => layOut(item, depth - 1, inner))
    : Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}:${layOut(item, depth - 1, inner)}`);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  return `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${indent}${close}`;
}
