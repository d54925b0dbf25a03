/** Training shared by several GPUs and several machines: what a step on one GPU becomes, and what all machines cost. */

import type { InstanceType } from '../catalog/catalog';
import type { Placement } from '../predictor/parallel/dataParallel';
import { scaled, type Prediction } from '../predictor/predictor';
import type { Offer } from '../pricing/offer';

/** What the user asks for. */
export interface Distribution {
  /** Use every GPU of each machine instead of one. */
  readonly allGpus: boolean;
  /** Machines that train together, 1 or more. */
  readonly machines: number;
}

/** What is advised for unless the user asks for more. */
export const ONE_GPU: Distribution = { allGpus: false, machines: 1 };

/** Machines that a what-if may name: beyond, the fit of the exchange has no data. */
export const MAX_MACHINES = 16;

/** Where the GPUs of an instance type stand; a type that shares a GPU, or has none, counts as one. */
export function placementOn({ accelerator }: InstanceType, { allGpus, machines }: Distribution): Placement {
  return { gpus: machines * (allGpus ? Math.max(1, Math.floor(accelerator?.count ?? 1)) : 1), machines };
}

/** Steps of an epoch when each GPU takes a batch of its own in every step; rounded up, as the last step may be smaller. */
export function sharedSteps(stepsPerEpoch: number, { gpus }: Placement): number {
  return Math.ceil(stepsPerEpoch / gpus);
}

/** Time over the anchor's for the same number of samples, which is what costs are compared by. */
export function perSample(prediction: Prediction, { gpus }: Placement): Prediction['relativeStep'] {
  return scaled(prediction.relativeStep, 1 / gpus);
}

/** The offer for all machines together. */
export function forAll(offer: Offer, { machines }: Placement): Offer {
  return machines === 1 ? offer : {
    ...offer,
    usdPerHour: offer.usdPerHour * machines,
    ...(offer.listUsdPerHour !== undefined && { listUsdPerHour: offer.listUsdPerHour * machines }),
  };
}
