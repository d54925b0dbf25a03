// Builds every bundle: `node esbuild.mjs [--production] [--watch] [--only=NAME]`.
// Afterwards the metafiles are checked: imports follow the arrows of docs/architecture.md, sizes stay in budget.
import * as esbuild from 'esbuild';
import { checkBundles } from './tools/build/checkBundles.mjs';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

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
  extension: { ...node, entryPoints: ['src/extension.ts'], outfile: 'dist/extension.js', external: ['vscode', './aws.js'] },
  aws: { ...node, entryPoints: ['src/aws/index.ts'], outfile: 'dist/aws.js' },
  cli: { ...node, entryPoints: ['src/cli/main.ts'], outfile: 'dist/cli.js', external: ['./aws.js'], banner: { js: '#!/usr/bin/env node' } },
  webview: { ...shared, platform: 'browser', target: 'chrome114', format: 'iife', entryPoints: ['webview/main.ts', 'webview/style.css'], outdir: 'dist/webview' },
};

/** The markers that the problem matcher in .vscode/tasks.json waits for. */
const problemMatcher = {
  name: 'problem-matcher',
  setup(build) {
    build.onStart(() => console.log('[watch] build started'));
    build.onEnd((result) => {
      for (const { text, location } of result.errors) {
        console.error(`✘ [ERROR] ${text}`);
        if (location) console.error(`    ${location.file}:${location.line}:${location.column}:`);
      }
      console.log('[watch] build finished');
    });
  },
};

if (watch) {
  for (const options of Object.values(bundles)) {
    const context = await esbuild.context({ ...options, plugins: [problemMatcher] });
    await context.watch();
  }
} else {
  const metafiles = {};
  for (const [name, options] of Object.entries(bundles)) metafiles[name] = (await esbuild.build(options)).metafile;
  process.exitCode = checkBundles(metafiles, { production }) ? 0 : 1;
}
