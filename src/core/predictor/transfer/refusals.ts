/** When a step cannot be carried to another device. */

import type { Catalog, InstanceType } from '../../catalog/catalog';
import { fail, success, type Result } from '../../failure';
import type { PredictionRequest } from '../predictor';
import { unknownShare } from '../refusals';
import { stepVector } from '../stepVector';
import type { DeviceRates, TransferModel } from './model';

/** An instance type with the rates of its device. */
export interface RatedType {
  readonly type: InstanceType;
  readonly rates: DeviceRates;
}

/** Above this share of device time in ops of no known family, the mix says too little. */
const MOST_UNKNOWN = 0.4;

/** Why the request as such cannot be carried anywhere, or undefined. */
export function requestRefusal({ profile, stepMs, anchor }: PredictionRequest): Extract<Result<never>, { ok: false }> | undefined {
  if (!Number.isFinite(stepMs.value) || stepMs.value <= 0) {
    return fail('unpredictable', `A step of ${stepMs.value} ms cannot be.`, 'Give the step time in milliseconds, above 0.');
  }
  if (profile.mode?.value === 'inference') {
    return fail('unpredictable', `The profile is of an inference run (${profile.mode.source}), and only training was measured.`, 'Profile a few training steps.');
  }
  const { groupMs } = stepVector(profile.ops, stepMs.value);
  if (profile.ops.length > 0 && groupMs.every((ms) => ms === 0)) {
    return fail('unpredictable', `The profile has no work on a GPU, so it cannot have been taken on ${anchor}.`, 'Profile the run on the GPU.');
  }
  const unknown = unknownShare(groupMs);
  if (unknown > MOST_UNKNOWN) {
    return fail('unpredictable', `${Math.round(100 * unknown)} % of the device time is in ops of no known family.`, 'Nothing can be done with this profile; report the op names.');
  }
  return undefined;
}

/** What keeps programs for GPUs from running as they are, by vendor; follows the name of the device. */
const OTHER_SOFTWARE: Readonly<Record<string, string>> = {
  'AWS Neuron': 'needs the Neuron compiler, and what that makes of a program for GPUs cannot be told from a profile',
  Habana: 'needs the Gaudi software, and what that makes of a program for GPUs cannot be told from a profile',
  Qualcomm: 'is made for inference',
  AMD: 'is supported for training by neither TensorFlow nor PyTorch',
};

/** The type with its device's rates, or in one sentence why there are none. */
export function ratedType(instanceType: string, { catalog, model }: { readonly catalog: Catalog; readonly model: TransferModel }): Result<RatedType> {
  const type = catalog.find(instanceType);
  if (type === undefined) return fail('unpredictable', `${instanceType} is not in the catalog.`, 'Check the spelling.');
  const { accelerator } = type;
  if (accelerator === undefined) return fail('unpredictable', `${type.name} has no GPU, and nothing that was measured leads from a GPU to a CPU.`, 'Choose a type with a GPU.');
  const vendor = catalog.device(accelerator.device)?.vendor ?? '';
  const software = OTHER_SOFTWARE[vendor];
  if (software !== undefined) return fail('unpredictable', `The ${accelerator.device} of ${type.name} ${software}.`, 'Measure a few steps there.');
  if (accelerator.count < 1) {
    return fail('unpredictable', `${type.name} has ${accelerator.count} of one ${accelerator.device}, and how training runs on a part of a GPU was never measured.`, 'Measure a few steps there.');
  }
  const rates = model.devices.find(({ device }) => device === accelerator.device);
  if (rates === undefined) return fail('unpredictable', `No rates of the ${accelerator.device} of ${type.name} are known.`, 'Measure a few steps there.');
  return success({ type, rates });
}
