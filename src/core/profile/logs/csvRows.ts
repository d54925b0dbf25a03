/** Small CSV files with a heading, as loggers write them. */

import Papa from 'papaparse';

/** A table with its heading. */
export interface CsvTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Enough characters for a heading. */
const HEADING_LENGTH = 8192;

/** Column names in the first line, which are separated by comma, semicolon or tab. */
export function columnsOf(text: string): readonly string[] {
  return tableOf(text.slice(0, HEADING_LENGTH), 1).columns;
}

/** The table; `preview` limits the records that are read. A last row that was cut short has fewer cells than the heading. */
export function tableOf(text: string, preview = 0): CsvTable {
  const lines = text.trimStart().replace(/\r\n?/g, '\n');
  const heading = lines.slice(0, lines.indexOf('\n') === -1 ? undefined : lines.indexOf('\n'));
  const delimiter = [',', ';', '\t'].find((mark) => heading.includes(mark)) ?? ',';
  const [columns = [], ...rows] = Papa.parse(lines, { delimiter, newline: '\n', preview }).data;
  return { columns: columns.map((name) => name.trim()), rows: rows.filter((cells) => cells.length > 1 || cells[0] !== '') };
}

/** Numbers of one column, row by row; undefined where a cell is empty or no number. */
export function numbersOf({ columns, rows }: CsvTable, name: string): (number | undefined)[] {
  const at = columns.indexOf(name);
  return rows.map((cells) => {
    const cell = cells[at]?.trim() ?? '';
    const value = cell === '' ? Number.NaN : Number(cell);
    return Number.isFinite(value) ? value : undefined;
  });
}

/** Counts of one column, row by row; pandas writes them with `.0`. Undefined where there is none. */
export function countsOf({ columns, rows }: CsvTable, name: string): (number | undefined)[] {
  const at = columns.indexOf(name);
  return rows.map((cells) => (/^\d{1,9}(?:\.0{1,9})?$/.test(cells[at]?.trim() ?? '') ? Number(cells[at]) : undefined));
}
