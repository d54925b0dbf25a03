/** The profiles that are open and the advice for the one shown: the one place of the host that holds state. */

import * as vscode from 'vscode';
import type { Advice } from '../core/advice/advice';
import { advise, type Knowledge } from '../core/advice/advise';
import { adviceHint, type Hint } from '../core/advice/hint';
import { buildRequest, type Answers, type NamedProfile, type Scope } from '../core/advice/request';
import { fail, success, type Failure, type Result } from '../core/failure';
import type { OpenProfileName, ViewState } from '../core/protocol';
import { FileWatch } from './fileWatch';
import { answersFromProfile, interview, isComplete } from './interview';
import type { KnowledgeStore } from './knowledgeStore';
import { WorkspaceMemory, type Buying, type FileAnswers } from './memory';
import { nameOf, OpenProfiles, type Before, type OpenProfile } from './openProfiles';
import { priceScope } from './priceSettings';
import { readInWorker } from './profileReader';

/** A change from the view: of where hours are bought, or of the answers. */
export interface Change {
  readonly buying?: Partial<Buying>;
  readonly answers?: (now: FileAnswers) => FileAnswers;
}

/** Opens profiles, keeps answers, computes advice; everything that shows advice listens to `onDidChange`. */
export class AdviceSession implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<ViewState>();
  private readonly memory: WorkspaceMemory;
  private readonly profiles = new OpenProfiles();
  private readonly watch = new FileWatch(() => this.markStale());
  private current: ViewState = { status: 'empty' };
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

  /** The profiles that are open, with the id of the one shown. */
  get list(): { readonly profiles: readonly OpenProfileName[]; readonly current: string | null } {
    return { profiles: this.profiles.names, current: this.profiles.id };
  }

  /** The profile that is shown, if any. */
  get opened(): OpenProfile | undefined {
    return this.profiles.current;
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
    const name = nameOf(uri);
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
    this.profiles.show({ uri, named: named.value, answers: complete });
    return this.shown();
  }

  /** Shows another profile of the list: at once when it has been read, else after reading it. */
  async switchTo(id: string): Promise<void> {
    const uri = this.profiles.uriOf(id);
    if (uri === undefined) return;
    this.turn++;
    this.cancelReading();
    if (this.profiles.switchTo(id)) await this.shown();
    else await this.open(uri);
  }

  /** Takes the shown profile off the list; its answers stay remembered. */
  async close(): Promise<void> {
    const next = this.profiles.close();
    if (next !== undefined) return this.switchTo(next);
    await this.memory.rememberProfiles([], undefined);
    this.watch.follow(undefined);
    this.show({ status: 'empty' });
  }

  /** Reads the shown file again, as it has changed. */
  async readAgain(): Promise<void> {
    if (this.opened !== undefined) await this.open(this.opened.uri);
  }

  /** Applies a change from the view and advises again. Answers are remembered only when they lead to advice. */
  async change({ buying = {}, answers = (now) => now }: Change): Promise<void> {
    const { opened } = this;
    if (opened === undefined) return;
    const before: Before = { answers: opened.answers, buying: this.memory.buying() };
    this.profiles.show({ ...opened, answers: answers(opened.answers), before });
    await this.memory.rememberBuying(buying);
    const result = await this.advise();
    if (result.ok && this.opened !== undefined) await this.memory.rememberAnswers(opened.uri, this.opened.answers);
  }

  /** Takes back the change that led to a refusal. */
  async undo(): Promise<void> {
    const { opened } = this;
    if (opened?.before === undefined) return;
    await this.memory.rememberBuying(opened.before.buying);
    this.profiles.show({ uri: opened.uri, named: opened.named, answers: opened.before.answers });
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

  /** Advises again with the newest prices. */
  async advise(): Promise<Result<boolean>> {
    const { opened } = this;
    if (opened === undefined) return success(false);
    const { named, answers } = opened;
    const knowledge = await this.knowledge.load();
    if (!knowledge.ok) return this.failed(named.name, knowledge.failure);
    const advice = this.adviceFrom(knowledge.value);
    if (!advice.ok) return this.failed(named.name, advice.failure);
    await this.memory.rememberHint(adviceHint(advice.value));
    if (this.opened !== opened) return success(false);
    this.show({
      status: 'ready',
      profileName: named.name,
      advice: advice.value,
      controls: {
        ...this.memory.buying(), regions: knowledge.value.prices.regions, epochs: advice.value.job.epochs,
        budgetUsd: answers.budgetUsd ?? null, deadlineSeconds: answers.deadlineSeconds ?? null,
        profiledBatch: answers.batchSize ?? null, whatIfBatch: answers.whatIf?.batchSize ?? null,
      },
    });
    return success(true);
  }

  /** Advice for the shown profile from this knowledge, shown nowhere; `elsewhere` replaces parts of what is asked. */
  adviceFrom(knowledge: Knowledge, elsewhere: Partial<Scope> = {}): Result<Advice> {
    const { opened } = this;
    if (opened === undefined) return fail('usage', 'No profile is open.', 'Open one first.');
    const request = buildRequest(opened.named, opened.answers, { ...this.scope(), ...elsewhere }, knowledge);
    return request.ok ? advise(request.value, knowledge) : request;
  }

  /** What the advice is wanted for, beyond the job. Any region will do: its prices can be asked for. */
  scope(): Scope {
    const { budgetUsd, deadlineSeconds } = this.opened?.answers ?? {};
    const limits = { ...(budgetUsd !== undefined && { budgetUsd }), ...(deadlineSeconds !== undefined && { deadlineSeconds }) };
    return { ...this.memory.buying(), ...priceScope(), nowMs: Date.now(), anyRegion: true, ...limits };
  }

  dispose(): void {
    this.cancelReading();
    this.watch.dispose();
    this.changed.dispose();
  }

  private async shown(): Promise<Result<boolean>> {
    this.watch.follow(this.opened?.uri);
    await this.memory.rememberProfiles(this.profiles.uris, this.opened?.uri);
    return this.advise();
  }

  private async restoreLast(): Promise<void> {
    const uri = this.memory.lastProfile();
    if (this.opened !== undefined) return;
    for (const listed of this.memory.openProfiles()) this.profiles.list(listed);
    if (uri === undefined || !isComplete(this.memory.answersFor(uri))) return;
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

  private markStale(): void {
    if (this.current.status === 'ready') this.show({ ...this.current, stale: true });
  }

  private failed(profileName: string, failure: Failure): Result<boolean> {
    this.log.warn(`${profileName}: ${failure.message}`);
    const refused = failure.code === 'unpredictable' || failure.code === 'usage';
    const canUndo = refused && this.opened?.before !== undefined && this.opened.named.name === profileName;
    this.show({
      status: 'failed', profileName, message: failure.message, action: failure.action, ...(refused && { refused: true }), ...(canUndo && { canUndo: true }),
    });
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
