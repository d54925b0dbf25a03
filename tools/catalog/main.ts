/**
 * `npm run catalog -- --data DIR`: writes media/data/catalog.json, prices.json and host-speeds.json, and says what it left out.
 * `npm run catalog -- --live [--regions A,B]`: refreshes the first two through the AWS SDK, with the credentials it finds.
 */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { repoRoot } from '../paths';
import { hostSpeedsText } from './hostSpeeds';
import { refreshSnapshot } from './live';
import { buildSnapshot, snapshotTexts, type Snapshot } from './snapshot';
import { grouped, type Rejection } from './tables';

const OUTPUT = join(repoRoot, 'media', 'data');

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { data: { type: 'string' }, live: { type: 'boolean' }, regions: { type: 'string' } } });
  if (values.data === undefined && values.live !== true) {
    console.error('Name the data directory, npm run catalog -- --data DIR, or refresh what is there, npm run catalog -- --live');
    process.exitCode = 2;
    return;
  }
  const built = values.data === undefined ? shippedSnapshot() : buildSnapshot(values.data);
  const snapshot = values.live === true ? await live(built, values.regions?.split(',')) : built;
  for (const line of rejectionReport(snapshot.rejected)) console.log(line);
  write([
    ['catalog.json', snapshot.catalogText], ['prices.json', snapshot.pricesText],
    ...(values.data === undefined ? [] : [['host-speeds.json', hostSpeedsText(values.data)] as const]),
  ]);
  for (const line of counts(snapshot)) console.log(line);
}

/** The files as they are. */
function shippedSnapshot(): Snapshot {
  const [catalogText, pricesText] = ['catalog.json', 'prices.json'].map((file) => readFileSync(join(OUTPUT, file), 'utf8')) as [string, string];
  return { catalogText, pricesText, catalog: JSON.parse(catalogText) as Snapshot['catalog'], prices: JSON.parse(pricesText) as Snapshot['prices'], rejected: [] };
}

async function live(before: Snapshot, regions: readonly string[] | undefined): Promise<Snapshot> {
  const { catalog, prices, notes } = await refreshSnapshot({ catalog: before.catalog, prices: before.prices, ...(regions === undefined ? {} : { regions }) });
  for (const note of notes) console.log(note);
  return { ...before, catalog, prices, ...snapshotTexts(catalog, prices) };
}

function write(files: readonly (readonly [file: string, text: string])[]): void {
  mkdirSync(OUTPUT, { recursive: true });
  for (const [file, text] of files) {
    writeFileSync(join(OUTPUT, file), text);
    console.log(`media/data/${file}: ${(Buffer.byteLength(text) / 1024).toFixed(1)} KiB`);
  }
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

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error); // a table that is missing or lacks a column, or AWS that does not answer
  process.exitCode = 1;
});
