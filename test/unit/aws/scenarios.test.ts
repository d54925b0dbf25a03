/** What can go wrong between an advice and AWS: the real SDK clients against a local server, from the request to the advice that comes out. */

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fetchOffers } from '../../../src/aws';
import { advise, type AdviceRequest, type Knowledge } from '../../../src/core/advice/advise';
import { resolveJob } from '../../../src/core/advice/job';
import { refreshPrices, type Refreshed, type RefreshRequest } from '../../../src/core/advice/refresh';
import type { Result } from '../../../src/core/failure';
import { parsePriceCache, priceCacheText, type PriceCache } from '../../../src/core/pricing/priceCache';
import { EMPTY_PROFILE, knowledgeWith } from '../advice/knowledge';
import { jsonError, offeringsPage, priceElement, productsPage, spotPage, startAwsServer, xmlError, type AwsCall, type AwsServer, type Reply } from './awsServer';
import { stubCredentials } from './credentials';

const PLANTED = { accessKey: 'AKIAPLANTEDKEY', secret: 'planted/secret', token: 'PLANTEDTOKEN', account: '123456789012', profile: 'planted-profile' };
const DAY_MS = 86_400_000;
/** The SDK waits longer and longer before it asks a service again that limits it. */
const SLOWEST_MS = 120_000;
const today = (): string => new Date().toISOString().slice(0, 10);
let server: AwsServer | undefined;

beforeEach(() => stubCredentials(PLANTED));

afterEach(async () => {
  vi.unstubAllEnvs();
  await server?.close();
  server = undefined;
});

/** here: $0.50, fast: $1.00, bundled on 2026-07-20. An answer of eight days ago says $0.49 for here, which is out of its time. */
const world = knowledgeWith({ 'here.xlarge': [1, 0.02], 'fast.xlarge': [0.25, 0.1] });
const cachedOn = (ageMs: number): string => new Date(Date.now() - ageMs).toISOString();
const earlier = (): PriceCache => {
  const fetchedAt = cachedOn(8 * DAY_MS);
  return { absent: [], offerings: [], offers: [{ instanceType: 'here.xlarge', purchase: 'on-demand', region: 'us-east-1', usdPerHour: 0.49, asOf: fetchedAt.slice(0, 10), source: 'AWS Price List', fetchedAt }] };
};

const adviseFor = (extra: Partial<AdviceRequest>) => (knowledge: Knowledge) => advise({
  profileName: 'run.json', profile: EMPTY_PROFILE, region: 'us-east-1', purchases: ['on-demand'], nowMs: Date.now(),
  anchor: { value: 'here.xlarge', source: 'given', certainty: 'measured' },
  stepMs: { value: 360, source: 'given', certainty: 'measured' },
  job: resolveJob(EMPTY_PROFILE, { epochs: 10, samplesPerEpoch: 50_000, batchSize: 128 }),
  ...extra,
}, knowledge);

type Answering = (call: AwsCall, index: number) => Reply;
const offered = offeringsPage(['here.xlarge', 'fast.xlarge']);
/** Replies so to the price calls, and well to the question which types are offered. */
const besideOfferings = (reply: Answering): Answering => {
  let index = 0;
  return (call) => (call.action === 'DescribeInstanceTypeOfferings' ? offered : reply(call, index++));
};

interface Setting extends Partial<Pick<RefreshRequest, 'options' | 'purchases'>> {
  readonly cache?: PriceCache;
  readonly extra?: Partial<AdviceRequest>;
}

async function refreshed(reply: Answering, { cache = earlier(), extra = {}, purchases = ['on-demand'], options }: Setting = {}): Promise<Result<Refreshed>> {
  server = await startAwsServer(reply);
  return refreshPrices({
    advise: adviseFor({ purchases, ...extra }), bundled: world, purchases, now: Date.now,
    layers: { cache, sinceMs: Date.now(), terms: {} },
    loadAws: () => Promise.resolve(fetchOffers),
    options: { endpoint: server.endpoint, timeoutMs: 60_000, ...options },
  });
}

