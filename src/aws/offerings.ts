/** Which instance types a region offers (DescribeInstanceTypeOfferings): prices do not tell, as AWS keeps listing those of retired types. */

import { EC2Client, paginateDescribeInstanceTypeOfferings } from '@aws-sdk/client-ec2';
import type { Offerings } from '../core/catalog/offerings';
import type { Failure } from '../core/failure';
import { failureOf } from './failures';
import { allPages, answerTime, type Session } from './session';

/** Largest page that DescribeInstanceTypeOfferings allows. */
const PAGE_SIZE = 1000;

/** All types that the region offers, or why that is not known. An empty answer is no knowledge. */
export async function fetchOfferings({ region, signal, clientConfig }: Pick<Session, 'region' | 'signal' | 'clientConfig'>): Promise<{ offerings?: Offerings; failure?: Failure }> {
  const client = new EC2Client({ region, ...clientConfig });
  try {
    const names = await allPages(
      () => paginateDescribeInstanceTypeOfferings({ client }, { LocationType: 'region', MaxResults: PAGE_SIZE }, { abortSignal: signal }),
      (page) => (page.InstanceTypeOfferings ?? []).flatMap(({ InstanceType }) => InstanceType ?? []),
    );
    return names.length === 0 ? {} : { offerings: { region, instanceTypes: [...new Set<string>(names)].sort(), ...answerTime(client) } };
  } catch (error) {
    return { failure: failureOf(error, 'ec2:DescribeInstanceTypeOfferings') };
  } finally {
    client.destroy();
  }
}
