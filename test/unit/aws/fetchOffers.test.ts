import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fetchOffers } from '../../../src/aws';
import type { Failure } from '../../../src/core/failure';
import type { LiveOffers, LivePriceRequest } from '../../../src/core/pricing/livePrices';
import { describeShared, SHARED } from '../shared';
import { jsonError, priceElement, productsPage, sageMakerElement, spotPage, startAwsServer, xmlError, type AwsCall, type AwsServer, type Reply } from './awsServer';
import { stubCredentials } from './credentials';

const PLANTED = { accessKey: 'AKIAPLANTEDKEY', secret: 'planted/secret', account: '123456789012' };
let server: AwsServer | undefined;

beforeEach(() => stubCredentials(PLANTED));

afterEach(async () => {
  vi.unstubAllEnvs();
  await server?.close();
  server = undefined;
});

/** Asks a server that replies so; us-east-1 and on-demand unless told otherwise. */
async function ask(reply: (call: AwsCall, index: number) => Reply, request: Partial<LivePriceRequest> = {}, delayMs = 0) {
  server = await startAwsServer(reply, delayMs);
  return fetchOffers({ instanceTypes: ['g5.xlarge'], region: 'us-east-1', purchases: ['on-demand'], endpoint: server.endpoint, ...request });
}

async function offersOf(...args: Parameters<typeof ask>): Promise<LiveOffers> {
  const result = await ask(...args);
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

async function failureOf(...args: Parameters<typeof ask>): Promise<Failure> {
  const result = await ask(...args);
  if (result.ok) throw new Error(`expected a failure, got ${JSON.stringify(result.value)}`);
  const text = JSON.stringify(result.failure);
  for (const planted of Object.values(PLANTED)) expect(text).not.toContain(planted);
  expect(result.failure.message).toMatch(/^["A-Z][^\n]*\.$/);
  return result.failure;
}

const g5 = (usd: string) => priceElement('g5.xlarge', { usd });

describe('on-demand prices', () => {
  test('one row is the price, asked for with every filter that makes it the only one', async () => {
    const before = new Date().toISOString().slice(0, 10);
    const { offers, rejected } = await offersOf(() => productsPage([g5('1.0060000000')]), { instanceTypes: ['ml.g5.xlarge'] });
    expect(rejected).toEqual([]);
    expect(offers).toMatchObject([{
      instanceType: 'g5.xlarge', purchase: 'on-demand', region: 'us-east-1', usdPerHour: 1.006, layer: 'live', source: 'AWS Price List, published 2026-08-05',
    }]);
    expect(offers[0]?.asOf && offers[0].asOf >= before && offers[0].asOf <= new Date().toISOString().slice(0, 10)).toBe(true);
    expect(server?.calls).toMatchObject([{
      action: 'GetProducts',
      fields: {
        ServiceCode: 'AmazonEC2', MaxResults: '100', regionCode: 'TERM_MATCH us-east-1', instanceType: 'TERM_MATCH g5.xlarge',
        productFamily: 'TERM_MATCH Compute Instance', tenancy: 'TERM_MATCH Shared', operatingSystem: 'TERM_MATCH Linux', preInstalledSw: 'TERM_MATCH NA',
        capacitystatus: 'TERM_MATCH Used', marketoption: 'TERM_MATCH OnDemand', licenseModel: 'TERM_MATCH No License required',
      },
    }]);
  });

  test('the price may stand on a later page', async () => {
    const { offers } = await offersOf(({ fields }) => (fields['NextToken'] === 'two' ? productsPage([g5('1.0060000000')]) : productsPage([], 'two')));
    expect(offers.map((offer) => offer.usdPerHour)).toEqual([1.006]);
    expect(server?.calls).toHaveLength(2);
  });

  test('a second price on a later page is still a second price', async () => {
    const { offers, rejected } = await offersOf(({ fields }) => (fields['NextToken'] === 'two' ? productsPage([g5('1.1')]) : productsPage([g5('1.006')], 'two')));
    expect(offers).toEqual([]);
    expect(rejected).toMatchObject([{
      instanceType: 'g5.xlarge', purchase: 'on-demand', reason: 'The on-demand price of g5.xlarge in us-east-1 is unknown: AWS lists 2 prices ($1.006, $1.1).',
    }]);
  });

  test('a capacity block at $0 beside the price is passed over', async () => {
    const block = priceElement('p5.48xlarge', { usd: '0.0000000000', marketoption: 'CapacityBlock' });
    const { offers } = await offersOf(() => productsPage([block, priceElement('p5.48xlarge', { usd: '55.0400000000' })]), { instanceTypes: ['p5.48xlarge'] });
    expect(offers.map((offer) => offer.usdPerHour)).toEqual([55.04]);
  });

  test.each([
    ['$0 alone', [g5('0.0000000000')], 'AWS lists it only at $0, which is no price'],
    ['no row', [], 'AWS lists none'],
    ['another currency', [priceElement('g5.xlarge', { cny: '7.1000000000' })], 'AWS lists it only in another currency than US dollars'],
    ['another unit', [priceElement('g5.xlarge', { usd: '13.5700000000', unit: 'Quantity' })], 'AWS lists it only in another unit than hours'],
    ['two equal prices', [g5('1.006'), g5('1.006')], 'AWS lists 2 prices ($1.006, $1.006)'],
    ['a string that is no JSON', [g5('1.006'), '{"product":'], 'an entry of the answer of AWS cannot be read'],
    ['a price that is no number', [g5('free')], 'an entry of the answer of AWS cannot be read'],
    ['an entry without terms', ['{"product":{}}'], 'an entry of the answer of AWS cannot be read'],
    ['reserved terms only', ['{"terms":{"Reserved":{}}}'], 'AWS lists no on-demand rate'],
  ])('%s is no price', async (_name, elements, why) => {
    const { offers, rejected } = await offersOf(() => productsPage(elements));
    expect(offers).toEqual([]);
    expect(rejected.map(({ reason }) => reason)).toEqual([`The on-demand price of g5.xlarge in us-east-1 is unknown: ${why}.`]);
  });

  test('many types are asked for one by one, six at a time, with progress', async () => {
    const instanceTypes = Array.from({ length: 20 }, (_, index) => `g5.x${index}`);
    const progress: number[] = [];
    const { offers } = await offersOf(() => productsPage([g5('1.0060000000')]), { instanceTypes, onProgress: (done, total) => progress.push(done, total) }, 10);
    expect(offers.map((offer) => offer.instanceType).sort()).toEqual([...instanceTypes].sort());
    expect(server?.calls).toHaveLength(20);
    expect(server?.peakOpen()).toBe(6);
    expect(progress).toEqual(instanceTypes.flatMap((_, index) => [index + 1, 20]));
  });

  test('bare metal is its own product family', async () => {
    await offersOf(() => productsPage([]), { instanceTypes: ['g4dn.metal'] });
    expect(server?.calls[0]?.fields).toMatchObject({ productFamily: 'TERM_MATCH Compute Instance (bare metal)', tenancy: 'TERM_MATCH Dedicated' });
  });
});

describeShared('recorded items', () => {
  const recorded = (name: string) => (JSON.parse(readFileSync(join(SHARED, 'data/aws/api-samples', name), 'utf8')) as { PriceList: string[] }).PriceList;

  test('of the four rows of ml.p4d.24xlarge the Training rate is the price; cluster, hosting and upfront fee are passed over, with their reason', async () => {
    const request = { instanceTypes: ['p4d.24xlarge'], purchases: ['sagemaker'] } as const;
    const { offers, rejected, log } = await offersOf(() => productsPage(recorded('sagemaker-getproducts-TRIMMED-p4d-2026-07.json')), request);
    expect(offers).toMatchObject([{ instanceType: 'p4d.24xlarge', usdPerHour: 25.251 }]);
    expect(rejected).toEqual([]);
    expect(log).toEqual(['for component Cluster', 'for component Hosting', 'without component, as upfront fees are']
      .map((why) => `p4d.24xlarge, SageMaker training: passed over a rate listed ${why}.`));
  });

  test('an unused reservation is no on-demand price, although it costs as much', async () => {
    const { offers, rejected } = await offersOf(() => productsPage(recorded('ec2-getproducts-2023-c6a.24xlarge-unusedreservation.json')), { instanceTypes: ['c6a.24xlarge'] });
    expect(offers).toEqual([]);
    expect(rejected[0]?.reason).toContain('AWS lists it only for capacitystatus UnusedCapacityReservation');
  });
});

test('SageMaker hosting has prices of its own', async () => {
  const all = productsPage([sageMakerElement('ml.g5.xlarge', { usd: '1.5', component: 'Hosting' }), sageMakerElement('ml.g5.xlarge', { usd: '1.4', component: 'Training' }),
    sageMakerElement('ml.g5.xlarge', { usd: '0.7', unit: 'Quantity' })]); // the last is an upfront fee
  const { offers } = await offersOf(() => all, { purchases: ['sagemaker-hosting'] });
  expect(offers).toMatchObject([{ purchase: 'sagemaker-hosting', usdPerHour: 1.5 }]);
  expect(server?.calls[0]?.fields['component']).toBe('TERM_MATCH Hosting');
});

test('SageMaker prices of many types come with the list of the region, in pages', async () => {
  const types = Array.from({ length: 60 }, (_, index) => `g5.x${index}`);
  const page = (from: number, to: number, next?: string) =>
    productsPage(types.slice(from, to).map((type, index) => sageMakerElement(`ml.${type}`, { usd: `${1 + from + index}`, component: 'Training' })), next);
  const { offers } = await offersOf(({ fields }) => (fields['NextToken'] === 'two' ? page(40, 60) : page(0, 40, 'two')), { purchases: ['sagemaker'], instanceTypes: types });
  expect(offers.map(({ usdPerHour }) => usdPerHour)).toEqual(types.map((_, index) => index + 1));
  expect(server?.calls).toHaveLength(2);
  expect(server?.calls[0]?.fields['instanceName']).toBeUndefined();
});

test('SageMaker prices are those of the Training component', async () => {
  const { offers } = await offersOf(() => productsPage([sageMakerElement('ml.g5.xlarge', { usd: '1.4080000000', component: 'Training' })]), { purchases: ['sagemaker'], region: 'us-west-2' });
  expect(offers).toMatchObject([{ instanceType: 'g5.xlarge', purchase: 'sagemaker', region: 'us-west-2', usdPerHour: 1.408 }]);
  expect(server?.calls[0]?.fields).toEqual({
    ServiceCode: 'AmazonSageMaker', MaxResults: '100', regionCode: 'TERM_MATCH us-west-2', instanceName: 'TERM_MATCH ml.g5.xlarge', component: 'TERM_MATCH Training',
  });
});

describe('spot prices', () => {
  const row = (zone: string, usd: string, since = '2026-08-05T10:00:00.000Z', instanceType = 'g5.xlarge') => ({ instanceType, zone, usd, since });
  const spot = { purchases: ['spot'] } as const;

  test('the newest of each zone counts, and the median of the zones is the price', async () => {
    const first = spotPage([row('us-east-1a', '0.400000'), row('us-east-1b', '0.999000', '2026-08-01T00:00:00.000Z'), row('us-east-1-atl-2a', '0.100000')], 'two');
    const second = spotPage([row('us-east-1b', '0.440000'), row('us-east-1c', '0.450000'), row('us-east-1d', '0.000000')]);
    const { offers, rejected } = await offersOf(({ fields }) => (fields['NextToken'] === 'two' ? second : first), spot);
    expect(rejected).toEqual([]);
    expect(offers).toMatchObject([{ usdPerHour: 0.44, purchase: 'spot', layer: 'live', source: 'EC2 spot price, median of 3 availability zones ($0.4 to $0.45)' }]);
  });

  test('each zone keeps its range of the last day, from the price that held when it began', async () => {
    const rows = [row('us-east-1a', '0.42', '2026-08-05T10:00:00.000Z'), row('us-east-1a', '0.48', '2026-08-05T02:00:00.000Z'), row('us-east-1a', '0.45', '2026-08-01T00:00:00.000Z'),
      row('us-east-1b', '0.5')];
    const before = Date.now();
    const { offers } = await offersOf(() => spotPage(rows), spot);
    expect(offers[0]?.zones).toEqual([
      { zone: 'us-east-1a', usdPerHour: 0.42, lowUsdPerHour: 0.42, highUsdPerHour: 0.48 },
      { zone: 'us-east-1b', usdPerHour: 0.5, lowUsdPerHour: 0.5, highUsdPerHour: 0.5 },
    ]);
    const startMs = Date.parse(server?.calls[0]?.fields['StartTime'] ?? '');
    expect(Math.abs(before - 86_400_000 - startMs)).toBeLessThan(60_000);
  });

  test('all types are asked for at once, for Linux, and one without prices is rejected', async () => {
    const { offers, rejected } = await offersOf(() => spotPage([row('us-east-1a', '0.400000')]), { ...spot, instanceTypes: ['g5.xlarge', 'p5e.48xlarge'] });
    expect(offers.map((offer) => offer.usdPerHour)).toEqual([0.4]);
    expect(rejected).toMatchObject([{
      instanceType: 'p5e.48xlarge', purchase: 'spot', reason: 'The spot price of p5e.48xlarge in us-east-1 is unknown: AWS lists none above $0 in its availability zones.',
    }]);
    expect(server?.calls).toHaveLength(1);
    expect(server?.calls[0]?.fields).toMatchObject({
      Action: 'DescribeSpotPriceHistory', 'InstanceType.1': 'g5.xlarge', 'InstanceType.2': 'p5e.48xlarge',
      'ProductDescription.1': 'Linux/UNIX', 'ProductDescription.2': 'Linux/UNIX (Amazon VPC)',
    });
  });

  test('throttling of EC2 is retried', async () => {
    const { offers } = await offersOf((_call, index) => (index === 0 ? xmlError(503, 'RequestLimitExceeded') : spotPage([row('us-east-1a', '0.400000')])), spot);
    expect(offers.map((offer) => offer.usdPerHour)).toEqual([0.4]);
  });

  test('without permission for spot, on-demand prices still come', async () => {
    const denied = xmlError(403, 'UnauthorizedOperation', `arn:aws:iam::${PLANTED.account}:user/someone is not authorized`);
    const { offers, rejected } = await offersOf(({ action }) => (action === 'GetProducts' ? productsPage([g5('1.006')]) : denied), { purchases: ['on-demand', 'spot'] });
    expect(offers.map((offer) => offer.purchase)).toEqual(['on-demand']);
    expect(rejected).toEqual([{ instanceType: 'g5.xlarge', purchase: 'spot', reason: 'Your AWS identity may not call ec2:DescribeSpotPriceHistory.' }]);
  });
});

describe('when AWS does not answer well, one sentence says so', () => {
  test('throttling is retried', async () => {
    const { offers } = await offersOf((_call, index) => (index === 0 ? jsonError(400, 'ThrottlingException', 'Rate exceeded') : productsPage([g5('1.006')])));
    expect(offers).toHaveLength(1);
    expect(server?.calls).toHaveLength(2);
  });

  test('silence ends with the time limit', async () => {
    const failure = await failureOf(() => 'hang', { timeoutMs: 400, instanceTypes: ['g5.xlarge', 'g6.xlarge'] });
    expect(failure).toMatchObject({ code: 'unavailable', message: 'AWS did not answer pricing:GetProducts in time.' });
  });

  test('access denied', async () => {
    const denied = jsonError(400, 'AccessDeniedException', `User: arn:aws:iam::${PLANTED.account}:user/someone is not authorized`);
    const failure = await failureOf(() => denied, { instanceTypes: Array.from({ length: 30 }, (_, index) => `g5.x${index}`) });
    expect(failure.message).toBe('Your AWS identity may not call pricing:GetProducts.');
    expect(server?.calls.length).toBeLessThanOrEqual(12); // it breaks off instead of asking thirty times
  });

  test('expired credentials', async () => {
    const failure = await failureOf(() => jsonError(400, 'ExpiredTokenException', `token of ${PLANTED.accessKey} expired`));
    expect(failure.message).toBe('AWS refused the credentials: they are expired or not valid.');
  });

  test('no credentials', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined);
    const failure = await failureOf(() => productsPage([]));
    expect(failure).toMatchObject({ code: 'unavailable', message: 'The AWS SDK found no credentials that it can use.' });
    expect(server?.calls).toEqual([]);
  });

  test('a body that is no JSON', async () => {
    const failure = await failureOf(() => ({ status: 200, body: '{"PriceList": [' }));
    expect(failure.message).toMatch(/^AWS answered pricing:GetProducts with an unexpected error \(\w+\)\.$/);
  });

  test('nobody listens', async () => {
    const other = await startAwsServer(() => 'hang');
    await other.close();
    const failure = await failureOf(() => 'hang', { endpoint: other.endpoint });
    expect(failure.message).toBe('AWS could not be reached for pricing:GetProducts.');
  });

  test('cancelled while waiting', async () => {
    const controller = new AbortController();
    const failure = await failureOf(() => {
      controller.abort();
      return 'hang';
    }, { signal: controller.signal });
    expect(failure.code).toBe('cancelled');
  });

  test('cancelled before it began: nothing is asked', async () => {
    const failure = await failureOf(() => productsPage([]), { signal: AbortSignal.abort() });
    expect(failure.code).toBe('cancelled');
    expect(server?.calls).toEqual([]);
  });

  test('a region that is none', async () => {
    const failure = await failureOf(() => productsPage([]), { region: 'evil.example/us' });
    expect(failure).toMatchObject({ code: 'usage', message: '"evil.example/us" is not the code of an AWS region.' });
  });
});

test('an address that is none', async () => {
  expect((await failureOf(() => productsPage([]), { endpoint: 'nowhere' })).message).toBe('"nowhere" is not the address of a service.');
});

test('a profile that does not exist', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined);
  const failure = await failureOf(() => productsPage([]), { profile: PLANTED.account });
  expect(failure.message).toBe('The AWS SDK found no credentials that it can use.');
});

test('no types: nothing is asked, least of all for all types', async () => {
  expect(await offersOf(() => spotPage([]), { instanceTypes: [], purchases: ['spot', 'on-demand'] })).toEqual({ offers: [], rejected: [], log: [] });
  expect(server?.calls).toEqual([]);
});