async function valueOf(result: Promise<Result<Refreshed>>): Promise<Refreshed> {
  const settled = await result;
  if (!settled.ok) throw new Error(settled.failure.message);
  const text = JSON.stringify(settled.value);
  for (const planted of Object.values(PLANTED)) expect(text).not.toContain(planted);
  return settled.value;
}

const priceOf = ({ advice }: Refreshed, instanceType: string) => {
  const offer = advice.candidates.find((candidate) => candidate.instanceType === instanceType)?.offers[0];
  return offer === undefined ? undefined : [offer.usdPerHour, offer.layer, offer.asOf, offer.stale];
};
const priced = (usd: string, type = 'here.xlarge') => productsPage([priceElement(type, { usd })]);
const typeOf = ({ fields }: AwsCall): string => fields['instanceType']?.replace('TERM_MATCH ', '') ?? '';

describe('AWS answers after all', () => {
  test('several pages are one answer', async () => {
    const value = await valueOf(refreshed(besideOfferings(({ fields }) => (fields['NextToken'] === 'two' ? priced('0.52') : productsPage([], 'two')))));
    expect(value.problem).toBeUndefined();
    expect(priceOf(value, 'here.xlarge')).toEqual([0.52, 'live', today(), false]);
  });

  test('throttling, then success', async () => {
    const value = await valueOf(refreshed(besideOfferings((_call, index) => (index === 0 ? jsonError(400, 'ThrottlingException', 'Rate exceeded') : priced('0.52')))));
    expect(value.problem).toBeUndefined();
    expect(priceOf(value, 'fast.xlarge')).toEqual([0.52, 'live', today(), false]);
  });

  test('a connection cut in the middle of the body, once', async () => {
    const value = await valueOf(refreshed(besideOfferings((_call, index) => {
      const page = priced('0.52');
      return index === 0 && page !== 'hang' ? { ...page, cut: true } : page;
    })));
    expect(value.problem).toBeUndefined();
    expect(priceOf(value, 'here.xlarge')).toEqual([0.52, 'live', today(), false]);
  });

  test('a page token that expired: the query starts anew, and nothing of the first half counts', async () => {
    let expired = false;
    const value = await valueOf(refreshed(besideOfferings(({ fields }) => {
      if (fields['NextToken'] !== 'two') return productsPage([priceElement('here.xlarge', { usd: '0.52' })], expired ? undefined : 'two');
      expired = true;
      return jsonError(400, 'ExpiredNextTokenException', 'The pagination token expired');
    })));
    expect(value.problem).toBeUndefined();
    expect(priceOf(value, 'here.xlarge')).toEqual([0.52, 'live', today(), false]); // counted twice it would be "2 prices"
  });

  test('a clock that is two days behind: the SDK signs by the clock of AWS, and the price has the date of AWS', async () => {
    const theirs = new Date(Date.now() + 2 * DAY_MS);
    const value = await valueOf(refreshed(besideOfferings(({ signedAt }) => {
      const skewed = Math.abs(signedAt.getTime() - theirs.getTime()) > 5 * 60_000;
      const answer = skewed ? jsonError(400, 'InvalidSignatureException', 'Signature expired') : priced('0.52');
      return answer === 'hang' ? answer : { ...answer, date: theirs };
    })));
    expect(value.problem).toBeUndefined();
    expect(priceOf(value, 'here.xlarge')).toEqual([0.52, 'live', theirs.toISOString().slice(0, 10), false]);
    // Its age goes by the clock that will be asked again.
    expect(Math.abs(Date.parse(value.layers.cache.offers[0]?.fetchedAt ?? '') - Date.now())).toBeLessThan(60_000);
  });
});

