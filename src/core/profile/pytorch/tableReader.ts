/** Finds the tables of PyTorch's profiler in a text, line by line. */

import { footerOf, headerLabels, isRule, layoutOf, rowOf, type TableLayout, type TableRow } from './tableLines';
import type { PrintedTime } from './units';

/** One table as it stands in the text. */
export interface TorchTable {
  /** 1 for the first table of the text. */
  readonly number: number;
  readonly layout: TableLayout;
  readonly rows: readonly TableRow[];
  /** The line of dashes under the rows was reached; PyTorch before 1.2 printed none. */
  readonly closed: boolean;
  /** Totals over all rows, also those that are not shown. */
  readonly footers: { readonly host?: PrintedTime; readonly device?: PrintedTime };
  /** What was profiled, where a line above says so. */
  readonly scope?: 'bottleneck' | 'action';
}

/** A table has one row per op; beyond this the text is no table. */
const MAX_ROWS = 20_000;
/** Other output (a progress bar, a warning) can come between the rows. */
const MAX_FOREIGN_LINES = 20;
/** Footers follow the closing rule at once, or after a blank line. */
const FOOTER_LINES = 4;
/** A line that says what was profiled stands at most this far above its table. */
const SCOPE_LINES = 20;

/** The state between two lines. */
type State =
  | { readonly at: 'outside' }
  | { readonly at: 'header'; readonly labels: readonly string[] }
  | { readonly at: 'rows'; readonly layout: TableLayout; foreign: number }
  | { readonly at: 'footers'; lines: number };

/** Hands over every table when it has ended. */
export class TableReader {
  private state: State = { at: 'outside' };
  private table: { -readonly [K in keyof TorchTable]: TorchTable[K] } & { rows: TableRow[] } | undefined;
  private scope: TorchTable['scope'];
  private scopeLines = 0;
  private count = 0;

  constructor(private readonly found: (table: TorchTable) => void) {}

  /** How many tables have begun. */
  get tables(): number {
    return this.count;
  }

  /** The next line of the text. */
  line(text: string): void {
    const { state } = this;
    if (state.at === 'outside') return this.outside(text);
    if (state.at === 'header') return this.afterHeader(state.labels, text);
    if (state.at === 'rows') return this.row(state, text);
    const footer = footerOf(text);
    if (footer && this.table) this.table.footers = { ...this.table.footers, [footer.place]: footer.total };
    if (!footer && ++state.lines >= FOOTER_LINES) this.finish();
    if (!footer) this.outside(text);
  }

  /** After the last line. */
  end(): void {
    this.finish();
  }

  private outside(text: string): void {
    if (text.includes('autograd profiler output (')) this.announce('bottleneck');
    else if (text.includes('Profile stats for: ')) this.announce('action');
    else if (this.scope !== undefined && --this.scopeLines === 0) this.scope = undefined;
    const labels = headerLabels(text);
    if (labels === undefined) return;
    this.finish();
    this.state = { at: 'header', labels };
  }

  private announce(scope: TorchTable['scope']): void {
    this.scope = scope;
    this.scopeLines = SCOPE_LINES;
  }

  private afterHeader(labels: readonly string[], text: string): void {
    const layout = isRule(text) ? layoutOf(labels, text) : undefined;
    this.state = { at: 'outside' };
    if (layout === undefined) return this.outside(text);
    this.count += 1;
    this.table = { number: this.count, layout, rows: [], closed: false, footers: {}, ...(this.scope && { scope: this.scope }) };
    this.scope = undefined;
    this.state = { at: 'rows', layout, foreign: 0 };
  }

  private row(state: Extract<State, { at: 'rows' }>, text: string): void {
    const rows = this.table?.rows ?? [];
    if (isRule(text)) {
      if (this.table) this.table.closed = true;
      this.state = { at: 'footers', lines: 0 };
      return;
    }
    const row = rows.length < MAX_ROWS ? rowOf(text, state.layout) : undefined;
    if (row !== undefined) {
      if (row !== 'more') rows.push(row);
      state.foreign = 0;
      return;
    }
    state.foreign += 1;
    if (state.foreign > MAX_FOREIGN_LINES) this.finish();
    this.outside(text);
  }

  private finish(): void {
    if (this.table) this.found(this.table);
    this.table = undefined;
    this.state = { at: 'outside' };
  }
}
