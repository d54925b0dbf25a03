import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const text = readFileSync(join(root, 'package.json'), 'utf8');
const manifest = JSON.parse(text) as { contributes: { commands: { command: string }[] } };
const words = JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8')) as Record<string, string>;

test('every placeholder of package.json has words, and every word has a placeholder', () => {
  const placeholders = [...text.matchAll(/"%([^%"]+)%"/g)].map((match) => match[1]);
  expect([...new Set(placeholders)].sort()).toEqual(Object.keys(words).sort());
});

test('menus name commands that exist', () => {
  const commands = manifest.contributes.commands.map(({ command }) => command);
  const used = [...text.matchAll(/"command": "(mlInstanceAdvisor\.\w+)"/g)].map((match) => match[1]);
  expect([...new Set(used)].sort()).toEqual([...commands].sort());
});
