import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { advise } from '../../../src/core/advice/advise';
import { resolveJob } from '../../../src/core/advice/job';
import { layeredKnowledge } from '../../../src/core/advice/priceLayers';
import { PURCHASES, QUOTED_PURCHASES, type Offer } from '../../../src/core/pricing/offer';
import { offerList } from '../../../src/core/pricing/priceBook';
import { EMPTY_PRICE_CACHE } from '../../../src/core/pricing/priceCache';
import { withUserPrices } from '../../../src/core/pricing/userLayer';
import { parseUserPrices, USER_PRICE_FIELDS, USER_PRICES_FORMAT, type UserPrices } from '../../../src/core/pricing/userPrices';
import { repoRoot } from '../../../tools/paths';
import { EMPTY_PROFILE, knowledgeWith } from '../advice/knowledge';
import { bundledCatalog, valueOf } from './bundled';

const catalog = bundledCatalog();
const NOW = Date.parse('2026-09-10');
const file = (content: object): string => JSON.stringify({ format: USER_PRICES_FORMAT, asOf: '2026-09-01', ...content });
const read = (content: object): UserPrices => valueOf(parseUserPrices('instance-prices.json', file(content), catalog));
const refusal = (text: string): string => {
  const result = parseUserPrices('instance-prices.json', text, catalog);
  return result.ok ? '' : result.failure.message;
};

const listed = (instanceType: string, usdPerHour: number): Offer =>
  ({ instanceType, purchase: 'on-demand', region: 'us-east-1', usdPerHour, asOf: '2026-07-20', layer: 'bundled', source: 'a list' });
const below = offerList([listed('g5.xlarge', 1), listed('g5.2xlarge', 1.2), listed('g6.xlarge', 0.8)]);
const priceIn = (content: object, type: string, region = 'us-east-1') => withUserPrices(below, read(content), NOW).offers(type, region, ['on-demand'])[0];

describe('negotiated prices and discounts', () => {
  test('a price outranks all others, in its region or in all', () => {
    const prices = [{ instanceType: 'ml.g5.xlarge', region: 'us-east-1', usdPerHour: 0.7, note: 'EDP 2026', asOf: '2026-08-15' }, { instanceType: 'g5.xlarge', usdPerHour: 0.75 }];
    expect(priceIn({ prices }, 'g5.xlarge')).toEqual({ instanceType: 'g5.xlarge', purchase: 'on-demand', region: 'us-east-1', usdPerHour: 0.7, asOf: '2026-08-15', layer: 'user', source: 'your price file ("EDP 2026")' });
    expect(priceIn({ prices }, 'g5.xlarge', 'eu-west-1')).toMatchObject({ usdPerHour: 0.75, region: 'eu-west-1', asOf: '2026-09-01', source: 'your price file' });
    expect(priceIn({ prices }, 'g6.xlarge')).toMatchObject({ usdPerHour: 0.8, layer: 'bundled' });
  });

  test('a discount takes its share off and leaves date and layer; the first that fits counts', () => {
    const discounts = [{ percent: 10, instanceTypes: ['g5.*'], note: 'EDP' }, { percent: 50 }];
    expect(priceIn({ discounts }, 'g5.2xlarge')).toMatchObject({ usdPerHour: 1.08, listUsdPerHour: 1.2, layer: 'bundled', asOf: '2026-07-20', source: 'less 10 % by your price file ("EDP"); a list' });
    expect(priceIn({ discounts }, 'g6.xlarge')?.usdPerHour).toBe(0.4);
    expect(priceIn({ discounts: [{ percent: 10, regions: ['eu-west-1'] }] }, 'g5.xlarge')?.usdPerHour).toBe(1);
    expect(priceIn({ discounts: [{ percent: 10, purchases: ['spot'] }] }, 'g5.xlarge')?.usdPerHour).toBe(1);
  });

  test('a discount counts on its last day and not after', () => {
    expect(priceIn({ discounts: [{ percent: 10, validUntil: '2026-09-10' }] }, 'g5.xlarge')?.usdPerHour).toBe(0.9);
    expect(priceIn({ discounts: [{ percent: 10, validUntil: '2026-09-09' }] }, 'g5.xlarge')?.usdPerHour).toBe(1);
  });

  test('a note cannot break the line', () => {
    expect(priceIn({ prices: [{ instanceType: 'g5.xlarge', usdPerHour: 1, note: 'a\n\u202Eb' }] }, 'g5.xlarge')?.source).toBe('your price file ("a\uFFFD\uFFFDb")');
  });
});

