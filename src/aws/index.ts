/** Current prices from AWS: the whole of the bundle `dist/aws.js`, loaded only when live prices are asked for. */

import { ec2InstanceType } from '../core/catalog/instanceTypeName';
import { fail, success } from '../core/failure';
import type { FetchOffers, LivePriceRequest } from '../core/pricing/livePrices';
import type { Purchase } from '../core/pricing/offer';
import { fetchListPrices } from './listPrices';
import { startDeadline, type Answer, type Session } from './session';
import { fetchSpotPrices } from './spotPrices';

const DEFAULT_TIMEOUT_MS = 60_000;
const REGION_CODE = /^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/;

/** See `FetchOffers`. The SDK finds credentials itself, and nothing is stored. */
export const fetchOffers: FetchOffers = async (request) => {
  const { region, endpoint } = request;
  if (!REGION_CODE.test(region)) return fail('usage', `"${region}" is not the code of an AWS region.`, 'Name one such as us-east-1.');
  if (endpoint !== undefined && !URL.canParse(endpoint)) return fail('usage', `"${endpoint}" is not the address of a service.`, 'Give a URL, or leave it out.');
  const instanceTypes = [...new Set(request.instanceTypes.map(ec2InstanceType))];
  if (instanceTypes.length === 0) return success({ offers: [], rejected: [] }); // EC2 would take no types for all types
  const timeoutMs = request.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const deadline = startDeadline(timeoutMs, request.signal);
  const session = sessionOf(request, deadline.signal, timeoutMs, instanceTypes.length * request.purchases.length);
  const answers = await Promise.all(request.purchases.map((purchase) => ask(purchase, instanceTypes, session)));
  deadline.clear();
  if (deadline.wasCancelled()) return fail('cancelled', 'Fetching prices from AWS was cancelled.', 'Ask again when you need current prices.');
  const offers = answers.flatMap((answer) => answer.offers);
  const failure = answers.find((answer) => answer.failure !== undefined)?.failure;
  if (offers.length === 0 && failure !== undefined) return { ok: false, failure };
  return success({ offers, rejected: answers.flatMap((answer) => answer.rejected) });
};

function ask(purchase: Purchase, instanceTypes: readonly string[], session: Session): Promise<Answer> {
  switch (purchase) {
    case 'on-demand':
    case 'sagemaker':
      return fetchListPrices(purchase, instanceTypes, session);
    case 'spot':
      return fetchSpotPrices(instanceTypes, session);
  }
}

function sessionOf(request: LivePriceRequest, signal: AbortSignal, timeoutMs: number, total: number): Session {
  const { region, endpoint, profile, onProgress } = request;
  let done = 0;
  return {
    region, signal,
    today: new Date().toISOString().slice(0, 10),
    settle: () => onProgress?.(++done, total),
    clientConfig: {
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(profile === undefined ? {} : { profile }),
      retryMode: 'adaptive',
      maxAttempts: 4,
      // A quarter each, so that an answer that never comes can be asked for again within the time limit.
      requestHandler: { connectionTimeout: timeoutMs / 4, requestTimeout: timeoutMs / 4, throwOnRequestTimeout: true },
    },
  };
}
