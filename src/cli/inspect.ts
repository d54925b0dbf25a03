/** `inspect FILE`: what the importer reads, every figure with its source. */

import { milliseconds, percent, significant } from '../core/format';
import { inspectReport, type InspectReport } from '../core/profile/inspect';
import type { InspectCommand } from './arguments';
import { readNamedProfile } from './inputs';
import { EXIT, failed, type Outcome } from './outcome';

/** Ops shown to people; all of them are in the JSON. */
const TOP_OPS = 12;
const NAME_LENGTH = 100;

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
  const known = fields.filter(([, value]) => value !== null);
  const unknown = fields.filter(([, value]) => value === null).map(([field]) => field);
  const families = Object.entries(report.opFamilies ?? {}).sort(([, a], [, b]) => b - a);
  const ops = [...report.ops].sort((a, b) => b.ms - a.ms);
  const pair = (label: string, text: string): string => `  ${label.padEnd(20)} ${text}`;
  const section = (title: string, lines: readonly string[]): string[] => (lines.length === 0 ? [] : ['', title, ...lines]);
  return [
    name,
    ...known.map(([field, value]) => pair(field, `${figure(field, value)}${sources[field] === undefined ? '' : `  (${sources[field]})`}`)),
    ...(unknown.length === 0 ? [] : [pair('not in the file', unknown.join(', '))]),
    ...(report.bottleneck === null ? [] : ['', report.bottleneck]),
    ...section('Op families, per step', families.map(([family, ms]) => pair(family, milliseconds(ms)))),
    ...section(
      `Ops, per step${ops.length > TOP_OPS ? ` (the ${TOP_OPS} longest of ${ops.length})` : ''}`,
      ops.slice(0, TOP_OPS).map((op) => `  ${milliseconds(op.ms).padStart(10)}  ${op.family.padEnd(13)} ${shortened(op.name)}`),
    ),
    ...section('Note:', report.warnings.map((text) => `  ${text}`)),
    '',
  ].join('\n');
}

/** A figure for people; the JSON has it unrounded. */
function figure(field: string, value: unknown): string {
  if (typeof value !== 'number') return String(value);
  if (field.endsWith('Share') || field === 'cpuUtilization') return percent(value);
  if (field.endsWith('Bytes')) return `${significant(value / 2 ** 30)} GiB`;
  return String(Number(value.toPrecision(6)));
}

/** Kernels of template libraries have names of thousands of characters; the beginning tells them apart. */
function shortened(name: string): string {
  return name.length > NAME_LENGTH ? `${name.slice(0, NAME_LENGTH - 1)}…` : name;
}
