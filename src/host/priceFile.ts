/** The user's price file: found by its setting, read when it changed, made from a template by a command. */

import * as vscode from 'vscode';
import type { Catalog } from '../core/catalog/catalog';
import { parseUserPrices, USER_PRICES_FORMAT, type UserPrices } from '../core/pricing/userPrices';

const SETTING = 'priceFile';

/** What a new file is named; the schema is bound to such names. */
export const PRICE_FILE_NAME = 'instance-prices.json';

/** Reads the file that the setting names, afresh for each advice, and says what is wrong with it once per change. */
export class PriceFile {
  private told: string | undefined;

  constructor(private readonly log: vscode.LogOutputChannel) {}

  /** Where the file is: absolute, or relative to the first workspace folder; undefined when the setting is empty. */
  uri(): vscode.Uri | undefined {
    const path = vscode.workspace.getConfiguration('mlInstanceAdvisor').get<string>(SETTING)?.trim() ?? '';
    if (path === '') return undefined;
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    return /^([/\\]|[A-Za-z]:)/.test(path) || folder === undefined ? vscode.Uri.file(path) : vscode.Uri.joinPath(folder.uri, path);
  }

  /** The user's prices; undefined without a file, or when it is damaged, which is told in one sentence. */
  async prices(catalog: Catalog): Promise<UserPrices | undefined> {
    const uri = this.uri();
    if (uri === undefined) return undefined;
    const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
    const text = await vscode.workspace.fs.readFile(uri).then((bytes) => new TextDecoder().decode(bytes), () => undefined);
    if (text === undefined) return this.tell(vscode.l10n.t('The price file {0} cannot be read; other prices are used.', name));
    const result = parseUserPrices(name, text, catalog);
    if (result.ok) {
      this.told = undefined;
      return result.value;
    }
    return this.tell(vscode.l10n.t('{0} Other prices are used.', result.failure.message));
  }

  /** Opens the file of the setting; makes one in the workspace when there is none. */
  async open(): Promise<void> {
    const uri = this.uri() ?? await this.create();
    if (uri !== undefined) await vscode.window.showTextDocument(uri);
  }

  private async create(): Promise<vscode.Uri | undefined> {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    if (folder === undefined) {
      void vscode.window.showInformationMessage(vscode.l10n.t('Open a folder first: the price file is kept in it.'));
      return undefined;
    }
    const uri = vscode.Uri.joinPath(folder.uri, PRICE_FILE_NAME);
    const exists = await vscode.workspace.fs.stat(uri).then(() => true, () => false);
    if (!exists) await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(template(new Date().toISOString().slice(0, 10))));
    await vscode.workspace.getConfiguration('mlInstanceAdvisor').update(SETTING, PRICE_FILE_NAME, vscode.ConfigurationTarget.Workspace);
    return uri;
  }

  private tell(sentence: string): undefined {
    if (this.told === sentence) return undefined;
    this.told = sentence;
    this.log.warn(sentence);
    void vscode.window.showWarningMessage(sentence);
    return undefined;
  }
}

/** Empty lists, so that a new file changes no figure; completion shows what can be in them. */
function template(today: string): string {
  return `${JSON.stringify({ format: USER_PRICES_FORMAT, asOf: today, prices: [], discounts: [], machines: [] }, null, 2)}\n`;
}