describe('machines that are not Amazon\'s', () => {
  test('electricity: 60 W at $0.30 per kWh are $0.018 an hour, and a price by the hour comes on top', () => {
    const jetson = { name: 'my.jetson', like: 'g5g.xlarge', watts: 60, usdPerKilowattHour: 0.3 };
    expect(priceIn({ machines: [jetson] }, 'my.jetson', 'eu-west-1')).toMatchObject({ purchase: 'own', usdPerHour: 0.018, layer: 'user', source: 'your price file: 60 W at $0.3 per kWh' });
    expect(priceIn({ machines: [{ ...jetson, usdPerHour: 0.05 }] }, 'my.jetson')).toMatchObject({ usdPerHour: 0.068, source: 'your price file: your price per hour and 60 W at $0.3 per kWh' });
  });

  test('are predicted as what they are like, can always be had, and can be recommended or be where the profile was taken', () => {
    const world = knowledgeWith({ 'here.xlarge': [1, 0.02], 'fast.xlarge': [0.25, 0.02] });
    const text = file({ machines: [{ name: 'my.workstation', like: 'fast.xlarge', usdPerHour: 0.1, note: 'under the desk' }, { name: 'gcp.n1-t4', vCpus: 8, memoryGiB: 30, usdPerHour: 0.5 }] });
    const user = valueOf(parseUserPrices('p.json', text, world.catalog));
    const knowledge = layeredKnowledge(world, { user, cache: EMPTY_PRICE_CACHE, sinceMs: NOW, terms: {} }, NOW);
    const adviceFrom = (anchor: string) => valueOf(advise({
      profileName: 'run.json', profile: EMPTY_PROFILE, region: 'us-east-1', purchases: ['on-demand'], nowMs: NOW,
      anchor: { value: anchor, source: 'given', certainty: 'measured' }, stepMs: { value: 360, source: 'given', certainty: 'measured' },
      job: resolveJob(EMPTY_PROFILE, { epochs: 10, samplesPerEpoch: 50_000, batchSize: 128 }),
    }, knowledge));
    const advice = adviceFrom('here.xlarge');
    const mine = advice.candidates.find(({ instanceType }) => instanceType === 'my.workstation');
    expect(mine).toMatchObject({ tier: 'transferred', launchable: true, device: 'A10G', stepMs: { estimate: 90 }, offers: [{ purchase: 'own', usdPerHour: 0.1, layer: 'user', asOf: '2026-09-01', stale: false }] });
    expect(mine?.why[0]).toBe('Predicted as fast.xlarge, which your price file says it is like.');
    expect(advice.verdict).toMatchObject({ instanceType: 'my.workstation', purchase: 'own' });
    expect(advice.verdict.sentence).toMatch(/ At your own price of 2026-09-01\.$/);
    // Like nothing: priced, but nobody can say how fast it is.
    expect(advice.refused).toContainEqual(expect.objectContaining({ instanceType: 'gcp.n1-t4', reason: 'No measured pair leads to gcp.n1-t4.' }));
    const [self] = adviceFrom('my.workstation').candidates.filter(({ instanceType }) => instanceType === 'my.workstation');
    expect(self).toMatchObject({ tier: 'measured' });
  });
});

