/** Says in whole sentences what a transferred prediction rests on and what it doubts. */

import type { InstanceType } from '../../catalog/catalog';
import type { Precision } from '../../profile/profile';
import type { DeviceRates, TransferErrors } from './model';
import type { RatedType } from './refusals';
import type { FoundedWork } from './work';

/** What is known about one transferred prediction. */
export interface TransferGrounds {
  readonly from: RatedType;
  readonly to: RatedType;
  readonly work: FoundedWork;
  readonly precision: Precision;
  readonly assumedPrecision: boolean;
  readonly waitShare: number;
  readonly errors: TransferErrors;
  readonly hostsKnown: boolean;
  readonly inputBound: boolean;
  /** Whether the estimate was moved to what the peaks allow. */
  readonly limited: boolean;
  /** Whether a datasheet value that the rates of the target rest on has no second source. */
  readonly unverified: boolean;
  /** A type with the same device, and fewer vCPUs, when there is one. */
  readonly smaller?: InstanceType;
}

/** The sentences, most important first. */
export function explainTransfer(grounds: TransferGrounds): string[] {
  const { from, to, work, errors } = grounds;
  const same = from.rates.device === to.rates.device;
  const error = work.withOps ? errors.withOps : errors.withoutOps;
  return [
    same ? `${to.type.name} has the same GPU as ${from.type.name}; only waiting for the host differs.`
      : `Scaled by what the GPUs sustain: ${ratesText(from.rates, grounds.precision)}; ${ratesText(to.rates, grounds.precision)}.`,
    ...(same ? [] : [`Devices left out of every fit were predicted with a median error of ${error.toFixed(0)} % ${work.withOps ? 'from op times' : 'without op times'}.`]),
    ...hostSentences({ ...grounds, waiting: work.waiting }),
    ...doubtSentences(grounds, same),
  ];
}

/** Of a multi-GPU type. */
export function oneOfManySentence({ name, accelerator }: InstanceType): string[] {
  const count = accelerator?.count ?? 1;
  return count > 1 ? [`The step uses one of the ${count} GPUs of ${name}; the price is of all.`] : [];
}

function ratesText({ device, computeTflops, bandwidthGBs, provenance, basis }: DeviceRates, precision: Precision): string {
  const how = provenance === 'measured' ? `measured: ${basis}` : `not measured: ${basis}`;
  const reduced = computeTflops[precision] > computeTflops.fp32;
  return `${device} ${computeTflops[precision].toPrecision(2)} TFLOP/s and ${Math.round(bandwidthGBs)} GB/s (${how}${reduced ? `; ${precision} by its datasheet` : ''})`;
}

/** Above this share of waiting, the host matters to who chooses a size. */
const WAITS = 0.1;

/** Where the share of waiting comes from, in words. */
const WAITING: Readonly<Record<FoundedWork['waiting'], string>> = {
  'profile': 'by the profile', 'busy share': 'by the GPU\'s busy share', 'typical': 'as is typical of such steps',
};

/** What is known of the part of a step that its host decides. */
export type HostGrounds = Pick<TransferGrounds, 'waitShare' | 'hostsKnown' | 'smaller' | 'to' | 'inputBound'> & Pick<FoundedWork, 'waiting'>;

/** What the host does to the step, and whether a larger size would help. */
export function hostSentences({ waitShare, hostsKnown, smaller, to, inputBound, waiting }: HostGrounds): string[] {
  const percent = Math.round(100 * waitShare);
  return [
    ...(waitShare > WAITS ? [`About ${percent} % of the step there waits for the host, ${WAITING[waiting]}.`] : []),
    ...(inputBound ? ['All vCPUs were busy, so waiting is taken to be for input, which more vCPUs prepare faster.'] : []),
    ...(smaller !== undefined && !inputBound && waitShare <= WAITS
      ? [`The GPU decides: the vCPUs that ${to.type.name} has beyond ${smaller.name} would be wasted.`] : []),
    ...(hostsKnown ? [] : ['The speed of a host is not known; both are taken to be alike.']),
  ];
}

function doubtSentences({ work, to, from, precision, assumedPrecision, limited, unverified }: TransferGrounds, same: boolean): string[] {
  if (same) return work.withOps ? [] : [`The profile has no op times: how much of a step waits for the host is taken ${WAITING[work.waiting]}.`];
  const reduces = to.rates.computeTflops.tf32 > 1.01 * to.rates.computeTflops.fp32;
  return [
    ...(work.withOps ? [] : ['The profile has no op times: the mix of the training data is assumed.']),
    ...(assumedPrecision ? ['The profile does not say its precision; fp32 is assumed.'] : []),
    ...(precision === 'fp32' && reduces && from.rates.computeTflops.tf32 <= 1.01 * from.rates.computeTflops.fp32
      ? [`With TF32, which many frameworks use there by default, ${to.type.name} would be faster than this.`] : []),
    ...(unverified && to.rates.provenance === 'spec' ? [`The datasheet of the ${to.rates.device} could not be checked against a second source.`] : []),
    ...(limited ? ['The figure was limited to what the datasheets of both devices allow.'] : []),
  ];
}
