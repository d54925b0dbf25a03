/** The profile that is open and the advice for it: the one place of the host that holds state. */

import * as vscode from 'vscode';
import type { Advice } from '../core/advice/advice';
import { advise, type Knowledge } from '../core/advice/advise';
import { adviceHint, type Hint } from '../core/advice/hint';
import { buildRequest, type Answers, type NamedProfile } from '../core/advice/request';
import { fail, success, type Failure, type Result } from '../core/failure';
import type { ViewState } from '../core/protocol';
import { answersFromProfile, interview, isComplete } from './interview';
import type { KnowledgeStore } from './knowledgeStore';
import { WorkspaceMemory, type Buying } from './memory';
import { priceScope } from './priceSettings';
import { readInWorker } from './profileReader';

/** A change from the view's controls. */
export type Change = Partial<Buying> & Pick<Answers, 'epochs'>;

interface OpenProfile {
  readonly uri: vscode.Uri;
  readonly named: NamedProfile;
  readonly answers: Answers;
}

/** Opens profiles, keeps answers, computes advice; everything that shows advice listens to `onDidChange`. */
export class AdviceSession implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<ViewState>();
  private readonly memory: WorkspaceMemory;
  private current: ViewState = { status: 'empty' };
  private opened: OpenProfile | undefined;
  private restoring: Promise<void> | undefined;
  /** Counts openings: one that was overtaken by a newer one must not show its result. */
  private turn = 0;
  private reading: vscode.CancellationTokenSource | undefined;

  /** Fires with every new state. */
  readonly onDidChange = this.changed.event;

  constructor(memento: vscode.Memento, private readonly knowledge: KnowledgeStore, private readonly log: vscode.LogOutputChannel) {
    this.memory = new WorkspaceMemory(memento);
  }

  /** What the view shows. */
  get state(): ViewState {
    return this.current;
  }

  /** The last advice of this workspace in two lines, also from an earlier window; from memory at once. */
  get hint(): Hint | undefined {
    return this.memory.hint();
  }

  /**
   * Reads a profile, asks what it leaves open (all of it again with `askAgain`) and advises. Answers outrank what is
   * remembered. False when the user dismissed a dialog, in which case what was shown before stays.
   */
  async open(uri: vscode.Uri, { answers = {}, askAgain = false }: { answers?: Answers; askAgain?: boolean } = {}): Promise<Result<boolean>> {
    const turn = ++this.turn;
    const before = this.current;
    const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
    const named = await this.read(uri, name);
    if (turn !== this.turn) return success(false);
    if (!named.ok) {
      if (named.failure.code !== 'cancelled') return this.failed(name, named.failure);
      this.show(settled(before));
      return success(false);
    }
    const knowledge = await this.knowledge.load();
    if (!knowledge.ok) return this.failed(name, knowledge.failure);
    const known = { ...answersFromProfile(named.value.profile), ...(askAgain ? {} : this.memory.answersFor(uri)), ...answers };
    if (!isComplete(known)) this.show({ status: 'asking', profileName: name });
    const complete = await interview(named.value, known, knowledge.value);
    if (turn !== this.turn) return success(false);
    if (complete === undefined) {
      this.show(settled(before));
      return success(false);
    }
    await this.memory.rememberAnswers(uri, complete);
    await this.memory.rememberProfile(uri);
    this.opened = { uri, named: named.value, answers: complete };
    return this.advise();
  }

  /** Applies a change from the view and advises again. */
  async change({ epochs, ...buying }: Change): Promise<void> {
    if (this.opened === undefined) return;
    if (epochs !== undefined) {
      this.opened = { ...this.opened, answers: { ...this.opened.answers, epochs } };
      await this.memory.rememberAnswers(this.opened.uri, this.opened.answers);
    }
    await this.memory.rememberBuying(buying);
    await this.advise();
  }

  /** Shows the profile that was open when the window closed, without asking anything; runs once. */
  restore(): Promise<void> {
    this.restoring ??= this.restoreLast();
    return this.restoring;
  }

  /** Gives up the reading that is under way, if any; what was shown before comes back. */
  cancelReading(): void {
    this.reading?.cancel();
  }

  /** The file that is open, if any. */
  get profileUri(): vscode.Uri | undefined {
    return this.opened?.uri;
  }

  /** Advises again with the newest prices. */
  async advise(): Promise<Result<boolean>> {
    if (this.opened === undefined) return success(false);
    const { named } = this.opened;
    const knowledge = await this.knowledge.load();
    if (!knowledge.ok) return this.failed(named.name, knowledge.failure);
    const { prices } = knowledge.value;
    const buying = this.memory.buying();
    const advice = this.adviceFrom(knowledge.value);
    if (!advice.ok) return this.failed(named.name, advice.failure);
    await this.memory.rememberHint(adviceHint(advice.value));
    this.show({
      status: 'ready',
      profileName: named.name,
      advice: advice.value,
      controls: { ...buying, regions: prices.regions, epochs: advice.value.job.epochs },
    });
    return success(true);
  }

  /** Advice for the open profile from this knowledge, shown nowhere. Any region will do: its prices can be asked for. */
  adviceFrom(knowledge: Knowledge): Result<Advice> {
    if (this.opened === undefined) return fail('usage', 'No profile is open.', 'Open one first.');
    const { named, answers } = this.opened;
    const scope = { ...this.memory.buying(), ...priceScope(), nowMs: Date.now(), anyRegion: true };
    const request = buildRequest(named, answers, scope, knowledge);
    return request.ok ? advise(request.value, knowledge) : request;
  }

  dispose(): void {
    this.cancelReading();
    this.changed.dispose();
  }

  private async restoreLast(): Promise<void> {
    const uri = this.memory.lastProfile();
    if (uri === undefined || this.opened !== undefined || !isComplete(this.memory.answersFor(uri))) return;
    const exists = await vscode.workspace.fs.stat(uri).then(() => true, () => false);
    if (exists && this.current.status === 'empty') await this.open(uri);
  }

  /** Reads without blocking; an earlier reading is given up. */
  private async read(uri: vscode.Uri, name: string): Promise<Result<NamedProfile>> {
    this.cancelReading();
    const reading = new vscode.CancellationTokenSource();
    this.reading = reading;
    this.show({ status: 'reading', profileName: name });
    const onProgress = (share: number): void => {
      if (this.reading === reading) this.show({ status: 'reading', profileName: name, share });
    };
    const profile = await readInWorker(uri, { onProgress, token: reading.token });
    if (this.reading === reading) this.reading = undefined;
    reading.dispose();
    return profile.ok ? success({ name, profile: profile.value }) : profile;
  }

  private failed(profileName: string, failure: Failure): Result<boolean> {
    this.log.warn(`${profileName}: ${failure.message}`);
    this.show({ status: 'failed', profileName, message: failure.message, action: failure.action });
    return { ok: false, failure };
  }

  private show(state: ViewState): void {
    this.current = state;
    void vscode.commands.executeCommand('setContext', 'mlInstanceAdvisor.hasProfile', this.opened !== undefined);
    this.changed.fire(state);
  }
}

/** What to go back to: a state that is complete in itself. */
function settled(before: ViewState): ViewState {
  return before.status === 'ready' || before.status === 'failed' ? before : { status: 'empty' };
}
