/** Trains media/data/transfer.json. */

import { createHash } from 'node:crypto';
import { OP_GROUPS } from '../../../src/core/predictor/stepVector';
import { PRECISIONS, TRANSFER_FORMAT, type DeviceRates, type TransferModelJson } from '../../../src/core/predictor/transfer/model';
import type { Precision } from '../../../src/core/profile/profile';
import { median, rounded } from '../statistics';
import { DEVICE_FACTS, factsOf, typicalBandwidthGBs, typicalComputeTflops } from './deviceFacts';
import { logError, predictLeftOut, type TransferData, type TransferOutcome } from './leftOut';
import { observationsWithout } from './observations';
import { fitRates, type RateFit } from './rateFit';
import { fitWidths } from './widthFit';

/** Readable part of the version; the hash says which one of the kind. */
const KIND = 'rates-1';

/** Trains on everything; same data, same bytes. `outcomes` are the steps of devices left out, by which the widths are set. */
export function trainTransfer(data: TransferData, outcomes: readonly TransferOutcome[] = predictLeftOut(data)): TransferModelJson {
  const fit = fitRates(observationsWithout(data, []), data.hostSpeeds);
  const error = (withOps: boolean): number => rounded(median(outcomes.filter(({ doubts }) => doubts.withOps === withOps).map((outcome) => 100 * Math.abs(Math.exp(logError(outcome)) - 1))), 1);
  const content = {
    step: {
      ...fit.step, computeShare: fit.step.computeShare.map((share) => rounded(share, 3)),
      hostExponent: rounded(fit.step.hostExponent, 3), uncovered: rounded(fit.step.uncovered, 3),
    },
    width: fitWidths(outcomes),
    typical: data.typical,
    errors: { withOps: error(true), withoutOps: error(false) },
    devices: DEVICE_FACTS.map(({ device }) => shipped(device, fit)),
  };
  const hash = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  return { format: TRANSFER_FORMAT, version: `${KIND}-${hash.slice(0, 10)}`, ...content };
}

/** Where each device was measured. */
const MEASURED_IN: Readonly<Record<string, string>> = {
  K80: 'PROFET op profiles', M60: 'PROFET op profiles', V100: 'PROFET op profiles and trainpred steps', T4: 'PROFET op profiles, trainpred steps, NeuSight operators and transformers',
  A10G: 'trainpred steps', P100: 'trainpred steps, NeuSight operators and transformers', P4: 'NeuSight operators and transformers', L4: 'NeuSight operators and transformers',
  'V100 PCIe': 'NeuSight operators and transformers', 'A100 PCIe': 'NeuSight operators and transformers', 'A100 80GB PCIe': 'NeuSight operators and transformers', H100: 'NeuSight operators and transformers',
};
/** Boards of one chip differ in clocks and cooling: a standard deviation on the log. */
const OTHER_BOARD = 0.08;

/** Rates of a device: its own, those of a board with the same chip beside its datasheet, or the datasheet's. */
function shipped(device: string, fit: RateFit): DeviceRates {
  const own = fit.ratesOf(device);
  if (own.provenance === 'measured') return roundedRates({ ...own, basis: MEASURED_IN[device] ?? 'measurements' });
  const alike = DEVICE_FACTS.map((facts) => fit.ratesOf(facts.device)).find(({ chip, provenance }) => chip === own.chip && provenance === 'measured');
  if (alike === undefined) return roundedRates({ ...own, basis: 'its datasheet, and what is typical of its architecture' });
  const facts = factsOf(alike.device);
  const compute = alike.computeTflops.fp32 / typicalComputeTflops(facts);
  const bandwidth = alike.bandwidthGBs / typicalBandwidthGBs(facts);
  return roundedRates({
    ...own, provenance: 'measured', measuredGroups: alike.measuredGroups, residuals: alike.residuals,
    basis: `the ${alike.device} of the same chip in ${MEASURED_IN[alike.device] ?? 'measurements'}`,
    computeTflops: { fp32: own.computeTflops.fp32 * compute, tf32: own.computeTflops.tf32 * compute, amp: own.computeTflops.amp * compute },
    bandwidthGBs: own.bandwidthGBs * bandwidth,
    spread: { compute: Math.hypot(alike.spread.compute, OTHER_BOARD), bandwidth: Math.hypot(alike.spread.bandwidth, OTHER_BOARD), group: alike.spread.group },
  });
}

function roundedRates(rates: DeviceRates): DeviceRates {
  const each = (values: Readonly<Record<Precision, number>>): Record<Precision, number> =>
    Object.fromEntries(PRECISIONS.map((precision) => [precision, Number(values[precision].toPrecision(4))])) as Record<Precision, number>;
  const { spread } = rates;
  return {
    ...rates, computeTflops: each(rates.computeTflops), bandwidthGBs: rounded(rates.bandwidthGBs, 1),
    residuals: OP_GROUPS.map((_, group) => rounded(rates.residuals[group] ?? 0, 3)),
    spread: { compute: rounded(spread.compute, 3), bandwidth: rounded(spread.bandwidth, 3), group: rounded(spread.group, 3) },
  };
}
