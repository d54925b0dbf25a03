/** What `aws cloudwatch get-metric-statistics` and `get-metric-data` print. The order of the points, which differs, plays no part. */

import { fail, success, type Result } from '../../failure';
import { wholeTextImporter, type ProfileText } from '../importer';
import type { Known, Profile } from '../profile';
import { quote } from '../quote';
import { certaintyOf, shareOf } from './figures';

/** The importer. */
export const cloudwatch = wholeTextImporter({
  id: 'cloudwatch',
  label: 'CloudWatch metrics',
  monitor: true,
  sniff: ({ text }) => /^\s*\{/.test(text) && (/"Datapoints"\s*:\s*\[/.test(text) || /"MetricDataResults"\s*:\s*\[/.test(text)),
  read,
});

type Field = 'cpuUtilization' | 'cpuUserShare' | 'cpuIowaitShare' | 'cpuStealShare' | 'gpuBusyShare' | 'peakMemoryBytes' | 'peakHostMemoryBytes' | 'deviceMemoryBytes';

/** How a metric becomes a field: the mean of a percentage as a share, or the most of a size. */
interface Meaning {
  readonly field: Field;
  readonly of: 'mean' | 'mean of the rest' | 'most';
  /** Bytes of the metric's unit. */
  readonly unitBytes?: number;
}

/** EC2's own metric, SageMaker's, and those of the CloudWatch agent (memory of GPUs in MiB, `mem_used` in bytes), in lower case. */
const METRICS: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['cpuutilization', { field: 'cpuUtilization', of: 'mean' }],
  ['gpuutilization', { field: 'gpuBusyShare', of: 'mean' }],
  ['cpu_usage_active', { field: 'cpuUtilization', of: 'mean' }],
  ['cpu_usage_idle', { field: 'cpuUtilization', of: 'mean of the rest' }],
  ['cpu_usage_user', { field: 'cpuUserShare', of: 'mean' }],
  ['cpu_usage_iowait', { field: 'cpuIowaitShare', of: 'mean' }],
  ['cpu_usage_steal', { field: 'cpuStealShare', of: 'mean' }],
  ['nvidia_smi_utilization_gpu', { field: 'gpuBusyShare', of: 'mean' }],
  ['nvidia_smi_memory_used', { field: 'peakMemoryBytes', of: 'most', unitBytes: 2 ** 20 }],
  ['nvidia_smi_memory_total', { field: 'deviceMemoryBytes', of: 'most', unitBytes: 2 ** 20 }],
  ['mem_used', { field: 'peakHostMemoryBytes', of: 'most', unitBytes: 1 }],
]);

interface Series {
  readonly label: string;
  readonly meaning: Meaning;
  /** Name of the statistic, where the answer has it. */
  readonly statistic?: string;
  readonly values: readonly number[];
}

function read({ name, text }: ProfileText): Result<Profile> {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    return fail('damaged', `${quote(name)} is cut short or no JSON.`, 'Ask CloudWatch again.');
  }
  const series = [...statisticsOf(answer), ...dataOf(answer)].filter(({ values }) => values.length > 0);
  const fields = new Map<Field, Known<number>>();
  const warnings = new Set<string>();
  for (const field of new Set(series.map(({ meaning }) => meaning.field))) {
    const found = series.filter(({ meaning }) => meaning.field === field);
    const known = highest(found.flatMap((one) => knownOf(one) ?? []));
    if (known !== undefined) fields.set(field, known);
    for (const one of found) for (const warning of warningsOf(one, found.length)) warnings.add(warning);
  }
  if (series.length === 0) warnings.add(`No metric here is of use: wanted are CPUUtilization, GPUUtilization and the CloudWatch agent's ${AGENT}.`);
  return success({ format: cloudwatch.id, ...Object.fromEntries(fields), ops: [], warnings: [...warnings] });
}

const AGENT = [...METRICS.keys()].filter((name) => name.includes('_')).join(', ');

/** `{Datapoints: [{Timestamp, Average | Maximum | ..., Unit}], Label}`. */
function statisticsOf(answer: unknown): Series[] {
  const label = textOf(fieldOf(answer, 'Label'));
  const meaning = meaningOf(label);
  const points = listOf(fieldOf(answer, 'Datapoints'));
  if (meaning === undefined) return [];
  const wanted = meaning.of === 'most' ? ['Maximum', 'Average', 'Minimum'] : ['Average', 'Maximum', 'Minimum'];
  const statistic = wanted.find((one) => points.some((point) => typeof fieldOf(point, one) === 'number'));
  return statistic === undefined ? [] : [{ label, meaning, statistic, values: points.map((point) => fieldOf(point, statistic)).filter(isNumber) }];
}

/** `{MetricDataResults: [{Id, Label, Timestamps: [], Values: []}]}`, one result per metric and dimension. */
function dataOf(answer: unknown): Series[] {
  return listOf(fieldOf(answer, 'MetricDataResults')).flatMap((result) => {
    const label = textOf(fieldOf(result, 'Label'));
    const meaning = meaningOf(label) ?? meaningOf(textOf(fieldOf(result, 'Id')));
    return meaning === undefined ? [] : [{ label, meaning, values: listOf(fieldOf(result, 'Values')).filter(isNumber) }];
  });
}

/** A label is the metric's name, alone or among others (`i-0123 CPUUtilization`). */
function meaningOf(label: string): Meaning | undefined {
  return label.toLowerCase().split(/[^a-z_]+/).map((word) => METRICS.get(word)).find((meaning) => meaning !== undefined);
}

function knownOf({ label, meaning, statistic = 'value', values }: Series): Known<number> | undefined {
  const source = `${label.slice(0, 80)}, ${meaning.of === 'most' ? 'most' : 'mean'} of ${values.length} ${statistic.toLowerCase()}s`;
  const isMean = statistic === 'Average' || statistic === 'value';
  if (meaning.of === 'most') {
    const most = values.reduce((highest, value) => Math.max(highest, value), 0) * (meaning.unitBytes ?? 1);
    return most > 0 && Number.isSafeInteger(Math.round(most)) ? { value: most, source, certainty: certaintyOf(values.length) } : undefined;
  }
  const share = values.every((value) => shareOf(value) !== undefined) ? shareOf(values.reduce((sum, value) => sum + value, 0) / values.length) : undefined;
  if (share === undefined) return undefined;
  return { value: meaning.of === 'mean' ? share : 1 - share, source, certainty: isMean ? certaintyOf(values.length) : 'guess' };
}

function warningsOf({ label, meaning, statistic = 'Average', values }: Series, results: number): string[] {
  const isShare = meaning.of !== 'most';
  return [
    ...(isShare && values.some((value) => shareOf(value) === undefined)
      ? [`${quote(label)} has values that are no percentages of the whole (SageMaker adds up CPUs and GPUs) and was left out.`] : []),
    ...(isShare && statistic !== 'Average'
      ? [`${quote(label)} was asked for as ${statistic}, which says little about the mean: ask for Average.`] : []),
    ...(results > 1 ? [`${results} results are of the kind of ${quote(label)}; the highest was taken.`] : []),
  ];
}

function highest(all: readonly Known<number>[]): Known<number> | undefined {
  return [...all].sort((a, b) => b.value - a.value)[0];
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
