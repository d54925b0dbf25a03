/** Every profile format, in the order in which they are tried. A new format is one folder and one line here. */

import { fail, type Result } from '../failure';
import { decode } from './decode';
import type { Importer } from './importer';
import { lookalikeOf } from './lookalikes';
import { profet } from './profet/profet';
import type { Profile } from './profile';
import { quote } from './quote';
import { tensorflowStatsCsv } from './tensorflow/csv';
import { tensorflowStatsJson } from './tensorflow/dataTable';

/** The first importer whose `sniff` says yes is responsible. */
export const IMPORTERS: readonly Importer[] = [profet, tensorflowStatsCsv, tensorflowStatsJson];

/**
 * Reads a profile from the bytes of a file. `name` (without folders) appears in sentences only and decides nothing.
 * `unrecognised` when no importer knows the content, `damaged` when one does and cannot read it. Never throws.
 */
export function readProfile(name: string, bytes: Uint8Array): Result<Profile> {
  const file = decode(name, bytes);
  if (!file.ok) return file;
  const importer = IMPORTERS.find((candidate) => candidate.sniff(file.value));
  if (importer) return importer.read(file.value);
  const lookalike = lookalikeOf(file.value.text);
  const verdict = lookalike ? `is ${lookalike}, which is not read` : 'is not a profile that is known here';
  return fail('unrecognised', `${quote(name)} ${verdict}; looked for: ${IMPORTERS.map(({ label }) => label).join(', ')}.`, ACTION);
}

const ACTION = 'In TensorBoard, open Profile, tool tensorflow_stats (or framework_op_stats), and export the table as CSV.';
