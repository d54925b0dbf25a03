/**
 * `npm run train -- --data DIR [--exclude-models A,B] [--out FILE]`: builds media/data/predictor.json from the datasets, and beside it transfer.json and
 * hosts.json, which do not depend on excluded models.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadCatalog } from '../../src/core/catalog/loadCatalog';
import { repoRoot } from '../paths';
import { chosenArchitectures } from './architectures';
import { readDataset, type Workload } from './dataset';
import { trainBundle } from './trainBundle';
import { hostsJson, trainTransfer } from './transfer/trainTransfer';
import { readHostSpeeds, readTransferData } from './transfer/transferData';
import { runTool, UsageError } from './usage';

function main(): void {
  const { values } = parseArgs({ options: { data: { type: 'string' }, 'exclude-models': { type: 'string' }, out: { type: 'string' } } });
  if (values.data === undefined) throw new UsageError('--data is needed: the folder with profet and trainpred in it.');
  const workloads = readDataset(values.data);
  const excluded = new Set(chosenArchitectures(values['exclude-models'], workloads));
  const bundle = trainBundle(workloads.filter((workload) => !excluded.has(workload.architecture)));
  const bundled = join(repoRoot, 'media', 'data');
  const file = values.out ?? join(bundled, 'predictor.json');
  const text = `${JSON.stringify(bundle)}\n`;
  writeFileSync(file, text);
  writeTransfer(values.data, workloads, { catalogFile: join(bundled, 'catalog.json'), folder: dirname(file) });
  console.log(`${bundle.version}: ${bundle.models.length} models, ${Math.round(text.length / 1024)} kB${excluded.size > 0 ? `, without ${[...excluded].join(', ')}` : ''}`);
}

function writeTransfer(data: string, workloads: readonly Workload[], { catalogFile, folder }: { readonly catalogFile: string; readonly folder: string }): void {
  const catalog = loadCatalog(JSON.parse(readFileSync(catalogFile, 'utf8')));
  if (!catalog.ok) throw new Error(catalog.failure.message);
  const model = trainTransfer(readTransferData(data, workloads));
  writeFileSync(join(folder, 'transfer.json'), `${JSON.stringify(model)}\n`);
  writeFileSync(join(folder, 'hosts.json'), `${JSON.stringify(hostsJson(readHostSpeeds(data), catalog.value.instanceTypes))}\n`);
  console.log(`${model.version}: ${model.devices.length} devices`);
}

runTool(main);
