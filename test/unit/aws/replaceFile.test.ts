import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { replaceFile } from '../../../src/aws/replaceFile';
import { parsePriceCache, priceCacheText, type PriceCache } from '../../../src/core/pricing/priceCache';
import { repoRoot } from '../../../tools/paths';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'instance-advisor-cache-'));
  path = join(folder, 'prices.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A cache of about 200 kB, so that writing it takes a while. */
const cache = (usdPerHour: number): PriceCache => ({
  absent: [], offerings: [],
  offers: Array.from({ length: 1000 }, (_, index) => ({
    instanceType: `t${index}.xlarge`, purchase: 'on-demand' as const, region: 'us-east-1', usdPerHour, asOf: '2026-08-05', source: 'AWS Price List', fetchedAt: '2026-08-05T10:00:00.000Z',
  })),
});

/** Writes the two texts in turn for ever; says so once it is at it. The bundle is what ships. */
const WRITER = `
  const { replaceFile } = require(process.argv[1]);
  const texts = [process.argv[2], process.argv[3]].map((file) => require('node:fs').readFileSync(file, 'utf8'));
  (async () => {
    for (let turn = 0; ; turn++) {
      await replaceFile(process.argv[4], texts[turn % 2]);
      if (turn === 0) process.stdout.write('at it');
    }
  })();`;

test('a process that is killed while it writes leaves a readable cache, each time', async () => {
  const [one, two] = [join(folder, 'one'), join(folder, 'two')];
  writeFileSync(one, priceCacheText(cache(1)));
  writeFileSync(two, priceCacheText(cache(2)));
  for (let round = 0; round < 8; round++) {
    const child = spawn(process.execPath, ['-e', WRITER, join(repoRoot, 'dist', 'aws.js'), one, two, path], { stdio: ['ignore', 'pipe', 'ignore'] });
    await once(child.stdout, 'data');
    await new Promise((next) => setTimeout(next, round)); // at another point of the write each time
    child.kill('SIGKILL');
    await once(child, 'exit');
    const read = parsePriceCache(readFileSync(path, 'utf8'));
    expect(read.ok ? [read.value.offers.length, new Set(read.value.offers.map(({ usdPerHour }) => usdPerHour)).size] : read.failure).toEqual([1000, 1]);
  }
});

test('what a killed process left is swept away once it is old', async () => {
  const [old, young, foreign] = ['prices.json.aaa.tmp', 'prices.json.bbb.tmp', 'other.tmp'].map((name) => join(folder, name)) as [string, string, string];
  for (const file of [old, young, foreign]) writeFileSync(file, '{');
  for (const file of [old, foreign]) utimesSync(file, 0, 0);
  await replaceFile(path, 'text');
  expect(readdirSync(folder).sort()).toEqual(['other.tmp', 'prices.json', 'prices.json.bbb.tmp']);
});

test('a folder that cannot be written rejects and leaves the old file', async () => {
  await replaceFile(path, 'old');
  await expect(replaceFile(join(path, 'below-a-file.json'), 'new')).rejects.toThrow();
  expect(readFileSync(path, 'utf8')).toBe('old');
});
