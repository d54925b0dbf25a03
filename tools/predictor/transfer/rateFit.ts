/** Fits device rates: what each device sustains beside what its datasheet suggests, from operator times, op profiles and whole steps. */

import { OP_GROUPS, type OpGroup } from '../../../src/core/predictor/stepVector';
import { type DeviceRates, type RateSpread, type StepModel } from '../../../src/core/predictor/transfer/model';
import { transferStep, type Machine, type Work } from '../../../src/core/predictor/transfer/step';
import type { Precision } from '../../../src/core/profile/profile';
import { DEVICE_FACTS, factsOf, typicalBandwidthGBs, typicalComputeTflops, typicalTensorTflops } from './deviceFacts';
import { NormalEquations, type SparseRow } from './math';

/** A ratio of one group between two devices. */
export interface GroupObservation {
  readonly from: string;
  readonly to: string;
  readonly group: OpGroup;
  /** log(time on `to` / time on `from`), and the standard deviation of its noise. */
  readonly logRatio: number;
  readonly deviation: number;
}

/** A step on one device whose work on another is known. */
export interface StepObservation {
  readonly from: string;
  readonly to: string;
  /** May depend on the rates fitted so far: where work was counted, and its times must be split. */
  work(rates: DeviceRates): Work;
  readonly stepMs: number;
  readonly deviation: number;
}

/** All that a fit rests on. */
export interface Observations {
  readonly groups: readonly GroupObservation[];
  readonly steps: readonly StepObservation[];
}

/** Single-core speed of the host beside each device in the datasets (from data/sparecores); other hosts are not known. */
export type HostSpeeds = ReadonlyMap<string, number>;

/** Prior standard deviations on the log: a device's compute and bandwidth beside its datasheet, a group beside both, and the parameters of the step. */
const PRIOR: RateSpread & { readonly share: number; readonly hostExponent: number; readonly uncovered: number } = {
  compute: 0.3, bandwidth: 0.15, group: 0.2, share: 0.1, hostExponent: 0.3, uncovered: 0.3,
};
/** How much of a group's rate is arithmetic before any fit: convolutions and products nearly all; the rest streams. */
const SHARES: Readonly<Record<OpGroup, number>> = {
  convolutionForward: 0.9, convolutionFilterGrad: 0.9, convolutionInputGrad: 0.9, matmul: 0.95, depthwise: 0.3, depthwiseFilterGrad: 0.3,
  normalization: 0, pooling: 0, optimizer: 0, transfer: 0, elementwise: 0, unknown: 0.5,
};
/** By a V100 against itself in both precisions, and by how much faster it makes what streams. */
const TENSOR_SHARE = 0.95;
const AMP_BYTES_GAIN = 1.7;
const ITERATIONS = 6;

/** A fit: rates of any device in the table, and the parameters of the step. */
export interface RateFit {
  readonly step: StepModel;
  ratesOf(device: string): DeviceRates;
}

/** Where each parameter stands in the vector. */
class Layout {
  readonly devices: readonly string[] = DEVICE_FACTS.map(({ device }) => device);
  readonly groups = OP_GROUPS.length;
  readonly share = 2 * this.devices.length;
  readonly residual = this.share + this.groups;
  readonly hostExponent = this.residual + this.devices.length * this.groups;
  readonly uncovered = this.hostExponent + 1;
  readonly size = this.uncovered + 1;
  compute = (device: string): number => this.devices.indexOf(device);
  bandwidth = (device: string): number => this.devices.length + this.devices.indexOf(device);
  group = (device: string, group: number): number => this.residual + this.devices.indexOf(device) * this.groups + group;
}

const LAYOUT = new Layout();

