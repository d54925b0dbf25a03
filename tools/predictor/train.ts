/**
 * `npm run train -- --data DIR [--exclude-models A,B] [--out FILE] [--transfer-out FILE]`: builds media/data/predictor.json and transfer.json from the
 * datasets. With --out alone, transfer.json is left as it is.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { repoRoot } from '../paths';
import { chosenArchitectures } from './architectures';
import { readDataset } from './dataset';
import { trainBundle } from './trainBundle';
import { trainTransfer } from './transfer/trainTransfer';
import { readTransferData } from './transfer/transferData';
import { runTool, UsageError } from './usage';

function main(): void {
  const { values } = parseArgs({ options: { data: { type: 'string' }, 'exclude-models': { type: 'string' }, out: { type: 'string' }, 'transfer-out': { type: 'string' } } });
  if (values.data === undefined) throw new UsageError('--data is needed: the folder with profet, trainpred and the other datasets in it.');
  const workloads = readDataset(values.data);
  const excluded = new Set(chosenArchitectures(values['exclude-models'], workloads));
  const kept = workloads.filter((workload) => !excluded.has(workload.architecture));
  const bundle = trainBundle(kept);
  const file = values.out ?? bundled('predictor.json');
  const text = `${JSON.stringify(bundle)}\n`;
  writeFileSync(file, text);
  const transferFile = values['transfer-out'] ?? (values.out === undefined ? bundled('transfer.json') : undefined);
  if (transferFile !== undefined) writeFileSync(transferFile, `${JSON.stringify(trainTransfer(readTransferData(values.data, kept)))}\n`);
  console.log(`${bundle.version}: ${bundle.models.length} models, ${Math.round(text.length / 1024)} kB${excluded.size > 0 ? `, without ${[...excluded].join(', ')}` : ''}`);
}

function bundled(name: string): string {
  return join(repoRoot, 'media', 'data', name);
}

runTool(main);
