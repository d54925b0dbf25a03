/** Current prices from AWS: the whole of the bundle `dist/aws.js`, loaded only when live prices are asked for. */

import { ec2InstanceType } from '../core/catalog/instanceTypeName';
import { fail, success, type Result } from '../core/failure';
import type { FetchOffers, LiveOffers, LivePriceRequest } from '../core/pricing/livePrices';
import type { QuotedPurchase } from '../core/pricing/offer';
import { fetchListPrices } from './listPrices';
import { fetchOfferings } from './offerings';
import { startDeadline, type Answer, type Session } from './session';
import { fetchSpotPrices } from './spotPrices';

export { replaceFile } from './replaceFile';

// The SDK would warn about Node's version once in each process, which is for us to read, not for users.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

const DEFAULT_TIMEOUT_MS = 60_000;
const REGION_CODE = /^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/;

const noOfferings: Awaited<ReturnType<typeof fetchOfferings>> = {};

/** What is asked of one service. */
type Wanted = readonly (readonly [QuotedPurchase, readonly string[]])[];

/** See `FetchOffers`. The SDK finds credentials itself, and nothing of them is stored. */
export const fetchOffers: FetchOffers = async (request) => {
  const { region, endpoint } = request;
  if (!REGION_CODE.test(region)) return fail('usage', `"${region}" is not the code of an AWS region.`, 'Name one such as us-east-1.');
  if (endpoint !== undefined && !URL.canParse(endpoint)) return fail('usage', `"${endpoint}" is not the address of a service.`, 'Give a URL, or leave it out.');
  const wanted = wantedOf(request);
  const total = wanted.reduce((sum, [, types]) => sum + types.length, 0);
  if (total === 0 && request.offerings !== true) return success({ offers: [], rejected: [], log: [] });
  const timeoutMs = request.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const deadline = startDeadline(timeoutMs, request.signal);
  const session = sessionOf(request, deadline.signal, timeoutMs, total);
  const [listing, answers] = await Promise.all([
    request.offerings === true ? fetchOfferings(session) : noOfferings,
    Promise.all(wanted.map(([purchase, types]) => ask(purchase, types, session))),
  ]);
  deadline.clear();
  if (deadline.wasCancelled()) return fail('cancelled', 'Fetching prices from AWS was cancelled.', 'Ask again when you need current prices.');
  const offers = answers.flatMap((answer) => answer.offers);
  const failure = answers.find((answer) => answer.failure !== undefined)?.failure;
  if (offers.length === 0 && listing.offerings === undefined && failure !== undefined) return { ok: false, failure };
  return knownRegion(region, {
    offers,
    rejected: answers.flatMap((answer) => answer.rejected),
    log: [
      ...answers.flatMap((answer) => answer.passedOver ?? []),
      // Without them the catalog's offerings serve, so this alone is no failure.
      ...(listing.failure === undefined ? [] : [`${listing.failure.message} The offerings of the catalog are used.`]),
    ],
    ...(listing.offerings === undefined ? {} : { offerings: listing.offerings }),
    ...(failure === undefined ? {} : { failure }),
  });
};

/** What is to be asked, by service; never an empty list of types, which EC2 would take for all of them. */
function wantedOf({ instanceTypes, purchases, isKnown }: LivePriceRequest): Wanted {
  const names = [...new Set(instanceTypes.map(ec2InstanceType))];
  return [...new Set(purchases)]
    .map((purchase) => [purchase, names.filter((name) => isKnown?.(name, purchase) !== true)] as const)
    .filter(([, types]) => types.length > 0);
}

/** A region of which AWS lists nothing at all has a wrong code: one sentence instead of one for every type. */
function knownRegion(region: string, answer: LiveOffers): Result<LiveOffers> {
  const nothing = answer.offers.length === 0 && answer.offerings === undefined && answer.rejected.length > 1;
  return nothing && answer.rejected.every(({ reason }) => reason.endsWith(': AWS lists none.'))
    ? fail('unavailable', `AWS lists no price for any of these types in ${region}.`, 'Check the code of the region.')
    : success(answer);
}

function ask(purchase: QuotedPurchase, instanceTypes: readonly string[], session: Session): Promise<Answer> {
  switch (purchase) {
    case 'on-demand':
    case 'sagemaker':
    case 'sagemaker-hosting':
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
