/** System metrics of SageMaker Debugger's profiler: JSON objects, one per line, metric and CPU or GPU. */

import { success, type Result } from '../../failure';
import type { Content } from '../content';
import type { Importer } from '../importer';
import type { Profile } from '../profile';
import { known, Mean, shareOf } from './figures';
import { GpuLoad } from './gpuLoad';

/** The importer. */
export const sagemakerDebugger: Importer = {
  id: 'sagemaker-debugger',
  label: 'SageMaker Debugger system metrics',
  monitor: true,
  sniff: ({ text }) => {
    const line = text.trimStart().slice(0, 1000).split('\n')[0] ?? '';
    return line.startsWith('{') && ['"Type"', '"Dimension"', '"NodeId"', '"Value"'].every((key) => line.includes(key));
  },
  read,
};

/** A line has some 150 characters. */
const LONGEST_LINE = 2000;

/** More CPUs than any instance has; what names more would only fill the memory. */
const MOST_CPUS = 2048;

interface Metric {
  readonly dimension: string;
  readonly name: string;
  readonly node: string;
  readonly value: number;
}

function read(file: Content): Result<Profile> {
  const cpu = new Mean();
  const iowait = new Mean();
  const cpus = new Set<string>();
  const gpus = new GpuLoad({ busy: 'GPUUtilization', used: '', total: '', name: '' });
  let unread = 0;
  for (const line of file.lines()) {
    if (line.trim() === '') continue;
    const metric = metricOf(line);
    const share = metric === undefined ? undefined : shareOf(metric.value);
    if (metric === undefined || share === undefined) unread += metric === undefined || /Utilization|Percent/.test(metric.dimension) ? 1 : 0;
    else if (metric.dimension === 'CPUUtilization') {
      cpu.add(share);
      if (cpus.size < MOST_CPUS) cpus.add(`${metric.node} ${metric.name}`);
    } else if (metric.dimension === 'I/OWaitPercentage') iowait.add(share);
    else if (metric.dimension === 'GPUUtilization') gpus.add({ gpu: `${metric.node} ${metric.name}`, busyPercent: metric.value });
  }
  return success({
    format: sagemakerDebugger.id,
    ...known('cpuUtilization', cpu.known('CPUUtilization')),
    ...known('cpuIowaitShare', iowait.known('I/OWaitPercentage')),
    ...gpus.fields(),
    ...known('vCpus', cpusOf(cpus)),
    ops: [],
    warnings: [
      ...(unread === 0 ? [] : [`${unread} ${unread === 1 ? 'line was' : 'lines were'} left out: no metric, or no percentage.`]),
      ...(file.isCut ? ['The file is cut short: what follows in it is missing here.'] : []),
      ...gpus.warnings(),
    ],
  });
}

/** CPUs of one node, if all up to the highest are there: a file covers one minute and may be the last of a run. */
function cpusOf(names: ReadonlySet<string>): Profile['vCpus'] {
  const byNode = new Map<string, number>();
  for (const name of names) byNode.set(name.split(' ')[0] ?? '', (byNode.get(name.split(' ')[0] ?? '') ?? 0) + 1);
  const [[node, count] = ['', 0]] = byNode;
  const isWhole = Array.from({ length: count }, (_, index) => `${node} cpu${index}`).every((name) => names.has(name));
  return count > 0 && isWhole ? { value: count, source: 'CPUs with a CPUUtilization', certainty: 'derived' } : undefined;
}

function metricOf(line: string): Metric | undefined {
  if (line.length > LONGEST_LINE) return undefined;
  try {
    const { Dimension: dimension, Name: name, NodeId: node, Value: value } = JSON.parse(line) as Record<string, unknown>;
    if (typeof dimension !== 'string' || typeof name !== 'string' || typeof node !== 'string' || typeof value !== 'number') return undefined;
    return { dimension, name, node, value };
  } catch {
    return undefined;
  }
}
