import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadCatalog } from '../../../src/core/catalog/loadCatalog';
import { repoRoot } from '../../../tools/paths';

const text = (...path: string[]): string => readFileSync(join(repoRoot, ...path), 'utf8');

test('every unchecked device sheet that a shipped prediction depends on is marked in docs/accuracy-transfer.md', () => {
  const catalog = loadCatalog(JSON.parse(text('media', 'data', 'catalog.json')));
  if (!catalog.ok) throw new Error(catalog.failure.message);
  const { devices } = JSON.parse(text('media', 'data', 'transfer.json')) as { devices: { device: string }[] };
  const unverified = devices.map(({ device }) => device).filter((name) => catalog.value.device(name)?.verified === false);
  expect(unverified.length).toBeGreaterThan(0);
  const rates = new Map(text('docs', 'accuracy-transfer.md').split('\n').filter((line) => line.startsWith('| ')).map((line) => [line.split('|')[1]?.trim() ?? '', line]));
  for (const name of unverified) expect(rates.get(name)).toContain('| not checked |');
});