describe('a wrong file is refused by the name of its field', () => {
  test.each([
    [{ format: 'other' }, `format should be "${USER_PRICES_FORMAT}", but is "other"`],
    [{ asOf: '1.9.2026' }, 'asOf should be a date such as "2026-09-01", but is "1.9.2026"'],
    [{ asOf: '2026-13-01' }, 'asOf should be a date such as "2026-09-01", but is "2026-13-01"'],
    [{ price: [] }, 'price should be left out: the fields here are $schema, format, asOf, prices, discounts, machines, but is []'],
    [{ prices: [{ instanceType: 'g5.xlarg', usdPerHour: 1 }] }, 'prices[0].instanceType should be an instance type of the catalog, but is "g5.xlarg"'],
    [{ prices: [{ instanceType: 'g5.xlarge', usdPerHour: 0 }] }, 'prices[0].usdPerHour should be a number above 0, but is 0'],
    [{ prices: [{ instanceType: 'g5.xlarge', usdPerHour: '1' }] }, 'prices[0].usdPerHour should be a number above 0, but is "1"'],
    [{ prices: [{ instanceType: 'g5.xlarge' }] }, 'prices[0].usdPerHour should be a number above 0, but is missing'],
    [{ prices: [{ instanceType: 'g5.xlarge', usdPerHour: 1, region: 'Ireland' }] }, 'prices[0].region should be a region such as "us-east-1", but is "Ireland"'],
    [{ discounts: [{ percent: 5, purchases: ['savings-plan'] }] }, 'discounts[0].purchases[0] should be "on-demand" or "spot" or "sagemaker" or "sagemaker-hosting", but is "savings-plan"'],
    [{ discounts: [{ percent: 100 }] }, 'discounts[0].percent should be a number above 0 and below 100, but is 100'],
    [{ machines: [{ name: 'Workstation', usdPerHour: 1 }] }, 'machines[0].name should be two parts in lower case with a dot between, such as "my.workstation", but is "Workstation"'],
    [{ machines: [{ name: 'g5.xlarge', usdPerHour: 1 }] }, 'machines[0].name should be a name that no instance type of AWS has, but is "g5.xlarge"'],
    [{ machines: [{ name: 'my.pc', like: 'g5.xlarge', watts: 60 }] }, 'machines[0].usdPerKilowattHour should be a number above 0, but is missing'],
    [{ machines: [{ name: 'my.pc', like: 'g5.xlarge', usdPerHour: 1, usdPerKilowattHour: 1 }] }, 'machines[0].watts should be a number above 0, but is missing'],
    [{ machines: [{ name: 'my.pc', usdPerHour: 1 }] }, 'machines[0].vCpus should be a number above 0, but is missing'],
    [{ machines: [{ name: 'my.pc', like: 'g5.xlarge', usdPerHour: 1, device: 'T4' }] }, 'machines[0].deviceMemoryGiB should be a number above 0, but is missing'],
    [{ machines: [{ name: 'my.pc', like: 'g5.xlarge', usdPerHour: 1 }, { name: 'my.pc', like: 'g5.xlarge', usdPerHour: 2 }] }, 'machines[1].name should be a name of its own, but is "my.pc"'],
  ])('%#', (content, sentence) => {
    expect(refusal(file(content))).toBe(`The price file "instance-prices.json" is damaged: ${sentence}.`);
  });

  test.each(['', '{', '{"format":', 'null'])('%j is one sentence', (text) => {
    expect(refusal(text)).toMatch(/^The price file "instance-prices\.json" is (not JSON|damaged: the document should be an object, but is null)\.$/);
  });
});

test('the example of the README is a good file', () => {
  const [, example = ''] = /```json\n(\{\n {2}"format": "ml-instance-advisor\/user-prices-1"[^`]*)```/.exec(readFileSync(join(repoRoot, 'README.md'), 'utf8')) ?? [];
  expect(valueOf(parseUserPrices('README.md', example, catalog))).toMatchObject({ prices: { length: 1 }, discounts: { length: 1 }, machines: { length: 2 } });
});

describe('the published schema', () => {
  interface Schema { readonly properties: Record<string, Schema>; readonly items: Schema; readonly enum: string[]; readonly const: string; readonly required: string[]; readonly additionalProperties: boolean }
  const schema = JSON.parse(readFileSync(join(repoRoot, 'media/schemas/instance-prices.schema.json'), 'utf8')) as Schema & { definitions: Record<string, Schema> };
  const part = (name: string): Schema => (schema.properties[name] as Schema).items;

  test('knows the fields that are read, and no others', () => {
    expect(Object.keys(schema.properties)).toEqual(USER_PRICE_FIELDS.root);
    expect(Object.keys(part('prices').properties)).toEqual(USER_PRICE_FIELDS.price);
    expect(Object.keys(part('discounts').properties)).toEqual(USER_PRICE_FIELDS.discount);
    expect(Object.keys(part('machines').properties).sort()).toEqual([...USER_PRICE_FIELDS.machine].sort());
    for (const one of [schema, part('prices'), part('discounts'), part('machines')]) expect(one.additionalProperties).toBe(false);
  });

  test('knows format and purchase options', () => {
    expect(schema.properties['format']?.const).toBe(USER_PRICES_FORMAT);
    expect(schema.definitions['purchase']?.enum).toEqual(PURCHASES);
    expect(schema.definitions['quotedPurchase']?.enum).toEqual(QUOTED_PURCHASES);
  });

  test('is contributed for files of that name', () => {
    const manifest = JSON.parse(readFileSync(join(repoRoot, 'package.json'), 'utf8')) as { contributes: { jsonValidation: { fileMatch: string[]; url: string }[] } };
    expect(manifest.contributes.jsonValidation).toEqual([{ fileMatch: ['instance-prices.json', '*.instance-prices.json'], url: './media/schemas/instance-prices.schema.json' }]);
  });
});
