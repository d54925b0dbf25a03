/** `inspect FILE`: what the importer reads, every figure with its source. */

import { milliseconds, UNKNOWN } from '../core/format';
import { inspectReport, type InspectReport } from '../core/profile/inspect';
import type { InspectCommand } from './arguments';
import { readNamedProfile } from './inputs';
import { EXIT, failed, type Outcome } from './outcome';

/** Ops shown to people; all of them are in the JSON. */
const TOP_OPS = 12;

/** Runs the command. */
export function inspect(command: InspectCommand): Outcome {
  const named = readNamedProfile(command);
  if (!named.ok) return failed(named.failure);
  const report = inspectReport(named.value.profile);
  const stdout = command.format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : textOf(named.value.name, report);
  return { exitCode: EXIT.done, stdout };
}

/** Fields that are not shown as a line of their own. */
const SECTIONS: readonly string[] = ['schemaVersion', 'ops', 'opFamilies', 'opFamiliesPlace', 'warnings', 'sources', 'stepMsSource', 'bottleneck'];

function textOf(name: string, report: InspectReport): string {
  const fields = Object.entries(report).filter(([field]) => !SECTIONS.includes(field));
  const sources: Readonly<Record<string, string | undefined>> = report.sources;
  const families = Object.entries(report.opFamilies ?? {}).sort(([, a], [, b]) => b - a);
  const ops = [...report.ops].sort((a, b) => b.ms - a.ms);
  const pair = (label: string, text: string): string => `  ${label.padEnd(20)} ${text}`;
  return [
    name,
    ...fields.map(([field, value]) => {
      const source = sources[field];
      return pair(field, `${value === null ? UNKNOWN : String(value)}${source === undefined ? '' : `  (${source})`}`);
    }),
    ...(report.bottleneck === null ? [] : ['', report.bottleneck]),
    '',
    'Op families, per step',
    ...families.map(([family, ms]) => pair(family, milliseconds(ms))),
    '',
    `Ops, per step${ops.length > TOP_OPS ? ` (the ${TOP_OPS} longest of ${ops.length})` : ''}`,
    ...ops.slice(0, TOP_OPS).map((op) => pair(op.name, `${milliseconds(op.ms)}  ${op.family}`)),
    ...(report.warnings.length === 0 ? [] : ['', 'Note:', ...report.warnings.map((text) => `  ${text}`)]),
    '',
  ].join('\n');
}
