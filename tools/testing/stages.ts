/** The stages of `npm test`: what each runs, and which others it stands on. */

import { spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder, repoRoot, sampleWorkspace } from '../paths';
import { runHostTests } from '../workbench/hostTests';
import { single, vitestOutcome, type Outcome } from './outcome';

/** One stage. */
export interface Stage {
  readonly name: string;
  /** Stages whose product it uses: they run before it, and it is skipped when one of them fails. */
  readonly needs: readonly string[];
  /** Whether it opens a browser. */
  readonly browser: boolean;
  run(): Promise<Outcome>;
}

const BIN = join(repoRoot, 'node_modules', '.bin');
const RUN_TOOL = join(repoRoot, 'tools', 'run.mjs');

/** All stages; neighbours in one row run at the same time. */
export const STAGES: readonly (readonly Stage[])[] = [
  [
    { name: 'lint', needs: [], browser: false, run: () => check(join(BIN, 'eslint'), ['.']) },
    { name: 'types', needs: [], browser: false, run: () => check(process.execPath, [RUN_TOOL, 'tools/build/typecheck.ts']) },
  ],
  [{ name: 'build', needs: [], browser: false, run: () => check(process.execPath, ['esbuild.mjs', '--production']) }],
  [{ name: 'unit', needs: ['build'], browser: false, run: () => vitest('unit') }],
  [{ name: 'webview', needs: ['build'], browser: true, run: () => vitest('webview') }],
  [{ name: 'host', needs: ['build'], browser: true, run: hostTests }],
  [{ name: 'package', needs: ['build'], browser: false, run: () => check(process.execPath, [RUN_TOOL, 'tools/package/main.ts']) }],
  [{ name: 'workbench', needs: ['package'], browser: true, run: () => vitest('workbench') }],
];

/** The named stages with all that they stand on; every stage when no name is given. Throws a sentence for an unknown name. */
export function selectStages(names: readonly string[]): Set<string> {
  const known = new Map(STAGES.flat().map((stage) => [stage.name, stage]));
  const selected = new Set<string>();
  const select = (name: string): void => {
    const stage = known.get(name);
    if (stage === undefined) throw new Error(`No stage is called ${name}: choose from ${[...known.keys()].join(', ')}.`);
    selected.add(name);
    stage.needs.forEach(select);
  };
  (names.length === 0 ? [...known.keys()] : names).forEach(select);
  return selected;
}

/** A command that holds or does not. */
async function check(command: string, args: readonly string[]): Promise<Outcome> {
  const { code, output } = await execute(command, args);
  return single(code === 0, output);
}

/** One project of vitest.config.ts. */
async function vitest(project: string): Promise<Outcome> {
  const reportFile = join(cacheFolder, 'reports', `${project}.json`);
  await mkdir(join(cacheFolder, 'reports'), { recursive: true });
  // A report of an earlier run must not stand in for one that was never written.
  await rm(reportFile, { force: true });
  const args = ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  const { code, output } = await execute(join(BIN, 'vitest'), args);
  const report = await readFile(reportFile, 'utf8').catch(() => undefined);
  return vitestOutcome(report === undefined ? undefined : (JSON.parse(report) as Parameters<typeof vitestOutcome>[0]), code, output);
}

/** test/host in a real extension host. */
async function hostTests(): Promise<Outcome> {
  const bundle = await execute(process.execPath, ['esbuild.mjs', '--only=hostTests']);
  if (bundle.code !== 0) return single(false, bundle.output);
  const lines: string[] = [];
  const skips: string[] = [];
  const run = await runHostTests(sampleWorkspace, (result) => {
    if (result.state === 'passed') lines.push(`ok    ${result.title} (${result.durationMs} ms)`);
    if (result.state === 'failed') lines.push(`FAIL  ${result.title}\n${result.error}`);
    if (result.state === 'skipped') skips.push(result.title);
  });
  const output = [...lines, "The extension host's console:", ...run.log].join('\n');
  return { passed: run.passed, failed: run.failed, skipped: run.skipped, skips, output };
}

/** Runs a command in the repository without colours; resolves with its exit code and all that it wrote. */
function execute(command: string, args: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((done) => {
    const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' };
    const child = spawn(command, args, { cwd: repoRoot, env, stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' });
    let output = '';
    const collect = (chunk: Buffer): void => void (output += chunk.toString());
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => done({ code: 1, output: `${command} could not be started: ${error.message}` }));
    child.on('close', (code) => done({ code: code ?? 1, output }));
  });
}
