/** Step times between CPU types by measured speeds of their CPUs; and, on request, the order of magnitude between a GPU and a CPU. */

import type { Catalog, InstanceType } from '../../catalog/catalog';
import { fail, success, type Result } from '../../failure';
import { combined, intervalAround } from '../intervals';
import type { Prediction, PredictionRequest, Predictor } from '../predictor';
import type { HostSpeed, HostSpeeds } from './hostSpeeds';
import { fitScalability, relativeTime, type Scalability } from './scalability';

/** What a step that was not measured by itself leaves open, half-width on the log. */
const UNMEASURED_WIDTH = 0.2;

/** How far default targets may be from the anchor in vCPUs: beyond, no scaling of a single step is believable. */
const FEWER_VCPUS = 2;
const MORE_VCPUS = 4;

/** Compute, general purpose and memory families since 2020, and the burstable ones; others have local disks or networks that training does not need, or are dearer for the same work. */
const USUAL_FAMILY = /^(?:[cmr][6-9][agi]?|t3a?|t4g)$/;

/** Runs of one program on one host differ by some per cent, half-width on the log. */
const REPEAT_WIDTH = 0.03;

/**
 * Share of a GPU's fp32 peak that training reaches, and TFLOP/s that it reaches per point of the CPU benchmark: a c5.12xlarge has
 * 12,291 points and a peak of 24 cores x 3 GHz x 64 FLOP = 4.6 TFLOP/s, of which a third is taken here as on GPUs. Only good for
 * an order of magnitude, hence the width: a factor of five either way.
 */
const GPU_EFFICIENCY = 0.33;
const TFLOPS_PER_POINT = (0.33 * 4.6) / 12_291;
const ROUGH_WIDTH = Math.log(5);

/** A predictor that also knows CPU types; what the given one predicts stays as it is. */
export function withCpus(predictor: Predictor, catalog: Catalog, { speedOf, model }: HostSpeeds): Predictor {
  const cpuType = (name: string): InstanceType | undefined => {
    const type = catalog.find(name);
    return type?.accelerator === undefined ? type : undefined;
  };
  return {
    ...predictor,
    targets(anchor) {
      const from = cpuType(anchor);
      return from === undefined ? predictor.targets(anchor) : usualTargets(from, catalog).filter((name) => speedOf(name) !== undefined);
    },
    change: (request, whatIf) => (cpuType(request.anchor) === undefined ? predictor.change(request, whatIf) : unchangeable()),
    predict(request, target) {
      const from = catalog.find(request.anchor);
      const to = catalog.find(target);
      if (from === undefined || to === undefined || (from.accelerator && to.accelerator)) return predictor.predict(request, target);
      const problem = from.accelerator === undefined ? cpuProblem(request) : undefined;
      if (problem) return problem;
      if (from.name === to.name) return from.accelerator ? predictor.predict(request, target) : success(onAnchor(request));
      const [here, there] = [speedOf(from.name), speedOf(to.name)];
      if (from.accelerator || to.accelerator) return rough(request, catalog, { from, to, cpu: here ?? there });
      if (here === undefined || there === undefined) {
        return fail('unpredictable', `The CPU of ${here === undefined ? from.name : to.name} was not measured.`, 'Choose another type, or measure a step there and give it.');
      }
      return success(transferred(request, { from, to, here, there }, model));
    },
  };
}

function usualTargets(anchor: InstanceType, { instanceTypes }: Catalog): string[] {
  const { vCpus, name } = anchor;
  const near = instanceTypes.filter((type) => type.accelerator === undefined && type.launchableIn.length > 0
    && (USUAL_FAMILY.test(familyOf(type)) || familyOf(type) === familyOf(anchor)) && type.vCpus >= vCpus / FEWER_VCPUS && type.vCpus <= vCpus * MORE_VCPUS);
  return [...new Set([name, ...near.map((type) => type.name)])];
}

function cpuProblem({ profile, anchor, stepMs }: PredictionRequest): Extract<Result<never>, { ok: false }> | undefined {
  if (!Number.isFinite(stepMs.value) || stepMs.value <= 0) return fail('unpredictable', `A step of ${stepMs.value} ms cannot be.`, 'Give the step time in milliseconds, above 0.');
  return profile.ops.some(({ place }) => place === 'device')
    ? fail('unpredictable', `The profile has work on an accelerator, and ${anchor} has none.`, 'Name the instance type on which it was taken.')
    : undefined;
}

function unchangeable(): Result<never> {
  return fail('unpredictable', 'How a step on a CPU changes with batch or image size is not known.', 'Profile the run at that size.');
}

