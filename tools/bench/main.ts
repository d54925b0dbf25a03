/**
 * `npm run bench`: how long the parts a user waits for take, as medians and as ratios to work of a known kind measured in
 * the same run, since milliseconds alone say more about the machine than about us. Needs a build (`npm run build`).
 * `npm run bench -- import [--memory]` measures large traces instead, `npm run bench -- view` the view in a browser.
 */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fetchOffers } from '../../src/aws';
import { advise } from '../../src/core/advice/advise';
import { assembleKnowledge, KNOWLEDGE_FILES, type KnowledgeFile } from '../../src/core/advice/knowledge';
import { buildRequest } from '../../src/core/advice/request';
import { readSamples } from '../../src/core/advice/samples';
import { loadPredictor } from '../../src/core/predictor/loadPredictor';
import { fileInMemory } from '../../src/core/profile/fileSource';
import { readProfile } from '../../src/core/profile/registry';
import { offeringsPage, priceElement, productsPage, startAwsServer } from '../../test/unit/aws/awsServer';
import { repoRoot, sampleWorkspace } from '../paths';
import { benchImport } from './import';
import { line, medianCpuMs, medianMs, unwrapped } from './measure';
import { benchView } from './view';

/** Starts Node anew, so that nothing is warm; the script prints nothing. */
function node(script: string): void {
  const { status, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

/** Loads the extension's bundle with a stand-in for the editor's API, which only exists inside the editor. */
const LOAD_EXTENSION = `
  const load = require('module')._load;
  require('module')._load = (name, ...rest) => (name === 'vscode' ? {} : load(name, ...rest));
  require(${JSON.stringify(join(repoRoot, 'dist', 'extension.js'))});`;

/** Median milliseconds until 60 types have on-demand prices from a server that takes its time, and the requests that took. */
async function livePrices(latencyMs: number): Promise<{ ms: number; requests: number }> {
  const types = Array.from({ length: 60 }, (_, index) => `t${index}.xlarge`);
  const server = await startAwsServer(({ action }) =>
    (action === 'GetProducts' ? productsPage([priceElement('t.xlarge', { usd: '1.0000000000' })]) : offeringsPage(types)), latencyMs);
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench' });
  const times: number[] = [];
  for (let run = 0; run < 3; run++) {
    const started = performance.now();
    unwrapped(await fetchOffers({ instanceTypes: types, region: 'us-east-1', purchases: ['on-demand'], offerings: true, endpoint: server.endpoint }));
    times.push(performance.now() - started);
  }
  await server.close();
  return { ms: times.sort((a, b) => a - b)[1] ?? Number.NaN, requests: server.calls.length / times.length };
}

async function main(): Promise<void> {
  const texts = new Map(KNOWLEDGE_FILES.map((file) => [file, readFileSync(join(repoRoot, 'media', 'data', file), 'utf8')]));
  const textOf = (file: KnowledgeFile): string => texts.get(file) ?? '';
  const parseMs = medianMs(() => texts.forEach((text) => void JSON.parse(text)));
  const startMs = medianMs(() => node('0'));
  line('activation: loading the extension bundle, cold', medianMs(() => node(LOAD_EXTENSION)) - startMs, 'starting Node', startMs);

  const knowledge = unwrapped(assembleKnowledge(textOf));
  line('knowledge: all bundled files', medianMs(() => assembleKnowledge(textOf)), 'parsing their JSON', parseMs);

  const predictorParseMs = medianMs(() => void JSON.parse(textOf('predictor.json')));
  line('predictor: parsed and loaded', medianMs(() => loadPredictor(JSON.parse(textOf('predictor.json')))), 'parsing its JSON', predictorParseMs);

  const [sample] = unwrapped(readSamples(JSON.parse(readFileSync(join(sampleWorkspace, 'samples.json'), 'utf8'))));
  if (sample === undefined) throw new Error('There is no sample.');
  const bytes = readFileSync(join(sampleWorkspace, sample.file));
  line('profile: reading a PROFET file', medianMs(() => readProfile(fileInMemory(sample.file, bytes))), 'parsing the JSON of the knowledge', parseMs);

  const profile = unwrapped(readProfile(fileInMemory(sample.file, bytes)));
  const request = unwrapped(buildRequest({ name: sample.file, profile }, sample.answers, { region: 'us-east-1', purchases: ['on-demand'] }, knowledge));
  line('advice: all targets predicted, priced, ranked', medianMs(() => advise(request, knowledge)), 'parsing the JSON of the knowledge', parseMs);

  const latencyMs = 50;
  const live = await livePrices(latencyMs);
  line(`live prices: 60 types, ${live.requests} requests`, live.ms, `one round of ${latencyMs} ms`, latencyMs);
}

async function view(): Promise<void> {
  const texts = new Map(KNOWLEDGE_FILES.map((file) => [file, readFileSync(join(repoRoot, 'media', 'data', file), 'utf8')]));
  const [sample] = unwrapped(readSamples(JSON.parse(readFileSync(join(sampleWorkspace, 'samples.json'), 'utf8'))));
  if (sample === undefined) throw new Error('There is no sample.');
  await benchView(unwrapped(assembleKnowledge((file) => texts.get(file) ?? '')), sample, medianCpuMs(() => texts.forEach((text) => void JSON.parse(text))));
}

const [what, ...flags] = process.argv.slice(2);
if (what === 'import') void benchImport(flags);
else if (what === 'view') void view();
else void main();
