/** Errors of the AWS SDK as sentences. Their own messages are never passed on: they can hold account ids, ARNs and key ids. */

import type { Failure } from '../core/failure';

/** Error names and codes by cause, as the Pricing and EC2 services, the SDK and Node write them. */
const CAUSES = {
  credentials: ['CredentialsProviderError', 'ProviderError', 'TokenProviderError'],
  refused: ['ExpiredTokenException', 'ExpiredToken', 'RequestExpired', 'UnrecognizedClientException', 'InvalidClientTokenId', 'AuthFailure',
    'InvalidSignatureException', 'SignatureDoesNotMatch', 'MissingAuthenticationToken', 'MissingAuthenticationTokenException'],
  denied: ['AccessDeniedException', 'AccessDenied', 'UnauthorizedOperation'],
  throttled: ['ThrottlingException', 'Throttling', 'RequestLimitExceeded', 'TooManyRequestsException'],
  late: ['TimeoutError', 'AbortError', 'RequestTimeout', 'RequestTimeoutException', 'ETIMEDOUT'],
  unreachable: ['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'ENETUNREACH', 'EPIPE', 'NetworkingError'],
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
      return { message: 'The AWS SDK found no credentials that it can use.', action: 'Sign in to AWS, set a profile, or use the bundled prices.' };
    case 'refused':
      return { message: 'AWS refused the credentials: they are expired or not valid.', action: 'Sign in to AWS again, or use the bundled prices.' };
    case 'denied':
      return { message: `Your AWS identity may not call ${permission}.`, action: `Allow ${permission} in its policy, or use the bundled prices.` };
    case 'throttled':
      return { message: `AWS limits how often ${permission} may be called, and retrying did not help.`, action: 'Wait a minute and try again.' };
    case 'late':
      return { message: `AWS did not answer ${permission} in time.`, action: 'Try again, or use the bundled prices.' };
    case 'unreachable':
      return { message: `AWS could not be reached for ${permission}.`, action: 'Check the network and the proxy, or use the bundled prices.' };
    case 'unexpected':
      return { message: `AWS answered ${permission} with an unexpected error (${name}).`, action: 'Try again, or use the bundled prices.' };
  }
}

/** Name and code of the error; anything that does not look like an identifier is left out. */
function namesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const code = 'code' in error ? error.code : undefined;
  return [error.name, code].filter((name): name is string => typeof name === 'string' && /^\w{1,60}$/.test(name));
}
