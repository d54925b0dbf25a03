/** Jupyter notebooks: the outputs of their code cells are read like a log. */

import { fail, success, type Result } from '../../failure';
import { wholeTextImporter, type ProfileText } from '../importer';
import type { Profile } from '../profile';
import { quote } from '../quote';
import { scan } from '../scan';
import { SCANNERS } from '../scanners';
import { linesOf } from '../textDecoding';
import { parsedJson } from './json';
import { widgetLines } from './notebookWidgets';

/** Reads notebooks of format 3 and 4, whatever tool's output they hold. */
export const notebook = wholeTextImporter({
  id: 'notebook',
  label: 'Jupyter notebook with the output of a training',
  sniff: ({ text }) => /^\s*\{\s*"(?:cells|metadata|nbformat|nbformat_minor|worksheets)"/.test(text) && /"(?:cell_type|nbformat)"/.test(text),
  // Line ends of outputs are escaped in the file; most notebooks train nothing.
  glance: ({ text }) => scan(linesOf([text.replaceAll('\\n', '\n')]), SCANNERS) !== undefined,
  read,
});

function read(file: ProfileText): Result<Profile> {
  const json = parsedJson(file, 'Save the notebook again.');
  if (!json.ok) return json;
  const found = scan(linesOf(outputs(json.value)), SCANNERS);
  if (found) return success(found);
  return fail('unrecognised', `${quote(file.name)} is a Jupyter notebook whose outputs hold no training log that is known here.`, ACTION);
}

const ACTION = 'Run its training cell and save the notebook with its outputs, or open the log of the training.';

/** Texts of all outputs in their order. What a stream writes comes in parts that may end anywhere; other outputs are whole. */
function* outputs(root: unknown): Generator<string> {
  for (const cell of cellsOf(root)) {
    let isStream = false;
    for (const output of listOf(fieldOf(cell, 'outputs'))) {
      const wasStream = isStream;
      isStream = fieldOf(output, 'output_type') === 'stream';
      if (wasStream && !isStream) yield '\n';
      for (const text of textsOf(output)) {
        yield text;
        if (!isStream) yield '\n';
      }
    }
    yield '\n';
  }
  for (const line of widgetLines(fieldOf(root, 'metadata'))) yield `${line}\n`;
}

function cellsOf(root: unknown): readonly unknown[] {
  const sheets = listOf(fieldOf(root, 'worksheets'));
  return sheets.length > 0 ? sheets.flatMap((sheet) => listOf(fieldOf(sheet, 'cells'))) : listOf(fieldOf(root, 'cells'));
}

/** Format 4 has its texts under `data` by MIME type, format 3 beside each other. */
function textsOf(output: unknown): string[] {
  const data = fieldOf(output, 'data');
  const values = [fieldOf(output, 'text'), fieldOf(output, 'html'), fieldOf(data, 'text/plain'), fieldOf(data, 'text/html')];
  return values.map(joined).filter((text) => text !== '');
}

/** A text may be stored as a list of its lines. */
function joined(value: unknown): string {
  if (typeof value === 'string') return value;
  return listOf(value).filter((part) => typeof part === 'string').join('');
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