/** Fits to these observations; a device that none of them names keeps what its datasheet suggests. */
export function fitRates(observations: Observations, hostSpeeds: HostSpeeds): RateFit {
  const means = new Array<number>(LAYOUT.size).fill(0);
  OP_GROUPS.forEach((group, index) => { means[LAYOUT.share + index] = SHARES[group]; });
  means[LAYOUT.hostExponent] = 0.5;
  means[LAYOUT.uncovered] = 0.4;
  const deviations = means.map((_, index) => priorDeviation(index));
  let values = [...means];
  let covariance: number[][] = [];
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const equations = new NormalEquations(values, means, deviations);
    for (const { from, to, group, logRatio, deviation } of observations.groups) {
      const [row, predicted] = groupRow(values, from, to, OP_GROUPS.indexOf(group));
      equations.add(row, logRatio - predicted, deviation);
    }
    for (const observation of observations.steps) {
      const [row, predicted] = stepRow(values, observation, hostSpeeds);
      equations.add(row, Math.log(observation.stepMs) - predicted, observation.deviation);
    }
    values = equations.step().map((change, index) => clamped(index, (values[index] ?? 0) + change));
    if (iteration === ITERATIONS - 1) covariance = equations.covariance().to2DArray();
  }
  const measured = measuredGroups(observations);
  return { step: stepModel(values), ratesOf: (device) => ratesOf(values, device, measured.get(device) ?? new Set(), covariance) };
}

function priorDeviation(index: number): number {
  const devices = LAYOUT.devices.length;
  if (index < devices) return PRIOR.compute;
  if (index < LAYOUT.share) return PRIOR.bandwidth;
  if (index < LAYOUT.residual) return PRIOR.share;
  if (index < LAYOUT.hostExponent) return PRIOR.group;
  return index === LAYOUT.hostExponent ? PRIOR.hostExponent : PRIOR.uncovered;
}

/** Shares, the exponent and the uncovered part lie between 0 and 1. */
function clamped(index: number, value: number): number {
  const bounded = (index >= LAYOUT.share && index < LAYOUT.residual) || index >= LAYOUT.hostExponent;
  return bounded ? Math.min(1, Math.max(0, value)) : value;
}

function stepModel(values: readonly number[]): StepModel {
  return {
    computeShare: OP_GROUPS.map((_, group) => values[LAYOUT.share + group] ?? 0),
    tensorShare: TENSOR_SHARE,
    ampBytesGain: AMP_BYTES_GAIN,
    hostExponent: values[LAYOUT.hostExponent] ?? 0,
    uncovered: values[LAYOUT.uncovered] ?? 0,
  };
}

function ratesOf(values: readonly number[], device: string, measured: ReadonlySet<OpGroup>, covariance: readonly (readonly number[])[]): DeviceRates {
  const facts = factsOf(device);
  const gain = Math.exp(values[LAYOUT.compute(device)] ?? 0);
  const tflops = (precision: Precision): number => gain * (precision === 'fp32' ? typicalComputeTflops(facts) : typicalTensorTflops(facts, precision));
  const peak = (precision: 'tf32' | 'amp'): number => facts.tensorTflops?.[precision] ?? facts.fp32Tflops;
  const deviation = (index: number): number => Math.sqrt(covariance[index]?.[index] ?? 0);
  return {
    device, chip: facts.chip,
    provenance: measured.size > 0 ? 'measured' : 'spec',
    measuredGroups: OP_GROUPS.filter((group) => measured.has(group)),
    basis: measured.size > 0 ? 'measurements' : 'datasheet',
    computeTflops: { fp32: tflops('fp32'), tf32: tflops('tf32'), amp: tflops('amp') },
    bandwidthGBs: Math.exp(values[LAYOUT.bandwidth(device)] ?? 0) * typicalBandwidthGBs(facts),
    linkGBs: facts.linkGBs,
    residuals: OP_GROUPS.map((_, group) => values[LAYOUT.group(device, group)] ?? 0),
    spread: {
      compute: deviation(LAYOUT.compute(device)), bandwidth: deviation(LAYOUT.bandwidth(device)),
      group: Math.sqrt(OP_GROUPS.reduce((total, _, group) => total + deviation(LAYOUT.group(device, group)) ** 2, 0) / OP_GROUPS.length),
    },
    peak: { tflops: { fp32: facts.fp32Tflops, tf32: peak('tf32'), amp: peak('amp') }, bandwidthGBs: facts.bandwidthGBs },
  };
}

