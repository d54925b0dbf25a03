/** What it means for a prediction that all training data comes from one framework. */

import type { Profile } from '../profile/profile';

/** How the doubt grows for a run of another framework, and the sentence that says so. */
export interface FrameworkDoubt {
  /** On the half-width (on the log) of the interval. */
  readonly factor: number;
  readonly why?: string;
}

const NONE: FrameworkDoubt = { factor: 1 };

/**
 * Measured on the PyTorch ResNets of Gavel's tables (K80 and V100, step time alone): for 80 % of them the half-widths would have to be 1.4 times
 * as wide in one table and 1.6 times in the other (docs/accuracy.md). That holds another framework and other hosts at once; no data has
 * op times of PyTorch on two of the instance types, so for profiles with op times the same factor is an assumption.
 */
export const OTHER_FRAMEWORK = 1.5;

const NAMES = { pytorch: 'PyTorch', jax: 'JAX', mxnet: 'MXNet' } as const;

/** A profile with device ops that names no framework is one of TensorFlow's formats or hand-written in its words; a log may be of any. */
export function frameworkDoubt({ framework, ops }: Pick<Profile, 'framework' | 'ops'>): FrameworkDoubt {
  const name = framework?.value;
  if (name === 'tensorflow' || (name === undefined && ops.some(({ place }) => place === 'device'))) return NONE;
  const run = name === undefined ? 'the file does not say with what this run was made' : `this run is ${NAMES[name]}`;
  return { factor: OTHER_FRAMEWORK, why: `All training data is TensorFlow, and ${run}: the interval is ${OTHER_FRAMEWORK} times as wide for that.` };
}
