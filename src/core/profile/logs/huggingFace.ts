/** What Hugging Face's Trainer prints: its plan, its results as a dictionary or a table, `TrainOutput(...)`, and the progress of notebooks. */

import type { LineReader, Scanner } from '../importer';
import type { Profile } from '../profile';
import { clockSeconds, positive } from './figures';
import { profileOf } from './findings';
import { barsOf } from './tqdmLine';
import { trainerFindings, type TrainerFacts } from './trainerFacts';

const ID = 'hf-trainer-log';

/** Longest line that is looked at: results have a few hundred characters. */
const MAX_LENGTH = 20_000;

/** Numbers, also as strings, and clocks (`0:08:59.74`). */
const VALUE = String.raw`['"]?\s{0,40}[:=]\s{0,40}['"]?(\d[\d.:e+-]{0,30})`;
const RESULT = new RegExp(String.raw`\b(train_runtime|train_samples_per_second|train_steps_per_second|train_samples|epoch)${VALUE}`, 'g');
const PLAN = /^.{0,200}?\b(Num examples|Num Epochs|Instantaneous batch size per device|Total train batch size [^=]{1,80}|Total optimization steps) ?= ?(\d[\d,]{0,15})/;

/** `[500/500 00:54, Epoch 2/2]`; while it runs there is the time left too. */
const PROGRESS = /\[ {0,12}(\d{1,12})\/(\d{1,12}) (\d[\d:]{1,12}), Epoch (\d{1,9}(?:\.\d{1,9})?)\/(\d{1,9})\]/;

/** The Trainer's own bar has no name. */
const UNNAMED_BAR = /^\s{0,9}\d{1,3}%\|/;

const FIELD_OF_RESULT: Readonly<Record<string, keyof TrainerFacts>> = {
  train_runtime: 'runtimeSeconds', train_samples_per_second: 'samplesPerSecond', train_steps_per_second: 'stepsPerSecond', train_samples: 'samples', epoch: 'epoch',
};
const FIELD_OF_PLAN: readonly (readonly [string, keyof TrainerFacts])[] = [
  ['Num examples', 'samples'], ['Num Epochs', 'plannedEpochs'], ['Instantaneous', 'batchPerDevice'], ['Total train', 'totalBatch'], ['Total optimization', 'plannedSteps'],
];

/** Lines after `***** train metrics *****` that belong to it. */
const TABLE_LINES = 12;

/** Reads the last training of a text. */
export const huggingFaceLog: Scanner = { id: ID, label: 'Hugging Face Trainer log', start: () => new HuggingFaceReader() };

class HuggingFaceReader implements LineReader {
  private facts: TrainerFacts = {};
  private tableLines = 0;
  /** Elapsed time in the progress of a notebook, which stands for the runtime where there are no results. */
  private progressSeconds: number | undefined;
  private bar: { readonly done: number; readonly seconds: number } | undefined;

  line(text: string): void {
    if (text.length > MAX_LENGTH) return;
    if (text.includes('%|') && UNNAMED_BAR.test(text)) this.progressBar(text);
    else if (this.tableLines > 0 || text.includes('train_runtime')) this.results(text);
    else if (text.includes('*****')) this.heading(text);
    else if (text.includes(' = ') && (text.includes('Num ') || text.includes('Total ') || text.includes('Instantaneous'))) this.plan(text);
    else if (text.includes(', Epoch ')) this.progress(text);
  }

  end(): Profile | undefined {
    const { bar } = this;
    const facts = { ...this.facts, runtimeSeconds: this.facts.runtimeSeconds ?? this.progressSeconds };
    if (facts.runtimeSeconds === undefined) return undefined;
    // The bar of the training is drawn a moment before train_runtime is taken.
    const isOfTraining = bar !== undefined && Math.abs(bar.seconds - facts.runtimeSeconds) <= 2 + 0.1 * facts.runtimeSeconds;
    return profileOf(ID, trainerFindings({ ...facts, globalStep: facts.globalStep ?? (isOfTraining ? bar.done : undefined) }));
  }

  private heading(text: string): void {
    if (text.includes('***** Running training')) this.facts = {};
    if (text.includes('***** train metrics *****')) this.tableLines = TABLE_LINES;
  }

  private results(text: string): void {
    const before = this.facts.runtimeSeconds;
    const found: TrainerFacts = {};
    for (const [, name = '', value = ''] of text.matchAll(RESULT)) {
      const field = FIELD_OF_RESULT[name];
      if (field) found[field] = positive(value.includes(':') ? clockSeconds(value) : value);
    }
    this.tableLines = Math.max(0, this.tableLines - 1);
    // A second training in the same text: what the first has said about itself does not hold for it. The table repeats the dictionary.
    const isNext = text.includes('train_runtime') && this.tableLines === 0 && before !== undefined && before !== found.runtimeSeconds;
    const globalStep = positive(/\bglobal_step=(\d{1,12})\b/.exec(text)?.[1]);
    this.facts = { ...(isNext ? {} : this.facts), ...(globalStep !== undefined && { globalStep }), ...defined(found) };
  }

  private plan(text: string): void {
    const [, name = '', value = ''] = PLAN.exec(text) ?? [];
    const field = FIELD_OF_PLAN.find(([beginning]) => name !== '' && name.startsWith(beginning))?.[1];
    if (field) this.facts[field] = positive(value.replaceAll(',', ''));
  }

  /** Comes before the results of its training. */
  private progress(text: string): void {
    const [, done, total, elapsed = '', epoch, epochs] = PROGRESS.exec(text) ?? [];
    if (done === undefined) return;
    this.progressSeconds = positive(clockSeconds(elapsed));
    this.facts = { ...(this.facts.runtimeSeconds === undefined && this.facts), ...defined({
      globalStep: positive(done), plannedSteps: positive(total), epoch: positive(epoch), plannedEpochs: positive(epochs),
    }) };
  }

  private progressBar(text: string): void {
    for (const { done, elapsedSeconds, description } of barsOf(text)) {
      if (description === '' && done > 0) this.bar = longer(this.bar, { done, seconds: elapsedSeconds });
    }
  }
}

/** The bar of the training, among those of its evaluations. */
function longer<T extends { readonly seconds: number }>(bar: T | undefined, other: T): T {
  return bar === undefined || other.seconds >= bar.seconds ? other : bar;
}

function defined(facts: TrainerFacts): TrainerFacts {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}
