/** The bundled knowledge, read from the extension's folder when first needed. */

import * as vscode from 'vscode';
import type { Knowledge } from '../core/advice/advise';
import { assembleKnowledge, KNOWLEDGE_FILES } from '../core/advice/knowledge';
import type { Result } from '../core/failure';
import { priceBook } from '../core/pricing/priceBook';
import type { PriceSource } from '../core/pricing/offer';

/** Loads once; later layers of prices (live answers) are laid over the bundled ones. */
export class KnowledgeStore {
  private bundled: Promise<Result<Knowledge>> | undefined;
  private live: PriceSource[] = [];

  constructor(private readonly extensionUri: vscode.Uri) {}

  /** The knowledge with the newest prices on top. Fails only when the extension's own files are damaged. */
  async load(): Promise<Result<Knowledge>> {
    this.bundled ??= this.read();
    const bundled = await this.bundled;
    if (!bundled.ok || this.live.length === 0) return bundled;
    return { ok: true, value: { ...bundled.value, prices: priceBook([...this.live, bundled.value.prices]) } };
  }

  /** Lays a newer layer of prices over all others. */
  addPrices(layer: PriceSource): void {
    this.live = [layer, ...this.live];
  }

  private async read(): Promise<Result<Knowledge>> {
    const text = async (file: string): Promise<string> =>
      new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(this.extensionUri, 'media', 'data', file)));
    const [predictor, catalog, prices] = await Promise.all([
      text(KNOWLEDGE_FILES.predictor), text(KNOWLEDGE_FILES.catalog), text(KNOWLEDGE_FILES.prices),
    ]);
    return assembleKnowledge({ predictor, catalog, prices });
  }
}
