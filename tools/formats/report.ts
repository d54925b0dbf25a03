/** What becomes of every sample file, as the tables of docs/formats.md. */

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '../../src/core/failure';
import type { Profile } from '../../src/core/profile/profile';
import { IMPORTERS, SCANNERS } from '../../src/core/profile/registry';
import { readProfileFile } from '../../src/disk/files';
import { stepOfOwn, stepsOfIndex } from './expected';

/** One sample. */
export interface Row {
  /** Below `samples` or `samples-own`. */
  readonly path: string;
  readonly result: Result<Profile>;
  /** Milliseconds per step by a second method, where there is one. */
  readonly expectedStepMs: number | undefined;
}

/** Texts about the samples, and what makes them. */
const NOT_SAMPLES = /(^|\/)(README\.md|INDEX\.md|expect\.json|.*\.sh|make_.*\.py|.*\.raw\.json|.*\.key_averages\.json|.*\.py)$/;

/** Reads every sample below `samples` and `samples-own` of a folder. */
export function readSamples(folder: string): Row[] {
  const index = stepsOfIndex(join(folder, 'samples'));
  return ['samples', 'samples-own'].flatMap((part) => filesBelow(join(folder, part)).map((path): Row => {
    const file = join(folder, part, path);
    return { path: `${part}/${path}`, result: readProfileFile(file, { neighbours: false }), expectedStepMs: part === 'samples' ? index.get(path) : stepOfOwn(file) };
  }));
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1)).flatMap((entry) => {
    if (entry.isDirectory()) return filesBelow(join(folder, entry.name)).map((path) => `${entry.name}/${path}`);
    return NOT_SAMPLES.test(entry.name) ? [] : [entry.name];
  });
}

/** The whole of docs/formats.md. */
export function formatsReport(rows: readonly Row[]): string {
  const read = rows.filter(({ result }) => result.ok);
  const compared = rows.filter((row) => row.expectedStepMs !== undefined && stepOf(row) !== undefined);
  return [
    '# Formats', '',
    'Written by `npm run formats -- --data DIR`, where DIR holds the folders `samples` and `samples-own`; not edited by hand.', '',
    '| id | format |', '|---|---|',
    ...[...IMPORTERS, ...SCANNERS].map(({ id, label, monitor }) => `| \`${id}\` | ${label}${monitor ? ' (adds to a profile beside it)' : ''} |`), '',
    `Of ${rows.length} sample files ${read.length} are read and ${rows.length - read.length} are refused. For ${compared.length} of those read a second method gives the step time.`, '',
    '## Read', '',
    '| file | format | step | by a second method | also |', '|---|---|---:|---:|---|',
    ...read.map(readLine), '',
    '## Refused', '',
    '| file | why |', '|---|---|',
    ...rows.flatMap(({ path, result }) => (result.ok ? [] : [`| ${path} | ${cell(withoutList(result.failure.message))} |`])), '',
  ].join('\n');
}

/** Milliseconds per step that was read. */
export function stepOf({ result }: Row): number | undefined {
  return result.ok ? result.value.stepMs?.value : undefined;
}

function readLine(row: Row): string {
  const { path, result, expectedStepMs } = row;
  if (!result.ok) return '';
  const guess = result.value.stepMs?.certainty === 'guess' ? ' (guess)' : '';
  return `| ${path} | \`${result.value.format}\` | ${milliseconds(stepOf(row))}${guess} | ${milliseconds(expectedStepMs)} | ${cell(alsoOf(result.value))} |`;
}

function milliseconds(value: number | undefined): string {
  return value === undefined ? '' : `${value.toPrecision(4)} ms`;
}

/** The other fields that people look for, in short. */
function alsoOf(profile: Profile): string {
  const { steps, batchSize, stepsPerEpoch, epochs, epochSeconds, deviceName, deviceCount, instanceType, gpuBusyShare, cpuUtilization, peakMemoryBytes, mode, ops } = profile;
  const parts = [
    steps && `${steps.value} steps`,
    batchSize && `batch ${batchSize.value}`,
    stepsPerEpoch && `${round(stepsPerEpoch.value)} steps an epoch`,
    epochs && `${round(epochs.value)} epochs`,
    epochSeconds && `${round(epochSeconds.value)} s an epoch`,
    deviceName && `${deviceCount && deviceCount.value > 1 ? `${deviceCount.value} x ` : ''}${deviceName.value}`,
    instanceType?.value,
    gpuBusyShare && `GPU ${round(100 * gpuBusyShare.value)} % busy`,
    cpuUtilization && `CPU ${round(100 * cpuUtilization.value)} % busy`,
    peakMemoryBytes && `${round(peakMemoryBytes.value / 2 ** 20)} MB at most`,
    ops.length > 0 && `${ops.length} ops`,
    mode?.value === 'inference' && 'inference',
  ];
  return parts.filter(Boolean).join(', ');
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}

/** What was looked for is the first table of the document. */
function withoutList(message: string): string {
  return message.replace(/; looked for: .*\.$/, '.');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
