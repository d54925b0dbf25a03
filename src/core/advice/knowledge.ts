/** The bundled knowledge: JSON files that tools/ writes into media/data. */

import { loadCatalog } from '../catalog/loadCatalog';
import { fail, success, type Result } from '../failure';
import { withCpus } from '../predictor/cpu/cpuTransfer';
import { loadHostSpeeds } from '../predictor/cpu/hostSpeeds';
import { loadPredictor } from '../predictor/loadPredictor';
import { withParallel } from '../predictor/parallel/withParallel';
import { hostsOf } from '../predictor/transfer/hosts';
import { loadTransferModel } from '../predictor/transfer/model';
import { withTransfer } from '../predictor/transfer/withTransfer';
import { loadPrices } from '../pricing/loadPrices';
import type { Knowledge } from './advise';

/** File names under media/data. */
export const KNOWLEDGE_FILES = ['predictor.json', 'transfer.json', 'catalog.json', 'prices.json', 'host-speeds.json'] as const;

/** A file of the bundled knowledge. */
export type KnowledgeFile = (typeof KNOWLEDGE_FILES)[number];

/** Builds the knowledge from the texts of the files; fails with the file and field that is wrong. */
export function assembleKnowledge(textOf: (file: KnowledgeFile) => string): Result<Knowledge> {
  const load = <T>(file: KnowledgeFile, read: (json: unknown) => Result<T>): Result<T> => parse(file, textOf(file), read);
  const predictor = load('predictor.json', loadPredictor);
  if (!predictor.ok) return predictor;
  const catalog = load('catalog.json', loadCatalog);
  if (!catalog.ok) return catalog;
  const prices = load('prices.json', loadPrices);
  if (!prices.ok) return prices;
  const hostSpeeds = load('host-speeds.json', loadHostSpeeds);
  if (!hostSpeeds.ok) return hostSpeeds;
  const transfer = load('transfer.json', loadTransferModel);
  if (!transfer.ok) return transfer;
  const onGpus = withTransfer(predictor.value, { model: transfer.value, hosts: hostsOf(catalog.value, hostSpeeds.value), catalog: catalog.value });
  return success({ predictor: withCpus(withParallel(onGpus, catalog.value), catalog.value, hostSpeeds.value), catalog: catalog.value, prices: prices.value });
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
