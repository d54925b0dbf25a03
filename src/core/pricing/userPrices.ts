/** The user's price file: negotiated prices, discounts, own hardware, machines of other clouds. Its schema is media/schemas/instance-prices.schema.json. */

import type { Catalog } from '../catalog/catalog';
import { fail, type Result } from '../failure';
import { readJson, type JsonField } from '../jsonFields';
import { quote } from '../profile/quote';
import { PURCHASES, QUOTED_PURCHASES, type Purchase, type QuotedPurchase } from './offer';

/** Tag of the format; another tag is another format. */
export const USER_PRICES_FORMAT = 'ml-instance-advisor/user-prices-1';

/** Where a figure of the file comes from and how long it holds. */
export interface UserTerms {
  /** ISO date of the figure. */
  readonly asOf: string;
  /** Last ISO date on which it holds. */
  readonly validUntil?: string;
  /** The user's own words. */
  readonly note?: string;
}

/** A price that replaces all others; in every region when none is named. */
export interface UserPrice extends UserTerms {
  readonly instanceType: string;
  readonly region?: string;
  readonly purchase: Purchase;
  readonly usdPerHour: number;
}

/** What is taken off prices from elsewhere; the first that fits counts. Absent lists fit everything, `purchases` only on-demand. */
export interface UserDiscount extends UserTerms {
  readonly percent: number;
  /** Names, or beginnings that end in `*`. */
  readonly instanceTypes?: readonly string[];
  readonly regions?: readonly string[];
  /** Of what AWS quotes; what is reckoned from it follows. */
  readonly purchases: readonly QuotedPurchase[];
}

/** A machine that the catalog does not have. */
export interface UserMachine extends UserTerms {
  readonly name: string;
  readonly usdPerHour: number;
  /** How the price came about, in words. */
  readonly priceBasis: string;
  /** The catalogued type whose predictions are taken for it. */
  readonly like?: string;
  readonly vCpus: number;
  readonly memoryGiB: number;
  readonly architecture: 'x86_64' | 'arm64';
  readonly accelerator?: { readonly device: string; readonly count: number; readonly memoryGiB: number };
}

/** The whole file. */
export interface UserPrices {
  readonly prices: readonly UserPrice[];
  readonly discounts: readonly UserDiscount[];
  readonly machines: readonly UserMachine[];
}

/** The fields of each part, which the schema names too. */
export const USER_PRICE_FIELDS = {
  root: ['$schema', 'format', 'asOf', 'prices', 'discounts', 'machines'],
  price: ['instanceType', 'region', 'purchase', 'usdPerHour', 'asOf', 'validUntil', 'note'],
  discount: ['percent', 'instanceTypes', 'regions', 'purchases', 'asOf', 'validUntil', 'note'],
  machine: ['name', 'like', 'usdPerHour', 'watts', 'usdPerKilowattHour', 'vCpus', 'memoryGiB', 'architecture', 'device', 'deviceCount', 'deviceMemoryGiB',
    'asOf', 'validUntil', 'note'],
} as const;

/** Reads the text of a price file; fails with the first field that is wrong. Types must be in the catalog, so that a misspelt one is not passed over. */
export function parseUserPrices(fileName: string, text: string, catalog: Catalog): Result<UserPrices> {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return fail('damaged', `The price file ${quote(fileName)} is not JSON.`, 'Open it in the editor, which marks the place.');
  }
  return readJson(json, `The price file ${quote(fileName)}`, 'Correct the field; the editor marks it and says what fits.', (root) => readFile(root, catalog));
}

function readFile(root: JsonField, catalog: Catalog): UserPrices {
  onlyFields(root, USER_PRICE_FIELDS.root);
  root.field('format').oneOf([USER_PRICES_FORMAT]);
  const asOf = date(root.field('asOf'));
  const list = (name: string): JsonField[] => root.optional(name)?.items() ?? [];
  const machines = list('machines').map((field) => readMachine(field, catalog, asOf));
  list('machines').forEach((field, index) => {
    const name = field.field('name');
    if (machines.findIndex((machine) => machine.name === machines[index]?.name) < index) name.refuse('a name of its own');
  });
  return { machines, prices: list('prices').map((field) => readPrice(field, catalog, asOf)), discounts: list('discounts').map((field) => readDiscount(field, asOf)) };
}

function readPrice(field: JsonField, catalog: Catalog, asOf: string): UserPrice {
  onlyFields(field, USER_PRICE_FIELDS.price);
  const name = field.field('instanceType');
  const region = regionCode(field.optional('region'));
  return {
    ...terms(field, asOf),
    instanceType: catalog.find(name.text())?.name ?? name.refuse('an instance type of the catalog'),
    purchase: field.optional('purchase')?.oneOf(PURCHASES) ?? 'on-demand',
    usdPerHour: field.field('usdPerHour').positive(),
    ...(region === undefined ? {} : { region }),
  };
}

