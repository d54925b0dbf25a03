/** What Hugging Face's Trainer says about a run, wherever it says it, and what follows from it. */

import { positive } from './figures';
import { derived, guessed, known, measured, type Findings } from './findings';

/** The figures, under the Trainer's names in words. */
export interface TrainerFacts {
  /** `train_runtime`, evaluation and saving included. */
  runtimeSeconds?: number | undefined;
  /** Optimizer steps done. */
  globalStep?: number | undefined;
  /** Optimizer steps that were planned (`max_steps`, "Total optimization steps"). */
  plannedSteps?: number | undefined;
  /** Planned samples and steps divided by the runtime: too high for a run that stopped early. */
  samplesPerSecond?: number | undefined;
  stepsPerSecond?: number | undefined;
  /** Epochs done, with a fraction. */
  epoch?: number | undefined;
  plannedEpochs?: number | undefined;
  /** Samples of the training set. */
  samples?: number | undefined;
  /** Samples on one device at a time. */
  batchPerDevice?: number | undefined;
  /** Samples of an optimizer step. */
  totalBatch?: number | undefined;
}

/** An epoch count this near to a whole one is that: the last, smaller step is often dropped. */
const WHOLE_EPOCH = 0.05;

/** Fields of a profile. */
export function trainerFindings(facts: TrainerFacts): Findings {
  const { runtimeSeconds, samples, stepsPerSecond } = facts;
  const epochs = epochsOf(facts);
  const stepMs = stepOf(facts);
  return {
    mode: measured('training', 'Hugging Face Trainer'),
    framework: derived('pytorch', 'the Trainer of Hugging Face runs on PyTorch'),
    stepMs,
    steps: known(facts.globalStep, 'global_step', 'measured'),
    batchSize: batchOf(facts),
    stepsPerEpoch: stepsPerEpochOf(facts),
    samplesPerEpoch: known(samples, 'samples that the Trainer names', 'measured'),
    epochs: epochs === undefined ? undefined : derived(epochs, 'epochs that the Trainer had done'),
    epochSeconds: runtimeSeconds === undefined || epochs === undefined ? undefined
      : derived(runtimeSeconds / (facts.epoch ?? epochs), 'train_runtime / epochs, the first, evaluation and saving included'),
    jobSeconds: known(runtimeSeconds, 'train_runtime', 'measured'),
    warnings: [
      ...(runtimeSeconds === undefined ? [NO_RUNTIME] : []),
      ...(stepMs?.certainty === 'guess' && stepsPerSecond !== undefined ? [PLANNED_RATE] : []),
      ...earlyStop(facts),
    ],
  };
}

const NO_RUNTIME = 'There is no train_runtime, which only the state and results at the end of a training have, so there is no step time.';
const PLANNED_RATE = 'train_steps_per_second counts planned steps: if the run stopped early, a step took longer than that.';

function stepOf({ runtimeSeconds, globalStep, stepsPerSecond }: TrainerFacts): Findings['stepMs'] {
  if (runtimeSeconds !== undefined && globalStep !== undefined) {
    return derived((runtimeSeconds * 1000) / globalStep, 'train_runtime / global_step, evaluation and saving included');
  }
  return stepsPerSecond === undefined ? undefined : guessed(1000 / stepsPerSecond, '1 / train_steps_per_second, which counts planned steps');
}

function epochsOf({ epoch, plannedEpochs, globalStep, plannedSteps }: TrainerFacts): number | undefined {
  if (plannedEpochs !== undefined && globalStep !== undefined && globalStep === plannedSteps) return plannedEpochs;
  const whole = Math.round(epoch ?? 0);
  return epoch !== undefined && whole >= 1 && Math.abs(epoch - whole) <= WHOLE_EPOCH ? whole : undefined;
}

function stepsPerEpochOf({ plannedSteps, plannedEpochs, globalStep, epoch, runtimeSeconds, stepsPerSecond }: TrainerFacts): Findings['stepsPerEpoch'] {
  if (plannedSteps !== undefined && plannedEpochs !== undefined) {
    return derived(Math.max(1, Math.round(plannedSteps / plannedEpochs)), 'planned optimizer steps / epochs');
  }
  // A last step that is not full is dropped: 72 steps are 0.993 epochs of 72.5.
  if (globalStep !== undefined && epoch !== undefined) return known(positive(Math.floor(globalStep / epoch + 0.01)), 'global_step / epoch', 'derived');
  const byRate = stepsPerSecond === undefined || runtimeSeconds === undefined || epoch === undefined ? undefined : (stepsPerSecond * runtimeSeconds) / epoch;
  return known(positive(Math.round(byRate ?? 0)), 'train_steps_per_second x train_runtime / epoch', 'guess');
}

/** What an optimizer step works on, as far as it is known; else the samples on one device at a time. */
function batchOf({ totalBatch, batchPerDevice, samplesPerSecond, stepsPerSecond }: TrainerFacts): Findings['batchSize'] {
  const whole = samplesPerSecond === undefined || stepsPerSecond === undefined ? undefined : samplesPerSecond / stepsPerSecond;
  const byRates = whole !== undefined && Math.abs(whole - Math.round(whole)) <= 0.05 * whole ? positive(Math.round(whole)) : undefined;
  const perStep = totalBatch ?? byRates;
  if (perStep !== undefined && perStep !== batchPerDevice) {
    return derived(perStep, `${totalBatch === undefined ? 'train_samples_per_second / train_steps_per_second' : 'total train batch size'}: all devices and accumulated steps together`);
  }
  return known(batchPerDevice, 'train batch size on one device', 'measured');
}

/** The planned steps can be told from the rate, within its rounding to 3 decimals. */
function earlyStop({ runtimeSeconds, globalStep, stepsPerSecond, plannedSteps }: TrainerFacts): string[] {
  const byRate = runtimeSeconds === undefined || stepsPerSecond === undefined ? undefined : (stepsPerSecond - 0.001) * runtimeSeconds;
  const planned = plannedSteps ?? byRate;
  if (globalStep === undefined || planned === undefined || globalStep >= planned * 0.99) return [];
  return [`The run stopped at step ${globalStep} of about ${Math.round(planned)} planned; its rates per second are of the plan and were not used.`];
}