describe('AWS does not answer: one sentence, the layer below with its date, and the cache as it was', () => {
  const denied = `User: arn:aws:sts::${PLANTED.account}:assumed-role/${PLANTED.profile} is not authorized with ${PLANTED.accessKey}`;
  const cut = (): Reply => ({ status: 200, body: '{"FormatVersion":"aws_v1","PriceList":["', cut: true });
  test.each<[string, Answering, string, RefreshRequest['options']?]>([
    ['time-out', () => 'hang', 'AWS did not answer pricing:GetProducts in time', { timeoutMs: 300 }],
    ['throttled for good', () => jsonError(400, 'ThrottlingException', denied), 'AWS limits how often pricing:GetProducts may be called, and retrying did not help'],
    ['credentials that expire between two pages', ({ fields }) => (fields['NextToken'] === undefined ? productsPage([priceElement('x', { usd: '9' })], 'two') : jsonError(400, 'ExpiredTokenException', denied)),
      'AWS refused the credentials: they are expired or not valid'],
    ['access denied', () => jsonError(400, 'AccessDeniedException', denied), 'Your AWS identity may not call pricing:GetProducts'],
    ['a name that is no error name', () => jsonError(400, `Key${PLANTED.accessKey}${PLANTED.account}`, denied), 'AWS answered pricing:GetProducts with an unexpected error (no name)'],
    ['an answer that is no JSON', () => ({ status: 200, body: '<html>' }), 'AWS answered pricing:GetProducts with an unexpected error (SyntaxError)'],
    ['a connection cut in the middle of every body', cut, 'The connection to AWS broke during pricing:GetProducts, and retrying did not help'],
    ['a clock that cannot be corrected', () => jsonError(400, 'RequestTimeTooSkewed', denied), 'AWS refused the request because of its time: the clock of this machine is wrong'],
  ])('%s', async (_name, reply, sentence, options) => {
    const cache = { ...earlier(), offerings: [{ region: 'us-east-1', instanceTypes: ['here.xlarge', 'fast.xlarge'], asOf: today(), fetchedAt: cachedOn(0) }] };
    const value = await valueOf(refreshed(reply, { cache, ...(options === undefined ? {} : { options }) }));
    const cachedDate = cache.offers[0]?.asOf ?? '';
    expect(value.problem?.message).toBe(`${sentence}; the advice uses bundled and cached prices of 2026-07-20 to ${cachedDate}.`);
    expect(value.problem?.action).toMatch(/^[A-Z][^\n]*\.$/);
    expect(priceOf(value, 'here.xlarge')).toEqual([0.49, 'cached', cachedDate, true]);
    expect(priceOf(value, 'fast.xlarge')).toEqual([1, 'bundled', '2026-07-20', true]);
    expect(value.layers.cache).toEqual(cache);
    expect(value.changed).toBe(false);
  }, SLOWEST_MS);

  test('no credentials', async () => {
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']) vi.stubEnv(name, undefined);
    const value = await valueOf(refreshed(() => offered, { options: { profile: PLANTED.profile } }));
    expect(value.problem?.message).toMatch(/^The AWS SDK found no credentials that it can use; the advice uses bundled and cached prices of 2026-07-20 to /);
    expect(priceOf(value, 'here.xlarge')?.[1]).toBe('cached');
    expect(server?.calls).toEqual([]);
  });

  test('an unknown region has nothing below, and says so', async () => {
    const value = await valueOf(refreshed(({ action }) => (action === 'GetProducts' ? productsPage([]) : xmlError(400, 'InvalidRegion')), { extra: { region: 'xx-nowhere-1' } }));
    expect(value.problem).toEqual({
      code: 'unavailable', message: 'AWS lists no price for any of these types in xx-nowhere-1; no price takes its place.', action: 'Check the code of the region.',
    });
    expect(value.advice.verdict.instanceType).toBeNull();
  });

  test('cancelled by the user: no advice, no sentence, nothing kept', async () => {
    const controller = new AbortController();
    const result = await refreshed(() => {
      controller.abort();
      return 'hang';
    }, { options: { signal: controller.signal } });
    expect(result).toMatchObject({ ok: false, failure: { code: 'cancelled' } });
  });
});

