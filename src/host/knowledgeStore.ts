/** The bundled knowledge, read from the extension's folder when first needed. */

import * as vscode from 'vscode';
import type { Knowledge } from '../core/advice/advise';
import { assembleKnowledge, KNOWLEDGE_FILES } from '../core/advice/knowledge';
import { success, type Result } from '../core/failure';
import type { PriceSource } from '../core/pricing/offer';

/** Loads once; newer prices replace the price book that was loaded. */
export class KnowledgeStore {
  private loaded: Promise<Result<Knowledge>> | undefined;

  constructor(private readonly extensionUri: vscode.Uri) {}

  /** The knowledge with the newest prices. Fails only when the extension's own files are damaged. */
  load(): Promise<Result<Knowledge>> {
    this.loaded ??= this.read();
    return this.loaded;
  }

  /** Advises with another price book from now on. */
  replacePrices(prices: PriceSource): void {
    const before = this.load();
    this.loaded = before.then((knowledge) => (knowledge.ok ? success({ ...knowledge.value, prices }) : knowledge));
  }

  private async read(): Promise<Result<Knowledge>> {
    const folder = vscode.Uri.joinPath(this.extensionUri, 'media', 'data');
    const texts = new Map(await Promise.all(KNOWLEDGE_FILES.map(async (file) =>
      [file, new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, file)))] as const)));
    return assembleKnowledge((file) => texts.get(file) ?? '');
  }
}
