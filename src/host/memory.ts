/** What is remembered per workspace: answers per file, the scope of the advice, and which profile was open, and the hint for hovers. */

import * as vscode from 'vscode';
import type { Hint } from '../core/advice/hint';
import type { Answers } from '../core/advice/request';
import { PURCHASES, type Purchase } from '../core/pricing/offer';

/** Where and how hours are bought. */
export interface Buying {
  readonly region: string;
  readonly purchases: readonly Purchase[];
}

/** What is remembered of a file: answers, and the limits of its job. */
export interface FileAnswers extends Answers {
  /** US dollars for the whole job. */
  readonly budgetUsd?: number;
  /** Seconds for the whole job. */
  readonly deadlineSeconds?: number;
}

const KEYS = { answers: 'answers', buying: 'buying', lastProfile: 'lastProfile', openProfiles: 'openProfiles', hint: 'hint' } as const;

/** Files whose answers are kept; the oldest is forgotten first. */
const REMEMBERED_FILES = 200;

/** A typed face over the workspace's memento. */
export class WorkspaceMemory {
  constructor(private readonly memento: vscode.Memento) {}

  /** Answers given for the file so far. */
  answersFor(uri: vscode.Uri): FileAnswers {
    return this.allAnswers()[uri.toString()] ?? {};
  }

  /** Keeps the answers for the file. */
  async rememberAnswers(uri: vscode.Uri, answers: FileAnswers): Promise<void> {
    const key = uri.toString();
    const others = Object.entries(this.allAnswers()).filter(([file]) => file !== key);
    await this.memento.update(KEYS.answers, Object.fromEntries([...others.slice(1 - REMEMBERED_FILES), [key, answers]]));
  }

  /** What was chosen in the view, else the settings. */
  buying(): Buying {
    const settings = vscode.workspace.getConfiguration('mlInstanceAdvisor');
    const asked = settings.get<readonly string[]>('purchaseOptions') ?? [];
    const purchases = PURCHASES.filter((purchase) => asked.includes(purchase));
    const configured: Buying = {
      region: settings.get<string>('region') ?? 'us-east-1',
      purchases: purchases.length === 0 ? ['on-demand'] : purchases,
    };
    return { ...configured, ...this.memento.get<Partial<Buying>>(KEYS.buying) };
  }

  /** Keeps what was chosen in the view. */
  async rememberBuying(buying: Partial<Buying>): Promise<void> {
    await this.memento.update(KEYS.buying, { ...this.memento.get<Partial<Buying>>(KEYS.buying), ...buying });
  }

  /** The profile that was open last, if any. */
  lastProfile(): vscode.Uri | undefined {
    const uri = this.memento.get<string>(KEYS.lastProfile);
    return uri === undefined ? undefined : vscode.Uri.parse(uri);
  }

  /** All profiles that were open, in the order of the list. */
  openProfiles(): readonly vscode.Uri[] {
    return (this.memento.get<readonly string[]>(KEYS.openProfiles) ?? []).map((uri) => vscode.Uri.parse(uri));
  }

  /** Keeps which profiles are open, and which of them is shown. */
  async rememberProfiles(open: readonly vscode.Uri[], shown: vscode.Uri | undefined): Promise<void> {
    await this.memento.update(KEYS.openProfiles, open.map(String));
    await this.memento.update(KEYS.lastProfile, shown?.toString());
  }

  /** The last advice in two lines. */
  hint(): Hint | undefined {
    return this.memento.get<Hint>(KEYS.hint);
  }

  /** Keeps the last advice in two lines; undefined forgets it. */
  async rememberHint(hint: Hint | undefined): Promise<void> {
    await this.memento.update(KEYS.hint, hint);
  }

  private allAnswers(): Readonly<Record<string, FileAnswers | undefined>> {
    return this.memento.get<Record<string, FileAnswers>>(KEYS.answers) ?? {};
  }
}
