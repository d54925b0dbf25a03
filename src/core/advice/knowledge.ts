/** The bundled knowledge: three JSON files that tools/ writes into media/data. */

import { loadCatalog } from '../catalog/loadCatalog';
import { fail, success, type Result } from '../failure';
import { loadPredictor } from '../predictor/loadPredictor';
import { loadPrices } from '../pricing/loadPrices';
import type { Knowledge } from './advise';

/** File names under media/data. */
export const KNOWLEDGE_FILES = { predictor: 'predictor.json', catalog: 'catalog.json', prices: 'prices.json' } as const;

/** Builds the knowledge from the texts of the three files; fails with the file and field that is wrong. */
export function assembleKnowledge(texts: Readonly<Record<keyof typeof KNOWLEDGE_FILES, string>>): Result<Knowledge> {
  const predictor = parse(KNOWLEDGE_FILES.predictor, texts.predictor, loadPredictor);
  if (!predictor.ok) return predictor;
  const catalog = parse(KNOWLEDGE_FILES.catalog, texts.catalog, loadCatalog);
  if (!catalog.ok) return catalog;
  const prices = parse(KNOWLEDGE_FILES.prices, texts.prices, loadPrices);
  if (!prices.ok) return prices;
  return success({ predictor: predictor.value, catalog: catalog.value, prices: prices.value });
}

function parse<T>(file: string, text: string, load: (json: unknown) => Result<T>): Result<T> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return fail('damaged', `The bundled ${file} is not JSON.`, 'Reinstall the extension.');
  }
  return load(json);
}
