/** What becomes of every accelerator type that can be launched, for each kind of profile. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assembleKnowledge } from '../../../src/core/advice/knowledge';
import type { InstanceType } from '../../../src/core/catalog/catalog';
import type { PredictionRequest } from '../../../src/core/predictor/predictor';
import { opFamily } from '../../../src/core/profile/opFamilies';
import type { OpTime, Profile } from '../../../src/core/profile/profile';
import { repoRoot } from '../../paths';
import type { Workload } from '../dataset';
import { groupBy } from '../statistics';

/** The kinds of profile, all of a run on this type. */
export const PROFILE_KINDS = ['TensorFlow profile', 'PyTorch trace', 'training log'] as const;
const ANCHOR = 'g4dn.xlarge';

/** One family of instance types, or a part of it that fares alike. */
export interface TargetRow {
  readonly family: string;
  readonly device: string;
  readonly types: readonly string[];
  /** In the order of PROFILE_KINDS: a tier with the range of predicted steps beside the anchor's, or the reason of a refusal. Empty text would be a gap. */
  readonly answers: readonly { readonly kind: 'tier' | 'refusal'; readonly text: string }[];
}

/** By the model in media/data. */
export function targetTable(workloads: readonly Workload[]): TargetRow[] {
  const knowledge = assembleKnowledge((file) => readFileSync(join(repoRoot, 'media', 'data', file), 'utf8'));
  if (!knowledge.ok) throw new Error(knowledge.failure.message);
  const { catalog, predictor } = knowledge.value;
  const requests = requestsOf(workloads);
  const launchable = catalog.instanceTypes.filter(({ accelerator, launchableIn }) => accelerator !== undefined && launchableIn.length > 0);
  const answered = launchable.map((type) => ({ type, answers: requests.map((request) => {
    const prediction = predictor.predict(request, type.name);
    return prediction.ok ? { kind: 'tier' as const, text: prediction.value.tier, ratio: prediction.value.relativeStep.estimate } : { kind: 'refusal' as const, text: prediction.failure.message, ratio: NaN };
  }) }));
  const alike = groupBy(answered, ({ type, answers }) => [familyOf(type), ...answers.map(({ kind, text }) => (kind === 'tier' ? text : kind))].join(' '));
  return [...alike.values()].map((same) => {
    const [first] = same as [(typeof same)[number]];
    return {
      family: familyOf(first.type), device: first.type.accelerator?.device ?? '', types: same.map(({ type }) => type.name),
      answers: first.answers.map(({ kind, text }, index) => ({ kind, text: kind === 'tier' ? `${text}, ${range(same.map(({ answers }) => answers[index]?.ratio ?? NaN))}` : text })),
    };
  });
}

function familyOf({ name }: InstanceType): string {
  return name.split('.')[0] ?? name;
}

function range(ratios: readonly number[]): string {
  const [low, high] = [Math.min(...ratios).toFixed(2), Math.max(...ratios).toFixed(2)];
  return low === high ? `x${low}` : `x${low} to x${high}`;
}

/** A ResNet-18 of PROFET, and hand-made profiles of the other two kinds with the same step. */
function requestsOf(workloads: readonly Workload[]): PredictionRequest[] {
  const run = workloads.find(({ architecture, inputSize, batchSize }) => architecture === 'ResNet18' && inputSize === 128 && batchSize === 64)?.runs.get(ANCHOR)?.[0];
  if (run === undefined) throw new Error('PROFET has no ResNet18 at 128 px, batch 64.');
  const stepMs = { value: run.stepMs, source: 'batch_latency', certainty: 'measured' } as const;
  const request = (profile: Pick<Profile, 'ops'> & Partial<Profile>): PredictionRequest =>
    ({ anchor: ANCHOR, stepMs, batchSize: 64, profile: { format: 'evaluation', warnings: [], steps: { value: 2, source: 'profile', certainty: 'measured' }, ...profile } });
  const kernels: readonly (readonly [name: string, share: number])[] = [
    ['volta_scudnn_128x64_relu_interior_nn_v1', 0.3], ['cudnn::cnn::wgrad_alg0_engine', 0.2], ['dgrad_engine', 0.15], ['cudnn::bn_fw_tr_1C11_kernel_NCHW', 0.1],
    ['vectorized_elementwise_kernel', 0.15], ['volta_sgemm_128x64_nn', 0.05],
  ];
  const ops = kernels.map(([type, share]): OpTime => ({ name: `Device_${type}`, type, place: 'device', family: opFamily(type), ms: share * run.stepMs }));
  return [
    request({ ops: run.ops, framework: { value: 'tensorflow', source: 'profile', certainty: 'measured' } }),
    request({ ops, framework: { value: 'pytorch', source: 'trace', certainty: 'measured' } }),
    { ...request({ ops: [] }), profile: { format: 'evaluation', warnings: [], ops: [] } },
  ];
}
