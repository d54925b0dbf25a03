/** The reports as files: what the command line prints and what the view exports are the same text. */

import type { ReportFormat } from '../protocol';
import type { Advice } from './advice';
import { csvReport, markdownReport } from './reports';

/** A report's writer, with what its file is called. */
export interface ReportWriter {
  readonly extension: string;
  /** Name of the format for people. */
  readonly label: string;
  readonly write: (advice: Advice) => string;
}

/** The writers. JSON needs none: it is the advice itself. */
export const REPORT_WRITERS: Readonly<Record<ReportFormat, ReportWriter>> = {
  csv: { extension: 'csv', label: 'CSV', write: csvReport },
  json: { extension: 'json', label: 'JSON', write: (advice) => `${JSON.stringify(advice, null, 2)}\n` },
  markdown: { extension: 'md', label: 'Markdown', write: markdownReport },
};
