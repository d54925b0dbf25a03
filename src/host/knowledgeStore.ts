/** The bundled knowledge, read from the extension's folder when first needed, with all newer prices over it. */

import * as vscode from 'vscode';
import type { Knowledge } from '../core/advice/advise';
import { assembleKnowledge, KNOWLEDGE_FILES } from '../core/advice/knowledge';
import { layeredKnowledge, type PriceLayers } from '../core/advice/priceLayers';
import { success, type Result } from '../core/failure';
import { EMPTY_PRICE_CACHE, parsePriceCache, type PriceCache } from '../core/pricing/priceCache';
import type { PriceFile } from './priceFile';
import { priceTerms } from './priceSettings';

/** Loads once; prices that AWS gave since, the user's price file and settings are laid over it anew each time. */
export class KnowledgeStore {
  private reading: Promise<Result<Knowledge>> | undefined;
  private cache: Promise<PriceCache> | undefined;
  /** Prices asked for since are live, earlier ones are cached. */
  private readonly sinceMs = Date.now();

  constructor(
    private readonly extensionUri: vscode.Uri,
    /** Where live prices are kept from one window to the next. */
    readonly cacheUri: vscode.Uri,
    private readonly priceFile: PriceFile,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** The knowledge with the newest prices. Fails only when the extension's own files are damaged. */
  async load(): Promise<Result<Knowledge>> {
    const bundled = await this.bundled();
    return bundled.ok ? success(layeredKnowledge(bundled.value, await this.layers(bundled.value), Date.now())) : bundled;
  }

  /** What ships with the extension. */
  bundled(): Promise<Result<Knowledge>> {
    this.reading ??= this.read();
    return this.reading;
  }

  /** Everything that lies over it. */
  async layers(bundled: Knowledge): Promise<PriceLayers> {
    this.cache ??= this.readCache();
    const user = await this.priceFile.prices(bundled.catalog);
    return { cache: await this.cache, sinceMs: this.sinceMs, terms: priceTerms(), ...(user === undefined ? {} : { user }) };
  }

  /** Advises with these answers of AWS from now on. */
  useCache(cache: PriceCache): void {
    this.cache = Promise.resolve(cache);
  }

  /** The kept answers as they are on disk, where another window may have written; a damaged file counts as empty and is replaced by the next answer. */
  async readCache(): Promise<PriceCache> {
    const text = await vscode.workspace.fs.readFile(this.cacheUri).then((bytes) => new TextDecoder().decode(bytes), () => undefined);
    const cache = text === undefined ? success(EMPTY_PRICE_CACHE) : parsePriceCache(text);
    if (cache.ok) return cache.value;
    this.log.warn(`${cache.failure.message} It is not used.`);
    return EMPTY_PRICE_CACHE;
  }

  private async read(): Promise<Result<Knowledge>> {
    const folder = vscode.Uri.joinPath(this.extensionUri, 'media', 'data');
    const texts = new Map(await Promise.all(KNOWLEDGE_FILES.map(async (file) =>
      [file, new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, file)))] as const)));
    return assembleKnowledge((file) => texts.get(file) ?? '');
  }
}