describe('AWS answers in part', () => {
  test.each<[string, Reply, string]>([
    ['a malformed JSON string in the PriceList', productsPage([priceElement('fast.xlarge', { usd: '0.9' }), '{"product":']), 'an entry of the answer of AWS cannot be read'],
    ['a row at $0', productsPage([priceElement('fast.xlarge', { usd: '0.0000000000', marketoption: 'OnDemand' })]), 'AWS lists it only at $0, which is no price'],
    ['two rows that match', productsPage([priceElement('fast.xlarge', { usd: '0.9' }), priceElement('fast.xlarge', { usd: '0.95' })]), 'AWS lists 2 prices ($0.9, $0.95)'],
    ['a capacity block alone', productsPage([priceElement('fast.xlarge', { usd: '0.9', marketoption: 'CapacityBlock' })]), 'AWS lists it only for marketoption CapacityBlock'],
  ])('%s: that type keeps the price below, the others are live, and the reason is told', async (_name, odd, why) => {
    const value = await valueOf(refreshed(besideOfferings((call) => (typeOf(call) === 'fast.xlarge' ? odd : priced('0.52')))));
    expect(value.rejected).toEqual([`The on-demand price of fast.xlarge in us-east-1 is unknown: ${why}.`]);
    expect(value.problem).toBeUndefined();
    expect(priceOf(value, 'here.xlarge')).toEqual([0.52, 'live', today(), false]);
    expect(priceOf(value, 'fast.xlarge')).toEqual([1, 'bundled', '2026-07-20', true]);
  });

  test('credentials that expire half-way: what came stands and is kept, for the rest one sentence', async () => {
    const value = await valueOf(refreshed(besideOfferings((call) => (typeOf(call) === 'fast.xlarge' ? jsonError(400, 'ExpiredTokenException') : priced('0.52')))));
    expect(value.problem?.message).toBe('AWS refused the credentials: they are expired or not valid; the advice uses bundled prices of 2026-07-20.');
    expect(priceOf(value, 'here.xlarge')).toEqual([0.52, 'live', today(), false]);
    expect(value.layers.cache.offers.map(({ instanceType, usdPerHour }) => [instanceType, usdPerHour])).toEqual([['here.xlarge', 0.52]]);
  });

  test('without leave to list offerings those of the catalog serve, with a line in the log and no alarm', async () => {
    const value = await valueOf(refreshed(({ action }) => (action === 'GetProducts' ? priced('0.52') : xmlError(403, 'UnauthorizedOperation', `${PLANTED.account}`))));
    expect(value.problem).toBeUndefined();
    expect(value.log).toEqual(['Your AWS identity may not call ec2:DescribeInstanceTypeOfferings. The offerings of the catalog are used.']);
  });

  test('a type that the region no longer offers is refused with that reason and the date', async () => {
    const value = await valueOf(refreshed((call) => (call.action === 'GetProducts' ? priced('0.52') : offeringsPage(['here.xlarge', 'new.xlarge']))));
    const fast = value.advice.candidates.find(({ instanceType }) => instanceType === 'fast.xlarge');
    expect(fast).toMatchObject({ launchable: false });
    expect(fast?.why[0]).toBe(`fast.xlarge is not offered in us-east-1 (offerings of ${today()}).`);
    expect(value.advice.verdict.instanceType).toBe('here.xlarge');
  });

  test('a region beyond the snapshot lives on live answers alone', async () => {
    const value = await valueOf(refreshed(besideOfferings((call) => priced(typeOf(call) === 'fast.xlarge' ? '1.2' : '0.6')), { extra: { region: 'sa-east-1' } }));
    expect(value.problem).toBeUndefined();
    expect(priceOf(value, 'fast.xlarge')).toEqual([1.2, 'live', today(), false]);
    expect(value.advice.candidates.find(({ instanceType }) => instanceType === 'fast.xlarge')?.launchable).toBe(true);
    expect(value.advice.verdict).toMatchObject({ instanceType: 'fast.xlarge' });
  });
});

