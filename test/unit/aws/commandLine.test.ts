/** Live prices as the built command line fetches them; the endpoint comes from the SDK's own environment variable. */

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Advice } from '../../../src/core/advice/advice';
import { repoRoot, sampleWorkspace } from '../../../tools/paths';
import { jsonError, offeringsPage, priceElement, productsPage, spotPage, startAwsServer, xmlError, type AwsCall, type AwsServer, type Reply } from './awsServer';

const PLANTED = { accessKey: 'AKIAPLANTEDKEY000000', secret: 'planted/secret/key', token: 'PLANTEDTOKEN', account: '123456789012', profile: 'planted-profile' };
const RESNET = join(sampleWorkspace, 'resnet18-128px-batch256-g4dn.xlarge.profet.json');
const ANSWERS = ['--anchor', 'g4dn.xlarge', '--step-ms', '264.2', '--batch', '256', '--samples-per-epoch', '5000', '--epochs', '20'];

let folder: string;
let cache: string;
let server: AwsServer;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'instance-advisor-live-'));
  cache = join(folder, 'prices.json');
  const section = `aws_access_key_id = ${PLANTED.accessKey}\naws_secret_access_key = ${PLANTED.secret}\naws_session_token = ${PLANTED.token}\n`;
  writeFileSync(join(folder, 'credentials'), `[${PLANTED.profile}]\n${section}`);
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function run(reply: (call: AwsCall, index: number) => Reply, ...args: string[]): Promise<{ status: number | null; stdout: string; stderr: string }> {
  await (server as AwsServer | undefined)?.close();
  server = await startAwsServer(reply);
  const child = spawn(process.execPath, [join(repoRoot, 'dist', 'cli.js'), 'recommend', RESNET, ...ANSWERS, '--prices', 'live', ...args], {
    env: {
      PATH: process.env['PATH'], AWS_ENDPOINT_URL: server.endpoint, AWS_PROFILE: PLANTED.profile, AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/nonexistent', AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
    },
  });
  const text = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (text.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text.stderr += chunk.toString()));
  const status = await new Promise<number | null>((done) => child.on('close', done));
  for (const planted of Object.values(PLANTED)) {
    expect(text.stdout + text.stderr + (existsSync(cache) ? readFileSync(cache, 'utf8') : '')).not.toContain(planted);
  }
  return { status, ...text };
}

/** On-demand $0.75, spot $0.25 in one zone, everything offered. */
function good(call: AwsCall): Reply {
  if (call.action === 'GetProducts') return productsPage([priceElement('x', { usd: '0.7500000000' })]);
  if (call.action === 'DescribeInstanceTypeOfferings') return offeringsPage(['g4dn.xlarge', 'g5.xlarge']);
  return spotPage(['g4dn.xlarge', 'g5.xlarge'].map((instanceType) => ({ instanceType, zone: 'us-east-1a', usd: '0.25', since: '2026-08-05T10:00:00.000Z' })));
}
const denied = `arn:aws:iam::${PLANTED.account}:user/${PLANTED.profile} with ${PLANTED.accessKey} is not authorized`;
const offersOf = ({ stdout }: { stdout: string }, type: string) => (JSON.parse(stdout) as Advice).candidates.find(({ instanceType }) => instanceType === type)?.offers;

test('live prices with their date; the second run within their lifetime asks nothing and says "cached"', async () => {
  const args = ['--targets', 'g5.xlarge', '--purchase', 'on-demand,spot', '--price-cache', cache, '--json'];
  const first = await run(good, ...args);
  expect({ status: first.status, stderr: first.stderr }).toEqual({ status: 0, stderr: '' });
  const offers = offersOf(first, 'g5.xlarge');
  expect(offers?.map(({ purchase, usdPerHour, layer, stale }) => [purchase, usdPerHour, layer, stale])).toEqual([['spot', 0.25, 'live', false], ['on-demand', 0.75, 'live', false]]);
  expect(offers?.[0]).toMatchObject({ zones: [{ zone: 'us-east-1a', usdPerHour: 0.25 }], interruption: { band: '>20%', asOf: '2025-06-28' } }); // spot-advisor.csv
  const second = await run(() => 'hang', ...args);
  expect(second.status).toBe(0);
  expect(server.calls).toEqual([]);
  expect(offersOf(second, 'g5.xlarge')?.map(({ usdPerHour, layer }) => [usdPerHour, layer])).toEqual([[0.25, 'cached'], [0.75, 'cached']]);
});

