/** fastai's table of epochs, as text or as HTML: `epoch  train_loss  valid_loss  accuracy  time`, the last as mm:ss. */

import type { LineReader, Scanner } from '../importer';
import type { Profile } from '../profile';
import { clockSeconds, positive } from './figures';
import { derived, measured, profileOf } from './findings';
import { EpochTimes } from './epochTimes';

const ID = 'fastai-log';

/** Longest line, and most cells of a row, that are looked at. */
const MAX_LENGTH = 20_000;
const MAX_CELLS = 100;

const TAG = /<(\/?)(table|tr|th|td)\b[^<>]{0,300}>([^<]{0,300})/g;

/** Reads the longest table of a text. Times include validation and are rounded to seconds. */
export const fastaiLog: Scanner = { id: ID, label: 'fastai table of epochs', start: () => new FastaiReader() };

class FastaiReader implements LineReader {
  private table: EpochTimes | undefined;
  private width = 0;
  private lastEpoch = -1;
  private longest: EpochTimes | undefined;
  private tables = 0;
  /** Cells of the HTML row that is open. */
  private cells: string[] = [];

  line(text: string): void {
    if (text.length > MAX_LENGTH) return;
    if (text.includes('<t') || text.includes('</t')) this.html(text);
    else if (text.includes('train_loss') || this.table) this.row(text.trim().split(/ {1,40}|\t/).filter((cell) => cell !== ''));
  }

  end(): Profile | undefined {
    this.closeTable();
    const { longest, tables } = this;
    if (longest === undefined) return undefined;
    return profileOf(ID, {
      mode: measured('training', 'train_loss of the table'),
      framework: derived('pytorch', 'fastai runs on PyTorch'),
      ...longest.findings({ seconds: 'time column, validation included', secondsCertainty: 'measured', stepMs: '', stepCertainty: 'guess' }),
      epochs: measured(longest.count, 'rows of the table'),
      warnings: [NO_STEPS, ...(tables > 1 ? [`The text holds ${tables} tables; the longest, of ${longest.count} ${longest.count === 1 ? 'epoch' : 'epochs'}, was taken.`] : [])],
    });
  }

  private html(text: string): void {
    for (const [, slash, tag, content = ''] of text.matchAll(TAG)) {
      if (tag === 'tr' || tag === 'table') {
        if (this.cells.length > 0) this.row(this.cells);
        this.cells = [];
        if (tag === 'table') this.closeTable();
      } else if (slash === '' && this.cells.length < MAX_CELLS) this.cells.push(content.trim());
    }
  }

  private row(cells: readonly string[]): void {
    if (cells[0] === 'epoch' && cells.includes('train_loss')) {
      this.closeTable();
      if (cells.at(-1) === 'time') this.table = new EpochTimes();
      this.width = cells.length;
      return;
    }
    const epoch = Number(cells[0] ?? Number.NaN);
    const seconds = clockSeconds(cells.at(-1) ?? '');
    if (this.table === undefined) return;
    // Callbacks write lines between the rows ("Better model found ..."); a row with fewer cells is of an epoch that was broken off.
    if (cells.length !== this.width || seconds === undefined || !Number.isInteger(epoch) || epoch <= this.lastEpoch) return;
    this.lastEpoch = epoch;
    this.table.add({ seconds: positive(seconds) });
  }

  private closeTable(): void {
    const { table } = this;
    this.table = undefined;
    this.lastEpoch = -1;
    if (table === undefined || table.count === 0) return;
    this.tables += 1;
    if (this.longest === undefined || table.totalSeconds >= this.longest.totalSeconds) this.longest = table;
  }
}

const NO_STEPS = 'A fastai table has times of epochs only: the step time needs the number of batches, len(dls.train).';
