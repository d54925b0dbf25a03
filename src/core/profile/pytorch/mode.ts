/** Whether a PyTorch trace shows training. */

import { opFamily } from '../opFamilies';
import type { Known } from '../profile';
import { quote } from '../quote';

/** Names on the host that only a backward pass or an optimizer has. */
const TRAINING_OP = /^autograd::engine::evaluate_function|Backward\d*>?$|^torch::autograd::|_backward$|^Optimizer\.step#/;

/** Kernels of a backward pass: gradients of data and weights by the names of cuDNN, MIOpen and PyTorch. */
const TRAINING_KERNEL = /wgrad|dgrad|[_-]wrw[_-]|BwdWrW|[_:](?:bw|bwd|backward)_|Backward|_grad(?:ient)?_/;

/**
 * Training when backward or optimizer ops are seen; inference when a network ran without. Kernels are asked only when the host
 * recorded nothing: transposed convolutions run gradient kernels in inference too. Undefined when no network is seen, or when no
 * backward pass is seen in a trace that is cut short.
 */
export function modeOf(hostNames: readonly string[], kernelNames: readonly string[], isCut: boolean): Known<'training' | 'inference'> | undefined {
  const [names, pattern] = hostNames.length > 0 ? [hostNames, TRAINING_OP] : [kernelNames, TRAINING_KERNEL];
  const proof = names.find((name) => pattern.test(name));
  if (proof !== undefined) return { value: 'training', source: `a backward pass or optimizer ran: ${quote(proof)}`, certainty: 'derived' };
  if (isCut) return undefined;
  const network = [...hostNames, ...kernelNames].some((name) => NETWORK.has(opFamily(name)));
  return network ? { value: 'inference', source: 'layers ran, and no backward pass or optimizer', certainty: 'derived' } : undefined;
}

const NETWORK: ReadonlySet<string> = new Set(['convolution', 'matmul', 'depthwise']);
