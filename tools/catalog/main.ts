/** `npm run catalog -- --data DIR`: writes media/data/catalog.json, prices.json and host-speeds.json, and says what it left out. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { repoRoot } from '../paths';
import { hostSpeedsText } from './hostSpeeds';
import { buildSnapshot, type Snapshot } from './snapshot';
import { grouped, type Rejection } from './tables';

const OUTPUT = join(repoRoot, 'media', 'data');

function main(): void {
  const { values } = parseArgs({ options: { data: { type: 'string' } } });
  if (values.data === undefined) {
    console.error('Name the data directory: npm run catalog -- --data DIR');
    process.exitCode = 2;
    return;
  }
  const snapshot = buildSnapshot(values.data);
  mkdirSync(OUTPUT, { recursive: true });
  for (const line of rejectionReport(snapshot.rejected)) console.log(line);
  for (const [file, text] of [['catalog.json', snapshot.catalogText], ['prices.json', snapshot.pricesText], ['host-speeds.json', hostSpeedsText(values.data)]] as const) {
    writeFileSync(join(OUTPUT, file), text);
    console.log(`media/data/${file}: ${(Buffer.byteLength(text) / 1024).toFixed(1)} KiB`);
  }
  for (const line of counts(snapshot)) console.log(line);
}

/** Each reason once, with the rows it holds for. */
function rejectionReport(rejected: readonly Rejection[]): string[] {
  return [...grouped(rejected, ({ place, reason }) => `${place.split(' ')[0]}: ${reason}`)].flatMap(([reason, rows]) => [
    `rejected, ${reason} (${rows.length} rows)`,
    ...rows.map(({ place, what }) => `  ${place}: ${what}`),
  ]);
}

function counts({ catalog, prices }: Snapshot): string[] {
  const { instanceTypes, devices, offeringRegions } = catalog;
  const accelerated = instanceTypes.filter((type) => type.accelerator !== undefined).length;
  const retired = instanceTypes.filter((type) => type.retired !== undefined).map((type) => type.name);
  const unpriced = prices.unpriced.flatMap(({ instanceTypes: byRegion }) => Object.values(byRegion)).flat().length;
  return [
    `${instanceTypes.length} instance types, ${accelerated} with accelerator, ${retired.length} retired (${retired.join(', ')})`,
    `${devices.length} devices, ${devices.filter((device) => device.verified).length} verified; offerings of ${offeringRegions.length} regions`,
    ...Object.entries(prices.prices).map(([region, byPurchase]) =>
      `${region}: ${Object.entries(byPurchase).map(([purchase, types]) => `${Object.keys(types).length} ${purchase}`).join(', ')}`),
    `${unpriced} launchable types without on-demand price in their region, each with its reason`,
  ];
}

try {
  main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error); // a table that is missing or lacks a column
  process.exitCode = 1;
}