function onAnchor({ anchor, stepMs }: PredictionRequest): Prediction {
  return {
    instanceType: anchor, tier: 'measured', stepMs: intervalAround(stepMs.value, stepWidth(stepMs)), relativeStep: intervalAround(1, 0),
    why: [`This is the run that was profiled (${stepMs.source}).`],
  };
}

interface Machines {
  readonly from: InstanceType;
  readonly to: InstanceType;
  readonly here: HostSpeed;
  readonly there: HostSpeed;
}

/** How scores become times; fitted by tools/catalog on CPU inference of four language models on 166 types. */
export interface CpuModel {
  /** t ~ score^-exponent. */
  readonly exponent: number;
  /** Half-width on the log at equal scores, within a family and across families; it grows with the ratio, see `spreadAt`. */
  readonly sameFamily: number;
  readonly otherFamily: number;
}

/** Half-width at a predicted log ratio: half as wide again for each e-fold. */
export function spreadAt(width: number, logRatio: number): number {
  return width * (1 + 0.5 * Math.abs(logRatio));
}

function transferred(request: PredictionRequest, machines: Machines, model: CpuModel): Prediction {
  const { from, to, here, there } = machines;
  const scaling = request.threadRuns === undefined ? undefined : fitScalability(request.threadRuns);
  const logRatio = scaling === undefined
    ? model.exponent * Math.log(here.multiCore / there.multiCore)
    : Math.log(here.singleCore / there.singleCore) + Math.log(relativeTime(scaling, to.vCpus) / relativeTime(scaling, from.vCpus));
  const width = spreadAt(familyOf(from) === familyOf(to) ? model.sameFamily : model.otherFamily, logRatio);
  const ratio = Math.exp(logRatio);
  return {
    instanceType: to.name,
    tier: 'transferred',
    stepMs: intervalAround(request.stepMs.value * ratio, combined(width, stepWidth(request.stepMs))),
    relativeStep: intervalAround(ratio, width),
    why: [basis(machines, scaling), ...remarks(from, to)],
  };
}

function basis({ from, to, here, there }: Machines, scaling: Scalability | undefined): string {
  if (scaling === undefined) {
    return `No training was measured on both ${from.name} and ${to.name}; the step follows a benchmark of all vCPUs (${there.multiCore} points there, ${here.multiCore} here), which was checked on inference of language models only.`;
  }
  return `The step follows the speed of one thread (${there.singleCore} points on ${to.name}, ${here.singleCore} on ${from.name}) and how your own runs scale with threads (${Math.round(100 * scaling.contention)} % of the work waits for its turn).`;
}

function remarks(from: InstanceType, to: InstanceType): string[] {
  const arm = 'Arm';
  const kind = ({ architecture }: InstanceType): string => (architecture === 'arm64' ? arm : 'x86');
  return [
    ...(from.architecture === to.architecture ? [] : [`It is ${kind(to)} where you are on ${kind(from)}: check that all your packages exist for it.`]),
    ...(to.burstable ? ['It is burstable: once its CPU credits are used up it runs at its baseline, or costs more in unlimited mode; long training does both.'] : []),
  ];
}

/** One side is a GPU: only the order of magnitude. */
function rough(request: PredictionRequest, catalog: Catalog, { from, to, cpu }: { from: InstanceType; to: InstanceType; cpu: HostSpeed | undefined }): Result<Prediction> {
  const gpu = from.accelerator ?? to.accelerator;
  const peak = gpu === undefined ? undefined : catalog.device(gpu.device)?.fp32Tflops;
  if (peak === undefined || cpu === undefined) {
    return fail('unpredictable', `Nothing relates ${from.name} to ${to.name}: one is a CPU and one has an accelerator.`, 'Measure a step there and give it.');
  }
  const [gpuTflops, cpuTflops] = [GPU_EFFICIENCY * peak, TFLOPS_PER_POINT * cpu.multiCore];
  const ratio = from.accelerator ? gpuTflops / cpuTflops : cpuTflops / gpuTflops;
  return success({
    instanceType: to.name,
    tier: 'order-of-magnitude',
    stepMs: intervalAround(request.stepMs.value * ratio, ROUGH_WIDTH),
    relativeStep: intervalAround(ratio, ROUGH_WIDTH),
    why: ['Between a CPU and an accelerator no training was measured: this is the ratio of their peak arithmetic, good for the order of magnitude only.', ...remarks(from, to)],
  });
}

function stepWidth({ certainty }: PredictionRequest['stepMs']): number {
  return certainty === 'measured' ? REPEAT_WIDTH : UNMEASURED_WIDTH;
}

function familyOf({ name }: InstanceType): string {
  return name.split('.')[0] ?? name;
}
