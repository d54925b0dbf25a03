/** A small hand-made world for advice tests: four types, round prices, predictions at round ratios. */

import type { Knowledge } from '../../../src/core/advice/advise';
import type { Catalog, InstanceType } from '../../../src/core/catalog/catalog';
import { fail, success } from '../../../src/core/failure';
import type { Offer } from '../../../src/core/pricing/offer';
import type { Profile } from '../../../src/core/profile/profile';

const type = (name: string, device: string, launchable: boolean): InstanceType => ({
  name, vCpus: 4, memoryGiB: 16, architecture: 'x86_64', burstable: false,
  accelerator: { device, count: 1, memoryGiB: 16 },
  launchableIn: launchable ? ['us-east-1'] : [],
  ...(launchable ? {} : { retired: '2024-11-03' }),
});

const TYPES = [type('here.xlarge', 'T4', true), type('fast.xlarge', 'A10G', true), type('old.xlarge', 'M60', false), type('new.xlarge', 'L4', true)];

const catalog: Catalog = {
  offeringsAsOf: '2026-08-01',
  offeringRegions: ['us-east-1'],
  instanceTypes: TYPES,
  find: (name) => TYPES.find((candidate) => candidate.name === name.replace(/^ml\./, '')),
  device: () => undefined,
};

/** Dollars per hour, chosen so that sums can be done in the head. */
export const USD_PER_HOUR: Readonly<Record<string, number>> = { 'here.xlarge': 0.5, 'fast.xlarge': 1, 'old.xlarge': 0.25, 'new.xlarge': 0.8 };

const offer = (instanceType: string, usdPerHour: number): Offer => ({
  instanceType, purchase: 'on-demand', region: 'us-east-1', usdPerHour, asOf: '2026-07-20', layer: 'bundled', source: 'test',
});

/** The world; `ratios` are target time over anchor time with the relative half-width of the interval. */
export function knowledgeWith(ratios: Readonly<Record<string, readonly [ratio: number, halfWidth: number]>>): Knowledge {
  return {
    catalog,
    prices: {
      regions: ['us-east-1'],
      offers: (name, region, purchases) => {
        const price = USD_PER_HOUR[name];
        return price === undefined || region !== 'us-east-1' || !purchases.includes('on-demand') ? [] : [offer(name, price)];
      },
    },
    predictor: {
      modelVersion: 'test-1',
      anchors: ['here.xlarge'],
      targets: () => Object.keys(ratios),
      change: (request, { batchSize }) => success({ ...request, ...(batchSize === undefined ? {} : { batchSize }), stepMs: { ...request.stepMs, value: 2 * request.stepMs.value } }),
      predict: ({ stepMs }, target) => {
        const entry = ratios[target];
        if (entry === undefined) return fail('unpredictable', `No measured pair leads to ${target}.`, 'Record a run there.');
        const [ratio, halfWidth] = entry;
        const estimate = stepMs.value * ratio;
        return success({
          instanceType: target, tier: 'measured', why: [],
          relativeStep: { estimate: ratio, low: ratio * (1 - halfWidth), high: ratio * (1 + halfWidth), coverage: 0.8 },
          stepMs: { estimate, low: estimate * (1 - halfWidth), high: estimate * (1 + halfWidth), coverage: 0.8 },
        });
      },
    },
  };
}

/** A profile with nothing in it but its format. */
export const EMPTY_PROFILE: Profile = { format: 'test', ops: [], warnings: [] };
