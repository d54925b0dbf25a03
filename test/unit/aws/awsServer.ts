/** A local server that speaks the two protocols of the AWS price services: JSON 1.1 (Pricing) and EC2 query with XML answers. */

import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as the SDK sent it. */
export interface AwsCall {
  readonly action: 'GetProducts' | 'DescribeSpotPriceHistory' | 'DescribeInstanceTypeOfferings' | 'DescribeInstanceTypes';
  /** GetProducts: the filters by field, and NextToken. The calls of EC2: the form fields. */
  readonly fields: Readonly<Record<string, string>>;
  /** When the request says it was signed. */
  readonly signedAt: Date;
}

/** What the server answers; `hang` keeps the connection open and silent, `cut` breaks it in the middle of the body. */
export type Reply = { readonly status: number; readonly body: string; readonly date?: Date; readonly cut?: true } | 'hang';

/** A running server. */
export interface AwsServer {
  readonly endpoint: string;
  readonly calls: readonly AwsCall[];
  /** Most requests that were open at once. */
  readonly peakOpen: () => number;
  readonly close: () => Promise<void>;
}

/** Starts a server that answers each call by `reply`, after `delayMs`. */
export async function startAwsServer(reply: (call: AwsCall, index: number) => Reply, delayMs = 0): Promise<AwsServer> {
  const calls: AwsCall[] = [];
  let open = 0;
  let peak = 0;
  const server = createServer((request, response) => {
    peak = Math.max(peak, ++open);
    response.once('close', () => open--);
    void textOf(request).then((text) => {
      const call = parseCall(request, text);
      calls.push(call);
      const answer = reply(call, calls.length - 1);
      if (answer === 'hang') return;
      const type = call.action === 'GetProducts' ? 'application/x-amz-json-1.1' : 'text/xml;charset=UTF-8';
      const headers = { 'content-type': type, ...(answer.date === undefined ? {} : { date: answer.date.toUTCString() }) };
      setTimeout(() => {
        if (answer.cut !== true) response.writeHead(answer.status, headers).end(answer.body);
        else response.writeHead(answer.status, { ...headers, 'content-length': 2 * answer.body.length }).write(answer.body, () => response.destroy());
      }, delayMs);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    peakOpen: () => peak,
    close: () => new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    }),
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function parseCall(request: IncomingMessage, text: string): AwsCall {
  const [, date, time] = /^(\d{8})T(\d{6})Z$/.exec(String(request.headers['x-amz-date'])) ?? [];
  const signedAt = new Date(`${date?.replace(/(....)(..)(..)/, '$1-$2-$3')}T${time?.replace(/(..)(..)(..)/, '$1:$2:$3')}Z`);
  if (request.headers['x-amz-target'] !== 'AWSPriceListService.GetProducts') {
    const fields = Object.fromEntries(new URLSearchParams(text));
    return { action: fields['Action'] as AwsCall['action'], fields, signedAt };
  }
  const body = JSON.parse(text) as { ServiceCode: string; NextToken?: string; MaxResults: number; Filters: { Type: string; Field: string; Value: string }[] };
  const { ServiceCode, NextToken, MaxResults, Filters } = body;
  const filters = Object.fromEntries(Filters.map(({ Type, Field, Value }) => [Field, `${Type} ${Value}`]));
  return { action: 'GetProducts', signedAt, fields: { ...filters, ServiceCode, MaxResults: String(MaxResults), ...(NextToken === undefined ? {} : { NextToken }) } };
}

/** A page of GetProducts. */
export function productsPage(elements: readonly string[], nextToken?: string): Reply {
  return { status: 200, body: JSON.stringify({ FormatVersion: 'aws_v1', PriceList: elements, ...(nextToken === undefined ? {} : { NextToken: nextToken }) }) };
}

/** One element of a PriceList in the shape that EC2 items have. */
export function priceElement(instanceType: string, price: { usd?: string; cny?: string; unit?: string; marketoption?: string; attributes?: Readonly<Record<string, string>> }): string {
  const pricePerUnit = { ...(price.usd === undefined ? {} : { USD: price.usd }), ...(price.cny === undefined ? {} : { CNY: price.cny }) };
  return JSON.stringify({
    product: {
      productFamily: 'Compute Instance',
      attributes: { instanceType, regionCode: 'us-east-1', operatingSystem: 'Linux', tenancy: 'Shared', marketoption: price.marketoption ?? 'OnDemand', gpuMemory: 'NA', ...price.attributes },
      sku: 'SKU1',
    },
    serviceCode: 'AmazonEC2',
    terms: {
      OnDemand: {
        'SKU1.TERM': {
          sku: 'SKU1', offerTermCode: 'TERM', effectiveDate: '2026-08-01T00:00:00Z', termAttributes: {},
          priceDimensions: { 'SKU1.TERM.RATE': { unit: price.unit ?? 'Hrs', beginRange: '0', endRange: 'Inf', description: 'per hour', rateCode: 'SKU1.TERM.RATE', appliesTo: [], pricePerUnit } },
        },
      },
      Reserved: { 'SKU1.OTHER': { priceDimensions: { 'SKU1.OTHER.RATE': { unit: 'Hrs', pricePerUnit: { USD: '0.1000000000' } } } } },
    },
    version: '20260805120000',
    publicationDate: '2026-08-05T12:00:00Z',
  });
}

/** An error in the shape of JSON 1.1 services. */
export function jsonError(status: number, type: string, message = ''): Reply {
  return { status, body: JSON.stringify({ __type: type, message }) };
}

/** An error in the shape of the EC2 query protocol. */
export function xmlError(status: number, code: string, message = ''): Reply {
  return { status, body: `<?xml version="1.0" encoding="UTF-8"?><Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>r-1</RequestID></Response>` };
}

/** One element of a PriceList in the shape of the recorded SageMaker items; without `component` it is an upfront fee. */
export function sageMakerElement(instanceName: string, price: { usd: string; component?: string; unit?: string }): string {
  const kind = price.component === undefined ? { usagetype: `USE1-TrainingPlanUpfrontFee:${instanceName}` } : { component: price.component };
  return JSON.stringify({
    product: { attributes: { instanceName, regionCode: 'us-east-1', ...kind } },
    terms: { OnDemand: { A: { priceDimensions: { B: { unit: price.unit ?? 'Hrs', pricePerUnit: { USD: price.usd } } } } } },
  });
}

/** A page of DescribeInstanceTypeOfferings. */
export function offeringsPage(instanceTypes: readonly string[], nextToken = ''): Reply {
  const items = instanceTypes.map((type) => `<item><instanceType>${type}</instanceType><locationType>region</locationType><location>us-east-1</location></item>`);
  const body = `<DescribeInstanceTypeOfferingsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r-1</requestId><instanceTypeOfferingSet>${items.join('')}</instanceTypeOfferingSet><nextToken>${nextToken}</nextToken></DescribeInstanceTypeOfferingsResponse>`;
  return { status: 200, body };
}

/** One row of a spot price history. */
export interface SpotRow {
  readonly instanceType: string;
  readonly zone: string;
  readonly usd: string;
  /** ISO time of the last change. */
  readonly since: string;
}

/** A page of DescribeSpotPriceHistory; the last page has an empty token, as EC2 writes it. */
export function spotPage(rows: readonly SpotRow[], nextToken = ''): Reply {
  const items = rows.map(({ instanceType, zone, usd, since }) =>
    `<item><instanceType>${instanceType}</instanceType><productDescription>Linux/UNIX</productDescription><spotPrice>${usd}</spotPrice><timestamp>${since}</timestamp><availabilityZone>${zone}</availabilityZone></item>`);
  const body = `<DescribeSpotPriceHistoryResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r-1</requestId><spotPriceHistorySet>${items.join('')}</spotPriceHistorySet><nextToken>${nextToken}</nextToken></DescribeSpotPriceHistoryResponse>`;
  return { status: 200, body };
}
