/** `npm run catalog -- --live` against the local server. */

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { loadCatalog } from '../../../src/core/catalog/loadCatalog';
import { loadPrices } from '../../../src/core/pricing/loadPrices';
import type { CatalogDocument } from '../../../tools/catalog/buildCatalog';
import { quotesOf, type PricesDocument } from '../../../tools/catalog/buildPrices';
import { refreshSnapshot } from '../../../tools/catalog/live';
import { dataText, valueOf } from '../pricing/bundled';
import { jsonError, offeringsPage, priceElement, productsPage, sageMakerElement, spotPage, startAwsServer, type AwsCall, type AwsServer, type Reply } from './awsServer';

const catalog = JSON.parse(dataText('catalog.json')) as CatalogDocument;
const prices = JSON.parse(dataText('prices.json')) as PricesDocument;
const today = new Date().toISOString().slice(0, 10);
let server: AwsServer;

beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAPLANTEDKEY');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'planted/secret');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server.close();
});

const describedTypes = '<DescribeInstanceTypesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><instanceTypeSet>'
  + '<item><instanceType>g5.xlarge</instanceType><vCpuInfo><defaultVCpus>4</defaultVCpus></vCpuInfo><memoryInfo><sizeInMiB>16384</sizeInMiB></memoryInfo></item>'
  + '<item><instanceType>g99.xlarge</instanceType><vCpuInfo><defaultVCpus>4</defaultVCpus></vCpuInfo><memoryInfo><sizeInMiB>16384</sizeInMiB></memoryInfo></item>'
  + '</instanceTypeSet></DescribeInstanceTypesResponse>';

/** g5.xlarge at $1.23 and p5.48xlarge only at $0; both offered, and nothing else. */
function answer(call: AwsCall): Reply {
  switch (call.action) {
    case 'GetProducts':
      return call.fields['ServiceCode'] === 'AmazonEC2'
        ? productsPage([priceElement('g5.xlarge', { usd: '1.2300000000' }), priceElement('p5.48xlarge', { usd: '0.0000000000' })])
        : productsPage([sageMakerElement('ml.g5.xlarge', { usd: '1.5', component: call.fields['component']?.replace('TERM_MATCH ', '') ?? '' })]);
    case 'DescribeSpotPriceHistory':
      return spotPage([{ instanceType: 'g5.xlarge', zone: 'us-east-1a', usd: '0.4', since: '2026-08-05T10:00:00.000Z' }]);
    case 'DescribeInstanceTypeOfferings':
      return offeringsPage(['g5.xlarge', 'p5.48xlarge']);
    case 'DescribeInstanceTypes':
      return { status: 200, body: describedTypes };
  }
}

test('answers replace what was known, the rest stays with its date, and both files load', async () => {
  server = await startAwsServer(answer);
  const fresh = await refreshSnapshot({ catalog, prices, regions: ['us-east-1', 'sa-east-1'], endpoint: server.endpoint });
  const source = valueOf(loadPrices(fresh.prices));
  const loaded = valueOf(loadCatalog(fresh.catalog));
  expect(source.offers('g5.xlarge', 'us-east-1', ['on-demand', 'spot', 'sagemaker', 'sagemaker-hosting']).map(({ usdPerHour, asOf }) => [usdPerHour, asOf]))
    .toEqual([[1.23, today], [0.4, today], [1.5, today], [1.5, today]]);
  expect(source.offers('g5.xlarge', 'sa-east-1', ['on-demand'])).toHaveLength(1);
  expect(source.offers('p5.48xlarge', 'us-east-1', ['on-demand'])).toMatchObject([{ usdPerHour: 55.04, asOf: '2026-07-20' }]); // $0 is no price
  expect(source.offers('g4dn.xlarge', 'eu-west-1', ['on-demand'])[0]?.asOf).toBe('2026-01-21');
  expect(loaded.find('g5.xlarge')?.launchableIn).toEqual(expect.arrayContaining(['us-east-1', 'sa-east-1', 'eu-west-1']));
  expect(loaded.find('g4dn.xlarge')?.launchableIn).not.toContain('us-east-1');
  expect(loaded.offeringsAsOf).toBe(catalog.offeringsAsOf); // the other regions are still as old
  expect(source.whyUnpriced('p5.48xlarge', 'sa-east-1')).toBe(`AWS listed no one on-demand price on ${today}.`);
  expect(fresh.notes).toContain('g99.xlarge is new: the catalog does not have it.');
  // A region takes a dozen requests beyond those for bare metal, not five hundred.
  expect(server.calls.filter(({ fields }) => fields['regionCode']?.endsWith('sa-east-1') === true && fields['tenancy'] !== 'TERM_MATCH Dedicated').length).toBeLessThanOrEqual(12);
});

test('when all regions of the catalog answer, what none offers is retired and the date is today\'s', async () => {
  server = await startAwsServer(answer);
  const { catalog: fresh } = await refreshSnapshot({ catalog, prices, regions: catalog.offeringRegions, endpoint: server.endpoint });
  expect(fresh.offeringsAsOf).toBe(today);
  const type = (name: string) => fresh.instanceTypes.find((one) => one.name === name);
  expect(type('g4dn.xlarge')?.retired).toBe(catalog.specificationsAsOf);
  expect(type('p2.xlarge')?.retired).toBe('2025-03-16');
  expect(type('g5.xlarge')?.retired).toBeUndefined();
});

test('when AWS refuses, nothing is written', async () => {
  server = await startAwsServer(() => jsonError(400, 'AccessDeniedException', 'arn:aws:iam::123456789012:user/someone'));
  await expect(refreshSnapshot({ catalog, prices, regions: ['us-east-1'], endpoint: server.endpoint })).rejects.toThrow(/^us-east-1: Your AWS identity may not call pricing:GetProducts\. Allow/);
});

test('a document comes back from its own quotes', () => {
  expect(quotesOf(prices)).toHaveLength(Object.values(prices.prices).flatMap((byPurchase) => Object.values(byPurchase)).reduce((sum, types) => sum + Object.keys(types).length, 0));
});
