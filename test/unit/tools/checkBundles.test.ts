import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { brokenArrows, folderBytes, overBudget } from '../../../tools/build/checkBundles.mjs';

/** A metafile with one output and the given inputs: what each file imports (`!` marks what stays outside the bundle). */
function metafile(files: Record<string, readonly string[]>, bytes = 1000) {
  const imports = (paths: readonly string[]) => paths.map((path) => (path.startsWith('!') ? { path: path.slice(1), external: true } : { path }));
  return {
    inputs: Object.fromEntries(Object.entries(files).map(([file, paths]) => [file, { imports: imports(paths) }])),
    outputs: { 'dist/bundle.js': { bytes } },
  };
}

describe('arrows between folders', () => {
  const allowed: [string, Record<string, readonly string[]>][] = [
    ['extension', { 'src/extension.ts': ['!vscode', '!./aws.js', 'src/host/commands.ts'], 'src/host/commands.ts': ['src/core/format.ts', '!node:fs'], 'src/core/format.ts': [] }],
    ['cli', { 'src/cli/main.ts': ['!node:fs', 'src/core/format.ts'], 'src/core/format.ts': ['node_modules/papaparse/papaparse.js', '!<runtime>'] }],
    ['aws', { 'src/aws/index.ts': ['node_modules/@aws-sdk/client-ec2/index.js', '!node:https', 'src/core/pricing/offer.ts'] }],
    ['webview', { 'webview/main.ts': ['src/core/protocol.ts', 'node_modules/chart.js/dist/chart.js'] }],
  ];
  test.each(allowed)('%s: what belongs there passes', (name, files) => {
    expect(brokenArrows(name, metafile(files))).toEqual([]);
  });

  const forbidden: [string, string, Record<string, readonly string[]>, string][] = [
    ['extension', 'the AWS SDK', { 'node_modules/@aws-sdk/client-ec2/index.js': [] }, '@aws-sdk/client-ec2'],
    ['extension', 'the AWS SDK from a linked node_modules', { '../main/node_modules/@smithy/core/index.js': [] }, '@smithy/core'],
    ['extension', 'our AWS code', { 'src/aws/index.ts': [] }, 'src/aws/index.ts'],
    ['extension', 'webview code', { 'webview/chart.ts': [] }, 'webview/chart.ts'],
    ['cli', 'the host', { 'src/host/commands.ts': [] }, 'src/host/commands.ts'],
    ['cli', 'the editor', { 'src/cli/main.ts': ['!vscode'] }, 'vscode'],
    ['cli', 'a tool', { 'tools/paths.ts': [] }, 'tools/paths.ts'],
    ['aws', 'the host', { 'src/extension.ts': [] }, 'src/extension.ts'],
    ['webview', 'the command line', { 'src/cli/main.ts': [] }, 'src/cli/main.ts'],
    ['webview', 'a built-in module of Node', { 'node_modules/x/index.js': ['!fs/promises'] }, 'fs/promises'],
    ['webview', 'a built-in module of Node with its scheme', { 'webview/main.ts': ['!node:crypto'] }, 'node:crypto'],
    ['cli', 'core that reaches out of core', { 'src/core/format.ts': ['src/cli/main.ts'] }, 'src/core is pure'],
    ['cli', 'core that asks Node', { 'src/core/format.ts': ['!node:fs'] }, 'src/core is pure'],
    ['extension', 'core with a package that is not known as pure', { 'src/core/format.ts': ['node_modules/glob/index.js'] }, 'node_modules/glob'],
  ];
  test.each(forbidden)('%s: %s is refused', (name, _what, files, named) => {
    const problems = brokenArrows(name, metafile(files));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(named);
  });
});

describe('budgets', () => {
  test.each([
    ['extension', 400],
    ['webview', 500],
    ['aws', 2000],
    ['cli', 500],
  ])('%s may have %i kB and no more', (name, budgetKilobytes) => {
    expect(overBudget(name, metafile({}, budgetKilobytes * 1000))).toEqual([]);
    expect(overBudget(name, metafile({}, budgetKilobytes * 1000 + 1))).toHaveLength(1);
  });

  test('scripts and styles count together, source maps do not', () => {
    const outputs = { 'main.js': { bytes: 300_000 }, 'style.css': { bytes: 150_000 }, 'main.js.map': { bytes: 900_000 } };
    expect(overBudget('webview', { inputs: {}, outputs })).toEqual([]);
    expect(overBudget('webview', { inputs: {}, outputs: { ...outputs, 'style.css': { bytes: 200_001 } } })).toHaveLength(1);
  });

  test('a folder weighs what its files weigh, an absent one nothing', () => {
    const folder = mkdtempSync(join(tmpdir(), 'check-bundles-'));
    try {
      writeFileSync(join(folder, 'a.json'), 'x'.repeat(120));
      writeFileSync(join(folder, 'b.json'), 'x'.repeat(3));
      expect(folderBytes(folder)).toBe(123);
      expect(folderBytes(join(folder, 'none'))).toBe(0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
