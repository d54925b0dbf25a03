/** Credentials for tests. */

import { vi } from 'vitest';

/** An environment with these credentials and no other source of any, so that nothing of this machine takes part. */
export function stubCredentials({ accessKey, secret, token }: { readonly accessKey: string; readonly secret: string; readonly token?: string }): void {
  vi.stubEnv('AWS_ACCESS_KEY_ID', accessKey);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secret);
  if (token !== undefined) vi.stubEnv('AWS_SESSION_TOKEN', token);
  vi.stubEnv('AWS_CONFIG_FILE', '/nonexistent/config');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nonexistent/credentials');
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
}
