/** When a step cannot be carried to another device. */

import type { Catalog, InstanceType } from '../../catalog/catalog';
import { fail, success, type Result } from '../../failure';
import type { DeviceRates, TransferModel } from './model';

/** An instance type with the rates of its device. */
export interface RatedType {
  readonly type: InstanceType;
  readonly rates: DeviceRates;
}

/** What keeps programs for GPUs from running as they are, by vendor; follows "which". */
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
  if (software !== undefined) return fail('unpredictable', `${type.name} runs on ${accelerator.device}, which ${software}.`, 'Measure a few steps there.');
  if (accelerator.count < 1) {
    return fail('unpredictable', `${type.name} has ${accelerator.count} of one ${accelerator.device}, and how training runs on a part of a GPU was never measured.`, 'Measure a few steps there.');
  }
  const rates = model.devices.find(({ device }) => device === accelerator.device);
  if (rates === undefined) return fail('unpredictable', `No rates of the ${accelerator.device} of ${type.name} are known.`, 'Measure a few steps there.');
  return success({ type, rates });
}
