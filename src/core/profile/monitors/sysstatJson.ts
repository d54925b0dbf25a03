/** `mpstat -o JSON` and `sadf -j`: one object per CPU and sample, all of them flat. */

import { success, type Result } from '../../failure';
import { wholeTextImporter, type ProfileText } from '../importer';
import type { Profile } from '../profile';
import { CpuLoad } from './cpuLoad';
import { measured } from './figures';

/** The importer; mpstat killed by a signal leaves the document open, which is read up to there. */
export const sysstatJson = wholeTextImporter({
  id: 'sysstat-json',
  label: 'JSON of mpstat or sadf',
  monitor: true,
  sniff: ({ text }) => /^\s*\{\s*"sysstat"\s*:/.test(text),
  read,
});

function read({ text }: ProfileText): Result<Profile> {
  const load = new CpuLoad();
  for (const sample of cpuObjects(text)) load.add(sample);
  const count = Number(/"number-of-cpus"\s*:\s*(\d{1,5})/.exec(text)?.[1]);
  return success({
    format: sysstatJson.id,
    ...load.fields(),
    ...measured('vCpus', count, 'number-of-cpus'),
    ops: [],
    warnings: [
      ...load.warnings('sysstat'),
      ...(load.count === 0 ? ['The file holds no CPU load: record it with mpstat -o JSON 1, or with sadf -j -- -u.'] : []),
      ...(load.count === 1 ? ['There is a single sample, which may be the mean since the machine started: run mpstat -o JSON 1 while it trains.'] : []),
      ...(text.trimEnd().endsWith('}') ? [] : ['The file is cut short: its whole samples were read.']),
    ],
  });
}

/** The objects of all CPUs together that tell what was idle. Cutting them out reads a document that is cut short too. */
function* cpuObjects(text: string): Generator<Map<string, number | undefined>> {
  for (const [object] of text.matchAll(/\{[^{}]*\}/g)) {
    const fields = object.includes('"idle"') ? parsed(object) : undefined;
    if (fields === undefined || (fields['cpu'] !== 'all' && fields['cpu'] !== '-1')) continue;
    const parts = Object.entries(fields).filter(([name]) => name !== 'cpu');
    yield new Map(parts.map(([name, value]) => [name, typeof value === 'number' ? value : undefined]));
  }
}

function parsed(object: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(object) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
