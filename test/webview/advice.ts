/** Advice written by hand for the view's tests. Figures that tests expect are worked out by hand there, not here. */

import type { Advice, Candidate, CostedOffer } from '../../src/core/advice/advice';
import type { Interval, Tier } from '../../src/core/predictor/predictor';
import type { Controls, ViewState } from '../../src/core/protocol';

const interval = (estimate: number, low: number, high: number): Interval => ({ estimate, low, high, coverage: 0.8 });
const scaled = ({ estimate, low, high }: Interval, by: number): Interval => interval(estimate * by, low * by, high * by);

/** 50,000 samples in batches of 128: 390.6 steps, so 391. */
const STEPS = 391;
const EPOCHS = 20;

function offer(stepMs: Interval, purchase: CostedOffer['purchase'], usdPerHour: number, known: boolean): CostedOffer {
  const usdPerEpoch = scaled(stepMs, (STEPS / 1000) * (usdPerHour / 3600));
  return {
    purchase, region: 'us-east-1', usdPerHour, asOf: '2026-07-20', layer: 'bundled', source: 'AWS price list', stale: null, fetchedAt: null,
    listUsdPerHour: null, assumption: null, zones: null, interruption: null, expected: null,
    usdPer1000Steps: scaled(stepMs, usdPerHour / 3600),
    usdPerEpoch: known ? usdPerEpoch : null,
    usdPerJob: known ? scaled(usdPerEpoch, EPOCHS) : null,
  };
}

interface Given {
  readonly device: string | null;
  readonly tier: Tier;
  readonly stepMs: readonly [number, number, number];
  readonly prices: Partial<Record<CostedOffer['purchase'], number>>;
  readonly why: readonly string[];
  readonly retired?: true;
}

/** Ranked as the advice ranks: launchable first, cheapest first. */
const GIVEN: Readonly<Record<string, Given>> = {
  'g5.xlarge': { device: 'A10G', tier: 'measured', stepMs: [46, 43, 49.5], prices: { 'on-demand': 1.006, sagemaker: 1.408 },
    why: ['Runs of 14 architectures on g4dn.xlarge and g5.xlarge back this.'] },
  'g6.xlarge': { device: 'L4', tier: 'transferred', stepMs: [61, 45, 83], prices: { 'on-demand': 0.8048 },
    why: ['No run on an L4 backs this.', 'Your step is 64 % convolution.'] },
  'g4dn.xlarge': { device: 'T4', tier: 'measured', stepMs: [96.2, 94.3, 98.1], prices: { 'on-demand': 0.526, sagemaker: 0.736 }, why: ['This is your own run.'] },
  'g4dn.2xlarge': { device: 'T4', tier: 'calibrated', stepMs: [94, 90, 98], prices: { 'on-demand': 0.752 }, why: ['Corrected by your run of 2026-07-02.'] },
  'c7g.4xlarge': { device: null, tier: 'order-of-magnitude', stepMs: [210, 90, 600], prices: { 'on-demand': 0.58 }, why: ['From datasheets alone.'] },
  'g5g.xlarge': { device: 'T4G', tier: 'transferred', stepMs: [102, 80, 130], prices: {}, why: [] },
  'p3.2xlarge': { device: 'V100', tier: 'measured', stepMs: [38, 36, 41], prices: { 'on-demand': 3.06 }, retired: true,
    why: ['AWS no longer offers p3.2xlarge.'] },
  'p2.xlarge': { device: 'K80', tier: 'measured', stepMs: [310, 300, 321], prices: { 'on-demand': 0.9 }, retired: true,
    why: ['AWS no longer offers p2.xlarge.'] },
};

