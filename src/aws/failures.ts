/** Errors of the AWS SDK as sentences. Their own messages are never passed on: they can hold account ids, ARNs and key ids. */

import type { Failure } from '../core/failure';

/** Error names and codes by cause, as the Pricing and EC2 services, the SDK and Node write them. */
const CAUSES = {
  credentials: ['CredentialsProviderError', 'ProviderError', 'TokenProviderError'],
  refused: ['ExpiredTokenException', 'ExpiredToken', 'UnrecognizedClientException', 'InvalidClientTokenId', 'AuthFailure',
    'InvalidSignatureException', 'SignatureDoesNotMatch', 'MissingAuthenticationToken', 'MissingAuthenticationTokenException'],
  clock: ['RequestExpired', 'RequestInTheFuture', 'RequestTimeTooSkewed'],
  denied: ['AccessDeniedException', 'AccessDenied', 'UnauthorizedOperation'],
  throttled: ['ThrottlingException', 'Throttling', 'RequestLimitExceeded', 'TooManyRequestsException'],
  late: ['TimeoutError', 'AbortError', 'RequestTimeout', 'RequestTimeoutException', 'ETIMEDOUT'],
  unreachable: ['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'NetworkingError'],
  cut: ['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE'],
  region: ['OptInRequired', 'InvalidRegion', 'EndpointError'],
} as const;

type Cause = keyof typeof CAUSES | 'unexpected';

/** The failure that an error of the call `permission` (`pricing:GetProducts`) means. An aborted call ran out of time: who cancels asks for no sentence. */
export function failureOf(error: unknown, permission: string): Failure {
  const names = namesOf(error);
  const causes = Object.keys(CAUSES) as (keyof typeof CAUSES)[];
  const cause = causes.find((candidate) => CAUSES[candidate].some((name) => names.includes(name))) ?? 'unexpected';
  return { code: 'unavailable', ...sentences(cause, permission, names[0] ?? 'no name') };
}

function sentences(cause: Cause, permission: string, name: string): { message: string; action: string } {
  switch (cause) {
    case 'credentials':
      return { message: 'The AWS SDK found no credentials that it can use.', action: 'Sign in to AWS, or set a profile.' };
    case 'refused':
      return { message: 'AWS refused the credentials: they are expired or not valid.', action: 'Sign in to AWS again.' };
    case 'clock':
      return { message: 'AWS refused the request because of its time: the clock of this machine is wrong.', action: 'Set the clock and try again.' };
    case 'denied':
      return { message: `Your AWS identity may not call ${permission}.`, action: `Allow ${permission} in its policy.` };
    case 'throttled':
      return { message: `AWS limits how often ${permission} may be called, and retrying did not help.`, action: 'Wait a minute and try again.' };
    case 'late':
      return { message: `AWS did not answer ${permission} in time.`, action: 'Try again.' };
    case 'unreachable':
      return { message: `AWS could not be reached for ${permission}.`, action: 'Check the network and the proxy.' };
    case 'cut':
      return { message: `The connection to AWS broke during ${permission}, and retrying did not help.`, action: 'Check the network and try again.' };
    case 'region':
      return { message: `AWS does not answer ${permission} for this region.`, action: 'Check that the region exists and is enabled for your account.' };
    case 'unexpected':
      return { message: `AWS answered ${permission} with an unexpected error (${name}).`, action: 'Try again.' };
  }
}

/** Name and code of the error. Letters and underscores only: nothing with digits is passed on, as keys and account ids have them. */
function namesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const code = 'code' in error ? error.code : undefined;
  return [error.name, code].filter((name): name is string => typeof name === 'string' && /^[A-Za-z_]{1,60}$/.test(name));
}