test('access denied: advice from the bundled prices, one sentence with their date, exit 0, nothing kept', async () => {
  const { status, stderr, stdout } = await run(({ action }) => (action === 'GetProducts' ? jsonError(400, 'AccessDeniedException', denied) : xmlError(403, 'UnauthorizedOperation', denied)), '--price-cache', cache, '--json');
  expect(status).toBe(0);
  expect(stderr).toBe('Your AWS identity may not call pricing:GetProducts; the advice uses bundled prices of 2026-07-20. Allow pricing:GetProducts in its policy.\n');
  expect((JSON.parse(stdout) as Advice).warnings).toContain('Your AWS identity may not call pricing:GetProducts; the advice uses bundled prices of 2026-07-20.');
  expect(offersOf({ stdout }, 'g5.xlarge')?.[0]).toMatchObject({ usdPerHour: 1.006, layer: 'bundled', asOf: '2026-07-20', stale: true });
  expect(existsSync(cache)).toBe(false);
});

test('credentials that expired: the cache stays byte for byte, and serves', async () => {
  await run(good, '--price-cache', cache);
  const old = readFileSync(cache, 'utf8').replace(/"fetchedAt":"20\d\d/g, '"fetchedAt":"2025'); // out of its lifetime
  writeFileSync(cache, old);
  const { status, stderr, stdout } = await run(() => jsonError(400, 'ExpiredTokenException', denied), '--price-cache', cache, '--json');
  expect(status).toBe(0);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).toMatch(/^AWS refused the credentials: they are expired or not valid; the advice uses bundled and cached prices of /);
  expect(readFileSync(cache, 'utf8')).toBe(old);
  expect(offersOf({ stdout }, 'g5.xlarge')?.[0]).toMatchObject({ usdPerHour: 0.75, layer: 'cached', stale: true });
});

test('a damaged cache is said to be so, not used, and replaced by the next answer', async () => {
  writeFileSync(cache, '{"format":"ml-instance-advisor/price-cache-1","offers":[{"usdPerHour":0}]');
  const { status, stderr, stdout } = await run(good, '--price-cache', cache, '--json');
  expect({ status, stderr }).toEqual({ status: 0, stderr: 'The price cache is not JSON. It is not used.\n' });
  expect(offersOf({ stdout }, 'g5.xlarge')?.[0]).toMatchObject({ usdPerHour: 0.75, layer: 'live' });
  expect((await run(() => 'hang', '--price-cache', cache)).stderr).toBe('');
});

test('a region without bundled prices: live ones or one sentence and exit 1', async () => {
  const live = await run((call) => (call.action === 'GetProducts' ? good(call) : offeringsPage(['g5.xlarge'])), '--region', 'mx-central-1', '--json');
  expect(live.status).toBe(0);
  expect(offersOf(live, 'g5.xlarge')?.[0]).toMatchObject({ region: 'mx-central-1', layer: 'live', usdPerHour: 0.75 });
  const none = await run(({ action }) => (action === 'GetProducts' ? productsPage([]) : xmlError(400, 'InvalidRegion')), '--region', 'xx-nowhere-1');
  expect(none).toEqual({ status: 1, stdout: '', stderr: 'AWS lists no price for any of these types in xx-nowhere-1; no price takes its place. Check the code of the region.\n' });
});