function readDiscount(field: JsonField, asOf: string): UserDiscount {
  onlyFields(field, USER_PRICE_FIELDS.discount);
  const texts = (name: string): string[] | undefined => field.optional(name)?.items().map((item) => item.text());
  const instanceTypes = texts('instanceTypes');
  const regions = field.optional('regions')?.items().flatMap((item) => regionCode(item) ?? []);
  return {
    ...terms(field, asOf),
    percent: percentBelow100(field.field('percent')),
    purchases: field.optional('purchases')?.items().map((item) => item.oneOf(QUOTED_PURCHASES)) ?? ['on-demand'],
    ...(instanceTypes === undefined ? {} : { instanceTypes }),
    ...(regions === undefined ? {} : { regions }),
  };
}

function readMachine(field: JsonField, catalog: Catalog, asOf: string): UserMachine {
  onlyFields(field, USER_PRICE_FIELDS.machine);
  const nameField = field.field('name');
  const name = nameField.text();
  // The shape of all type names, so that a machine can be named wherever a type can.
  if (!/^[a-z0-9-]+\.[a-z0-9-]+$/.test(name)) return nameField.refuse('two parts in lower case with a dot between, such as "my.workstation"');
  if (catalog.find(name) !== undefined) return nameField.refuse('a name that no instance type of AWS has');
  const likeField = field.optional('like');
  const like = likeField === undefined ? undefined : catalog.find(likeField.text()) ?? likeField.refuse('an instance type of the catalog');
  const accelerator = acceleratorOf(field) ?? like?.accelerator;
  return {
    ...terms(field, asOf), name, ...machinePrice(field),
    vCpus: field.optional('vCpus')?.positive() ?? like?.vCpus ?? field.field('vCpus').positive(),
    memoryGiB: field.optional('memoryGiB')?.positive() ?? like?.memoryGiB ?? field.field('memoryGiB').positive(),
    architecture: field.optional('architecture')?.oneOf(['x86_64', 'arm64']) ?? like?.architecture ?? 'x86_64',
    ...(like === undefined ? {} : { like: like.name }),
    ...(accelerator === undefined ? {} : { accelerator }),
  };
}

/** A price by the hour, or that of the electricity, or both together. */
function machinePrice(field: JsonField): Pick<UserMachine, 'usdPerHour' | 'priceBasis'> {
  const hourly = field.optional('usdPerHour')?.positive();
  const watts = field.optional('watts')?.positive();
  const electricityPrice = field.optional('usdPerKilowattHour');
  if (watts === undefined && electricityPrice !== undefined) field.field('watts').positive();
  if (watts === undefined) return { usdPerHour: hourly ?? field.field('usdPerHour').positive(), priceBasis: 'your price per hour' };
  const usdPerKilowattHour = field.field('usdPerKilowattHour').positive();
  const electricity = `${watts} W at $${usdPerKilowattHour} per kWh`;
  return {
    usdPerHour: (watts / 1000) * usdPerKilowattHour + (hourly ?? 0),
    priceBasis: hourly === undefined ? electricity : `your price per hour and ${electricity}`,
  };
}

function acceleratorOf(field: JsonField): UserMachine['accelerator'] {
  const device = field.optional('device')?.text();
  if (device === undefined) return undefined;
  return { device, count: field.optional('deviceCount')?.positive() ?? 1, memoryGiB: field.field('deviceMemoryGiB').positive() };
}

function terms(field: JsonField, asOf: string): UserTerms {
  const own = field.optional('asOf');
  const validUntil = field.optional('validUntil');
  const note = field.optional('note')?.text();
  return {
    asOf: own === undefined ? asOf : date(own),
    ...(validUntil === undefined ? {} : { validUntil: date(validUntil) }),
    ...(note === undefined ? {} : { note }),
  };
}

function onlyFields(field: JsonField, names: readonly string[]): void {
  for (const [name] of field.entries()) {
    if (!names.includes(name)) field.field(name).refuse(`left out: the fields here are ${names.join(', ')}`);
  }
}

function regionCode(field: JsonField | undefined): string | undefined {
  const text = field?.text();
  return text === undefined || /^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/.test(text) ? text : field?.refuse('a region such as "us-east-1"');
}

function percentBelow100(field: JsonField): number {
  const percent = field.positive();
  return percent < 100 ? percent : field.refuse('a number above 0 and below 100');
}

function date(field: JsonField): string {
  const text = field.text();
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : field.refuse('a date such as "2026-09-01"');
}
