/** What EC2 says of its instance types (DescribeInstanceTypes); for the catalog's rebuild only, not part of the bundle. */

import { EC2Client, paginateDescribeInstanceTypes } from '@aws-sdk/client-ec2';
import type { Result } from '../core/failure';
import { failureOf } from './failures';
import { allPages } from './session';

/** Largest page that DescribeInstanceTypes allows. */
const PAGE_SIZE = 100;

/** The figures of a type that the catalog holds too. */
export interface DescribedType {
  readonly name: string;
  readonly vCpus: number;
  readonly memoryGiB: number;
}

/** All types that the region describes. */
export async function describeInstanceTypes(region: string, endpoint?: string): Promise<Result<DescribedType[]>> {
  const client = new EC2Client({ region, ...(endpoint === undefined ? {} : { endpoint }) });
  try {
    const value = await allPages(
      () => paginateDescribeInstanceTypes({ client }, { MaxResults: PAGE_SIZE }),
      (page) => (page.InstanceTypes ?? []).flatMap(({ InstanceType: name, VCpuInfo, MemoryInfo }): DescribedType[] => {
        const [vCpus, memoryMiB] = [VCpuInfo?.DefaultVCpus, MemoryInfo?.SizeInMiB];
        return name === undefined || vCpus === undefined || memoryMiB === undefined ? [] : [{ name, vCpus, memoryGiB: memoryMiB / 1024 }];
      }),
    );
    return { ok: true, value };
  } catch (error) {
    return { ok: false, failure: failureOf(error, 'ec2:DescribeInstanceTypes') };
  } finally {
    client.destroy();
  }
}
