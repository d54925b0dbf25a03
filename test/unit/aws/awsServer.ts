/** A local server that speaks the two protocols of the AWS price services: JSON 1.1 (Pricing) and EC2 query with XML answers. */

import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as the SDK sent it. */
export interface AwsCall {
  readonly action: 'GetProducts' | 'DescribeSpotPriceHistory';
  /** GetProducts: the filters by field, and NextToken. DescribeSpotPriceHistory: the form fields. */
  readonly fields: Readonly<Record<string, string>>;
}

/** What the server answers; `hang` keeps the connection open and silent. */
export type Reply = { readonly status: number; readonly body: string } | 'hang';

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
      setTimeout(() => response.writeHead(answer.status, { 'content-type': type }).end(answer.body), delayMs);
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
  if (request.headers['x-amz-target'] !== 'AWSPriceListService.GetProducts') {
    return { action: 'DescribeSpotPriceHistory', fields: Object.fromEntries(new URLSearchParams(text)) };
  }
  const body = JSON.parse(text) as { ServiceCode: string; NextToken?: string; MaxResults: number; Filters: { Type: string; Field: string; Value: string }[] };
  const { ServiceCode, NextToken, MaxResults, Filters } = body;
  const filters = Object.fromEntries(Filters.map(({ Type, Field, Value }) => [Field, `${Type} ${Value}`]));
  return { action: 'GetProducts', fields: { ...filters, ServiceCode, MaxResults: String(MaxResults), ...(NextToken === undefined ? {} : { NextToken }) } };
}

/** A page of GetProducts. */
export function productsPage(elements: readonly string[], nextToken?: string): Reply {
  return { status: 200, body: JSON.stringify({ FormatVersion: 'aws_v1', PriceList: elements, ...(nextToken === undefined ? {} : { NextToken: nextToken }) }) };
}

/** One element of a PriceList in the shape that EC2 items have. */
export function priceElement(instanceType: string, price: { usd?: string; cny?: string; unit?: string; marketoption?: string }): string {
  const pricePerUnit = { ...(price.usd === undefined ? {} : { USD: price.usd }), ...(price.cny === undefined ? {} : { CNY: price.cny }) };
  return JSON.stringify({
    product: {
      productFamily: 'Compute Instance',
      attributes: { instanceType, regionCode: 'us-east-1', operatingSystem: 'Linux', tenancy: 'Shared', marketoption: price.marketoption ?? 'OnDemand', gpuMemory: 'NA' },
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
