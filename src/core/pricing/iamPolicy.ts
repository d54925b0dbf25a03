/** The least that an AWS identity must be allowed for current prices. */

/** What each call is for; none of them can be narrowed to single resources, and all only read public facts. */
export const PRICE_PERMISSIONS = {
  'pricing:GetProducts': 'on-demand and SageMaker prices',
  'ec2:DescribeSpotPriceHistory': 'spot prices',
  'ec2:DescribeInstanceTypeOfferings': 'which types a region offers',
} as const;

/** The policy as JSON, ready to be pasted into the IAM console. */
export function iamPolicy(): string {
  const statement = { Sid: 'ReadPricesForMlInstanceAdvisor', Effect: 'Allow', Action: Object.keys(PRICE_PERMISSIONS), Resource: '*' };
  return `${JSON.stringify({ Version: '2012-10-17', Statement: [statement] }, null, 2)}\n`;
}