function candidate(instanceType: string, given: Given, known: boolean): Candidate {
  const stepMs = interval(...given.stepMs);
  return {
    instanceType, device: given.device, architecture: instanceType.startsWith('c7g') ? 'arm64' : 'x86_64', vCpus: 4, memoryGiB: 16,
    accelerator: given.device === null ? null : { count: 1, memoryGiB: 22.35 }, tier: given.tier, stepMs, relativeStep: scaled(stepMs, 1 / 96.2),
    secondsPerEpoch: known ? scaled(stepMs, STEPS / 1000) : null,
    memoryFit: 'unknown', memoryNeedGiB: null, largestBatch: null, gpus: 1, machines: 1, parallelEfficiency: null, launchable: given.retired !== true, retired: given.retired === true,
    offers: (['on-demand', 'sagemaker'] as const).flatMap((purchase) => {
      const price = given.prices[purchase];
      return price === undefined ? [] : [offer(stepMs, purchase, price, known)];
    }),
    predictedOpFamilies: known ? { convolution: given.stepMs[0] * 0.6, elementwise: given.stepMs[0] * 0.3, idle: given.stepMs[0] * 0.1 } : null, why: given.why,
  };
}

/** Advice for a ResNet on a g4dn.xlarge; with `known` false the steps per epoch are unknown. */
export function adviceFixture(known = true): Advice {
  return {
    schemaVersion: 1,
    profile: { name: 'resnet18.json', format: 'profet', stepMs: 96.2, stepMsSource: 'batch_latency', batchSize: 128, bottleneck: null },
    anchor: { instanceType: 'g4dn.xlarge', source: 'you said so' },
    region: 'us-east-1',
    currency: null,
    job: {
      epochs: EPOCHS, samplesPerEpoch: known ? 50_000 : null, batchSize: 128, stepsPerEpoch: known ? STEPS : null, precision: 'fp32',
      sources: { epochs: 'train.py, line 12', batchSize: 'profile', ...(known ? { samplesPerEpoch: 'you said so' } : {}) },
    },
    candidates: Object.entries(GIVEN).map(([name, given]) => candidate(name, given, known)),
    refused: [
      { instanceType: 'trn1.2xlarge', reason: 'Trainium runs compiled graphs, which this profile does not describe.', remedy: 'Choose a GPU type.' },
      { instanceType: 'p5.48xlarge', reason: 'Eight devices: a profile of one device says nothing about communication.', remedy: 'Profile a run on several devices.' },
    ],
    calibration: [], constraints: null,
    ties: [['g5.xlarge', 'g6.xlarge']],
    pareto: ['g5.xlarge'],
    verdict: {
      instanceType: 'g5.xlarge', purchase: 'on-demand',
      sentence: 'g5.xlarge: 9 % cheaper (1–15 %) and 2.1× faster than your g4dn.xlarge; on-demand, us-east-1, price of 2026-07-20.',
    },
    modelVersion: '2026-07-20',
    warnings: ['Precision is not in the profile: fp32 is assumed.'],
  };
}

/** The controls that go with the fixture. */
export const controlsFixture: Controls = {
  region: 'us-east-1', regions: ['eu-west-1', 'us-east-1', 'us-west-2'], epochs: EPOCHS, purchases: ['on-demand', 'sagemaker'],
  budgetUsd: null, deadlineSeconds: null, profiledBatch: 128, whatIfBatch: null,
};

/** The ready state of some advice. */
export function readyState(advice = adviceFixture(), controls = controlsFixture): ViewState {
  return { status: 'ready', profileName: advice.profile.name, advice, controls };
}

/** One state of each kind, and the ready one without a job. */
export const STATES: Readonly<Record<string, ViewState>> = {
  empty: { status: 'empty' },
  reading: { status: 'reading', profileName: 'resnet18.json' },
  failed: {
    status: 'failed', profileName: 'resnet18.json', message: 'resnet18.json is cut short: the object that starts in line 1 never ends.',
    action: 'Copy the file again and open it once more.',
  },
  refused: {
    status: 'failed', profileName: 'resnet18.json', message: 'The run trains in amp, and all training data is fp32.', action: 'Profile the run in fp32.', refused: true, canUndo: true,
  },
  stale: { ...readyState(), stale: true } as ViewState,
  ready: readyState(),
  'ready-no-steps': readyState(adviceFixture(false)),
};