function measuredGroups({ groups, steps }: Observations): Map<string, Set<OpGroup>> {
  const measured = new Map<string, Set<OpGroup>>();
  const of = (device: string): Set<OpGroup> => measured.get(device) ?? (measured.set(device, new Set()).get(device) as Set<OpGroup>);
  for (const { from, to, group } of groups) [from, to].forEach((device) => of(device).add(group));
  // Whole steps of convolutional networks speak for what fills them, though no group of theirs was timed.
  for (const { from, to } of steps) [from, to].forEach((device) => of(device).add('convolutionForward'));
  return measured;
}

const NO_COVARIANCE: readonly (readonly number[])[] = [];

/** The log ratio of a group's times as predicted now, with its slopes. */
function groupRow(values: readonly number[], from: string, to: string, group: number): [SparseRow, number] {
  const weights = OP_GROUPS.map((_, index) => (index === group ? 1 : 0));
  const here = rateRow(values, from, weights, 1);
  const there = rateRow(values, to, weights, -1);
  return [[...here.row, ...there.row], here.value + there.value];
}

/** `sign` times the weighted sum of a device's log rates in fp32, with its slopes. */
function rateRow(values: readonly number[], device: string, weights: readonly number[], sign: number): { row: [number, number][]; value: number } {
  const facts = factsOf(device);
  const compute = Math.log(typicalComputeTflops(facts)) + (values[LAYOUT.compute(device)] ?? 0);
  const bandwidth = Math.log(typicalBandwidthGBs(facts)) + (values[LAYOUT.bandwidth(device)] ?? 0);
  const row: [number, number][] = [];
  let [byCompute, byBandwidth, value] = [0, 0, 0];
  weights.forEach((weight, group) => {
    if (weight === 0) return;
    row.push([LAYOUT.group(device, group), sign * weight]);
    const residual = values[LAYOUT.group(device, group)] ?? 0;
    if (OP_GROUPS[group] === 'transfer') {
      value += weight * (Math.log(facts.linkGBs) + residual);
      return;
    }
    const share = values[LAYOUT.share + group] ?? 0;
    row.push([LAYOUT.share + group, sign * weight * (compute - bandwidth)]);
    byCompute += weight * share;
    byBandwidth += weight * (1 - share);
    value += weight * (share * compute + (1 - share) * bandwidth + residual);
  });
  row.push([LAYOUT.compute(device), sign * byCompute], [LAYOUT.bandwidth(device), sign * byBandwidth]);
  return { row, value: sign * value };
}

/** The log of a step as predicted now, with its slopes. */
function stepRow(values: readonly number[], observation: StepObservation, hostSpeeds: HostSpeeds): [SparseRow, number] {
  const model = stepModel(values);
  const machine = (device: string): Machine => ({ rates: ratesOf(values, device, new Set(), NO_COVARIANCE), hostSpeed: hostSpeeds.get(device) ?? 1 });
  const [from, to] = [machine(observation.from), machine(observation.to)];
  if (!hostSpeeds.has(observation.from) || !hostSpeeds.has(observation.to)) Object.assign(to, { hostSpeed: from.hostSpeed });
  const work = observation.work(from.rates);
  const there = transferStep(model, from, to, work, 'fp32');
  const shares = there.groupMs.map((ms) => ms / there.stepMs);
  const [busyHere, busyThere] = [sum(work.groupMs), sum(there.groupMs)];
  const waitShare = work.waitMs / (work.waitMs + busyHere || 1);
  return [[
    ...rateRow(values, observation.from, shares, 1).row,
    ...rateRow(values, observation.to, shares, -1).row,
    [LAYOUT.hostExponent, (there.waitMs / there.stepMs) * Math.log(from.hostSpeed / to.hostSpeed)],
    [LAYOUT.uncovered, Math.max(waitShare * (busyHere - busyThere), -work.waitMs) / there.stepMs],
  ], Math.log(there.stepMs)];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
