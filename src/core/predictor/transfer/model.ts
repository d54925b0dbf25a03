/** The transfer model (media/data/transfer.json, written by tools/predictor/transfer): its format, and reading it. */

import type { Result } from '../../failure';
import { readJson, type JsonField } from '../../jsonFields';
import type { Precision } from '../../profile/profile';
import { OP_GROUPS, type OpGroup } from '../stepVector';

/** Tag of the format; another tag is another format. */
export const TRANSFER_FORMAT = 'ml-instance-advisor/transfer-1';

/** Every precision that has rates. */
export const PRECISIONS = ['fp32', 'tf32', 'amp'] as const satisfies readonly Precision[];

/** Where a rate comes from: fitted to measurements on the device (or its chip), or datasheet times what is typical of its architecture. */
export const PROVENANCES = ['measured', 'spec'] as const;

/** Where a rate comes from. */
export type Provenance = (typeof PROVENANCES)[number];

/** Half-widths of one standard deviation on the log: of the compute rate, of the bandwidth, and of each group on its own. */
export interface RateSpread {
  readonly compute: number;
  readonly bandwidth: number;
  readonly group: number;
}

/** What a device sustains, and how that is known. */
export interface DeviceRates {
  /** As the catalog names it. */
  readonly device: string;
  /** Devices of one chip differ in memory and power only, and share what was measured. */
  readonly chip: string;
  readonly provenance: Provenance;
  /** Groups whose own rate was measured; the others follow from compute and bandwidth. */
  readonly measuredGroups: readonly OpGroup[];
  /** Where the rates come from, in words. */
  readonly basis: string;
  /** Sustained arithmetic, TFLOP/s, by precision; matrix units with reduced precision included. */
  readonly computeTflops: Readonly<Record<Precision, number>>;
  /** Sustained memory bandwidth, GB/s. */
  readonly bandwidthGBs: number;
  /** Copies between host and device, GB/s. */
  readonly linkGBs: number;
  /** By which each group differs from compute and bandwidth, on the log, in the order of OP_GROUPS. */
  readonly residuals: readonly number[];
  readonly spread: RateSpread;
  /** What the datasheet allows at most: TFLOP/s by precision, and GB/s. */
  readonly peak: { readonly tflops: Readonly<Record<Precision, number>>; readonly bandwidthGBs: number };
}

/** How a step's parts scale, beside the rates. */
export interface StepModel {
  /** How much of a group's rate is arithmetic, 0 to 1, in the order of OP_GROUPS; the rest is bandwidth. */
  readonly computeShare: readonly number[];
  /** The same in reduced precision, for the groups that run on matrix units: these wait for memory more. */
  readonly tensorShare: number;
  /** By how much reduced precision speeds up work that is bound by bandwidth: half the bytes of activations, not of all else. */
  readonly ampBytesGain: number;
  /** Waiting scales with (host speed here / host speed there) to this power, 0 to 1. */
  readonly hostExponent: number;
  /** How much of the device time that a faster device saves turns into waiting, for a step that only waits; see `transferStep`. */
  readonly uncovered: number;
}

/** How wide intervals are, on the log; see width.ts. */
export interface WidthModel {
  /** Makes standard deviations an 80 % interval: fitted to devices left out. */
  readonly scale: number;
  readonly workload: number;
  readonly perLogRatio: number;
  readonly short: number;
  readonly wait: number;
  readonly withoutOps: number;
}

/** What is assumed of a run whose profile has no op times. */
export interface TypicalMix {
  /** Shares of the device time in fp32, in the order of OP_GROUPS, summing to 1. */
  readonly shares: readonly number[];
  /** Waiting for the host in a step, milliseconds. */
  readonly waitMs: number;
  /** Waiting is at least this share of a step. */
  readonly leastWaitShare: number;
}

/** Median errors on devices that took no part in any fit, per cent. */
export interface TransferErrors {
  readonly withOps: number;
  readonly withoutOps: number;
}

/** The whole model, ready to predict. */
export interface TransferModel {
  readonly version: string;
  readonly step: StepModel;
  readonly width: WidthModel;
  readonly typical: TypicalMix;
  readonly errors: TransferErrors;
  readonly devices: readonly DeviceRates[];
}

/** The plain JSON form. */
export interface TransferModelJson extends TransferModel {
  readonly format: typeof TRANSFER_FORMAT;
}

/** The model of a parsed media/data/transfer.json, or a failure that names the first bad field. */
export function loadTransferModel(json: unknown): Result<TransferModel> {
  return readJson(json, 'The bundled transfer model', 'Reinstall the extension, or rebuild the file with npm run train.', readTransferModel);
}

function readTransferModel(root: JsonField): TransferModel {
  root.field('format').oneOf([TRANSFER_FORMAT]);
  const step = root.field('step');
  const width = root.field('width');
  const typical = root.field('typical');
  return {
    version: root.field('version').text(),
    step: {
      computeShare: perGroup(step.field('computeShare')),
      tensorShare: step.field('tensorShare').finite(),
      ampBytesGain: step.field('ampBytesGain').positive(),
      hostExponent: step.field('hostExponent').finite(),
      uncovered: step.field('uncovered').finite(),
    },
    width: {
      scale: width.field('scale').positive(),
      workload: width.field('workload').finite(),
      perLogRatio: width.field('perLogRatio').finite(),
      short: width.field('short').finite(),
      wait: width.field('wait').finite(),
      withoutOps: width.field('withoutOps').finite(),
    },
    typical: {
      shares: perGroup(typical.field('shares')),
      waitMs: typical.field('waitMs').positive(),
      leastWaitShare: typical.field('leastWaitShare').positive(),
    },
    errors: { withOps: root.field('errors').field('withOps').positive(), withoutOps: root.field('errors').field('withoutOps').positive() },
    devices: root.field('devices').items().map(readDevice),
  };
}

function readDevice(field: JsonField): DeviceRates {
  const spread = field.field('spread');
  const peak = field.field('peak');
  return {
    device: field.field('device').text(),
    chip: field.field('chip').text(),
    provenance: field.field('provenance').oneOf(PROVENANCES),
    measuredGroups: field.field('measuredGroups').items().map((group) => group.oneOf(OP_GROUPS)),
    basis: field.field('basis').text(),
    computeTflops: perPrecision(field.field('computeTflops')),
    bandwidthGBs: field.field('bandwidthGBs').positive(),
    linkGBs: field.field('linkGBs').positive(),
    residuals: perGroup(field.field('residuals')),
    spread: { compute: spread.field('compute').finite(), bandwidth: spread.field('bandwidth').finite(), group: spread.field('group').finite() },
    peak: { tflops: perPrecision(peak.field('tflops')), bandwidthGBs: peak.field('bandwidthGBs').positive() },
  };
}

function perGroup(field: JsonField): readonly number[] {
  const values = field.numbers();
  return values.length === OP_GROUPS.length ? values : field.refuse(`${OP_GROUPS.length} numbers`);
}

function perPrecision(field: JsonField): Record<Precision, number> {
  const [fp32, tf32, amp] = PRECISIONS.map((precision) => field.field(precision).positive());
  return { fp32: fp32 ?? 0, tf32: tf32 ?? 0, amp: amp ?? 0 };
}
