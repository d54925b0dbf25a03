/** The precision of the arithmetic, as the names of GPU kernels give it away. */

import { opFamily, type OpFamily } from '../opFamilies';
import type { Known, Precision } from '../profile';

/** Families that decide it: the rest runs in fp32 in mixed precision too. */
const TELLING: ReadonlySet<OpFamily> = new Set(['convolution', 'matmul', 'depthwise']);

/**
 * What a kernel computes in, the first pattern that matches. cuBLAS, cuDNN and CUTLASS name types (`fp16`, `bf16`, `tf32`) or the
 * shape of a tensor core instruction: 884 and 16816 take halves, s1688 takes TF32 unless a half is named (NVIDIA PTX ISA, mma shapes). Tensile
 * (AMD) has letters after the index names: `Cijk_Alik_Bljk_BBS_` reads bfloat16, `_HHS_` half, `_SB_` single.
 */
const KERNEL_TYPES: readonly (readonly [Precision, RegExp])[] = [
  ['amp', /bf16|bfloat16|fp16|(?<![a-z0-9])f16(?!\d)|[^a-z]half|::Half|[sh]884|16816|h1688|hgemm|nvjet_[ht]|Cijk_\w+?_(?:B[BS]|H[BHS])[A-Z]*_/],
  ['tf32', /tf32|s1688/],
  ['fp32', /sgemm|scudnn|Cijk_\w+?_S[BS][A-Z]*_|<float, float/],
];

const NAMES: Readonly<Record<Precision, string>> = { amp: '16-bit types', tf32: 'TF32', fp32: '32-bit types' };

/** Share of convolution and matrix time above which a precision is that of the run: layers of both kinds occur in mixed runs. */
const DECISIVE = 0.2;

/** The precision by kernel time, or undefined when no name tells it. Reduced precision is read off; fp32 is a guess, as most kernels do not say. */
export function precisionOf(kernels: Iterable<readonly [string, number]>): Known<Precision> | undefined {
  const us: Record<Precision, number> = { amp: 0, tf32: 0, fp32: 0 };
  let total = 0;
  for (const [name, kernelUs] of kernels) {
    if (!TELLING.has(opFamily(name))) continue;
    total += kernelUs;
    const precision = KERNEL_TYPES.find(([, pattern]) => pattern.test(name))?.[0];
    if (precision) us[precision] += kernelUs;
  }
  const value = (['amp', 'tf32', 'fp32'] as const).find((precision) => us[precision] > DECISIVE * total);
  if (value === undefined) return undefined;
  const source = `kernel names: ${NAMES[value]} in ${Math.round((100 * us[value]) / total)} % of convolution and matrix time`;
  return { value, source, certainty: value === 'fp32' ? 'guess' : 'derived' };
}
