// Builds every bundle: `node esbuild.mjs [--production] [--watch] [--only=NAME,NAME]`.
// Afterwards the metafiles are checked: imports follow the arrows of docs/architecture.md, sizes stay in budget.
import { rmSync, writeFileSync } from 'node:fs';
import * as esbuild from 'esbuild';
import { checkBundles } from './tools/build/checkBundles.mjs';
import { bundledPackages, thirdPartyNotices } from './tools/build/thirdPartyNotices.mjs';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');
const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice('--only='.length).split(',');

/** Options that every bundle shares. `module` first: the toolkit and the AWS SDK shrink only as ES modules. */
const shared = {
  bundle: true,
  minify: production,
  sourcemap: !production,
  mainFields: ['module', 'main'],
  metafile: true,
  logLevel: 'warning',
  legalComments: 'none',
};
const node = { ...shared, platform: 'node', target: 'node20', format: 'cjs' };

const bundles = {
  extension: { ...node, entryPoints: ['src/extension.ts'], outfile: 'dist/extension.js', external: ['vscode', './aws.js', './reader.js'] },
  reader: { ...node, entryPoints: ['src/disk/reader.ts'], outfile: 'dist/reader.js' },
  aws: { ...node, entryPoints: ['src/aws/index.ts'], outfile: 'dist/aws.js' },
  cli: { ...node, entryPoints: ['src/cli/main.ts'], outfile: 'dist/cli.js', external: ['./aws.js'], banner: { js: '#!/usr/bin/env node' } },
  webview: { ...shared, platform: 'browser', target: 'chrome114', format: 'iife', entryPoints: ['webview/main.ts', 'webview/style.css'], outdir: 'dist/webview' },
};

/** Not shipped and built only when asked for (`--only=hostTests`): what the extension host runs in tests. Mocha keeps its own files, so it stays outside. */
const hostTests = { ...node, entryPoints: ['test/host/index.ts', 'test/host/**/*.test.ts'], outdir: 'out/test/host', outbase: 'test/host', external: ['vscode', 'mocha'] };

const chosen = Object.entries({ ...bundles, hostTests }).filter(([name]) => only?.includes(name) ?? name in bundles);

/** Bundles that are being rebuilt: the problem matcher wants one start and one finish for all of them together. */
let building = 0;

/** The markers that the problem matcher in .vscode/tasks.json waits for. */
const problemMatcher = {
  name: 'problem-matcher',
  setup(build) {
    build.onStart(() => {
      if (building++ === 0) console.log('[watch] build started');
    });
    build.onEnd((result) => {
      for (const { text, location } of result.errors) {
        console.error(`✘ [ERROR] ${text}`);
        if (location) console.error(`    ${location.file}:${location.line}:${location.column}:`);
      }
      if (--building === 0) console.log('[watch] build finished');
    });
  },
};

if (watch) {
  const contexts = await Promise.all(chosen.map(([, options]) => esbuild.context({ ...options, logLevel: 'silent', plugins: [problemMatcher] })));
  await Promise.all(contexts.map((context) => context.watch()));
} else {
  // What an earlier build left must not be shipped or tested.
  for (const [, { outdir }] of chosen) if (outdir !== undefined) rmSync(outdir, { recursive: true, force: true });
  const metafiles = {};
  try {
    for (const [name, options] of chosen) metafiles[name] = (await esbuild.build(options)).metafile;
    if (only === undefined) writeFileSync('dist/THIRD_PARTY_NOTICES.txt', thirdPartyNotices(bundledPackages(Object.values(metafiles))));
    process.exitCode = checkBundles(metafiles, { production }) ? 0 : 1;
  } catch (error) {
    // A failed build has been printed with what is wrong and where; anything else is our own fault.
    if (!Array.isArray(error.errors)) throw error;
    process.exitCode = 1;
  }
}
