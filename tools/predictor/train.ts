/** `npm run train -- --data DIR [--exclude-models A,B] [--out FILE]`: builds media/data/predictor.json from the datasets. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { repoRoot } from '../paths';
import { chosenArchitectures } from './architectures';
import { readDataset } from './dataset';
import { trainBundle } from './trainBundle';
import { runTool, UsageError } from './usage';

function main(): void {
  const { values } = parseArgs({ options: { data: { type: 'string' }, 'exclude-models': { type: 'string' }, out: { type: 'string' } } });
  if (values.data === undefined) throw new UsageError('--data is needed: the folder with profet and trainpred in it.');
  const workloads = readDataset(values.data);
  const excluded = new Set(chosenArchitectures(values['exclude-models'], workloads));
  const bundle = trainBundle(workloads.filter((workload) => !excluded.has(workload.architecture)));
  const file = values.out ?? join(repoRoot, 'media', 'data', 'predictor.json');
  const text = `${JSON.stringify(bundle)}\n`;
  writeFileSync(file, text);
  console.log(`${bundle.version}: ${bundle.models.length} models, ${Math.round(text.length / 1024)} kB${excluded.size > 0 ? `, without ${[...excluded].join(', ')}` : ''}`);
}

runTool(main);