describe('how often AWS is asked', () => {
  const zone = (instanceType: string, usd: string) => ({ instanceType, zone: 'us-east-1a', usd, since: '2026-08-05T10:00:00.000Z' });
  const everything: Answering = (call) => {
    if (call.action === 'DescribeInstanceTypeOfferings') return offered;
    return call.action === 'GetProducts' ? priced('0.52') : spotPage([zone('here.xlarge', '0.2'), zone('fast.xlarge', '0.4')]);
  };

  test('a second advice inside the lifetime asks nothing and does not even load the AWS code, also for types that have no price', async () => {
    const first = await valueOf(refreshed(besideOfferings((call) => (typeOf(call) === 'fast.xlarge' ? productsPage([]) : priced('0.52')))));
    expect(server?.calls).toHaveLength(3);
    const kept = parsePriceCache(priceCacheText(first.layers.cache));
    const loadAws = vi.fn();
    const second = await refreshPrices({
      advise: adviseFor({}), bundled: world, purchases: ['on-demand'], now: Date.now, loadAws,
      layers: { cache: kept.ok ? kept.value : earlier(), sinceMs: Date.now() + 1, terms: {} },
    });
    expect(second).toMatchObject({ ok: true, value: { changed: false } });
    expect(loadAws).not.toHaveBeenCalled();
    expect(second.ok ? priceOf(second.value, 'here.xlarge') : undefined).toEqual([0.52, 'cached', today(), false]);
  });

  test('spot prices last an hour, list prices seven days', async () => {
    const setting: Setting = { purchases: ['on-demand', 'spot'] };
    const first = await valueOf(refreshed(everything, setting));
    const actionsAfter = async (passedMs: number): Promise<string[]> => {
      await server?.close();
      server = await startAwsServer(everything);
      await refreshPrices({
        advise: adviseFor({ purchases: ['on-demand', 'spot'] }), bundled: world, purchases: ['on-demand', 'spot'], now: () => Date.now() + passedMs,
        layers: { cache: first.layers.cache, sinceMs: 0, terms: {} }, loadAws: () => Promise.resolve(fetchOffers), options: { endpoint: server.endpoint },
      });
      return server.calls.map(({ action }) => action).sort();
    };
    expect(await actionsAfter(59 * 60_000)).toEqual([]);
    expect(await actionsAfter(61 * 60_000)).toEqual(['DescribeSpotPriceHistory']);
    // A clock that was set back makes no price younger than it is.
    expect(await actionsAfter(-61 * 60_000)).toContain('DescribeSpotPriceHistory');
    expect((await actionsAfter(7 * DAY_MS + 60_000)).filter((action) => action === 'GetProducts')).toHaveLength(2);
  });

  test('60 types in one region with every purchase option: at most 75 requests, six at once', async () => {
    const types = Array.from({ length: 60 }, (_, index) => `t${index}.xlarge`);
    const progress: [number, number][] = [];
    server = await startAwsServer((call) => {
      if (call.action === 'DescribeInstanceTypeOfferings') return offeringsPage(types);
      return call.action === 'GetProducts' ? priced('0.52') : spotPage(types.map((type) => zone(type, '0.2')));
    });
    const answer = await fetchOffers({
      instanceTypes: types, region: 'us-east-1', purchases: ['on-demand', 'spot', 'sagemaker', 'sagemaker-hosting'], offerings: true,
      endpoint: server.endpoint, onProgress: (done, total) => progress.push([done, total]),
    });
    expect(answer.ok ? answer.value.offers.length : answer.failure).toBe(120); // the server has no SageMaker rows
    expect(server.calls.length).toBeLessThanOrEqual(75);
    expect(server.peakOpen()).toBeLessThanOrEqual(6 + 4);
    expect(progress.at(-1)).toEqual([240, 240]);
  });

  test('the AWS code that does not load is one sentence too', async () => {
    const result = await refreshPrices({
      advise: adviseFor({}), bundled: world, purchases: ['on-demand'], now: Date.now, loadAws: () => Promise.reject(new Error(`/home/${PLANTED.profile}`)),
      layers: { cache: earlier(), sinceMs: 0, terms: {} },
    });
    expect(result).toMatchObject({ ok: true, value: { problem: { message: expect.stringMatching(/^The code that asks AWS could not be loaded; the advice uses /) as string } } });
  });
});
