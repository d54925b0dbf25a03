/** Op families: groups of ops that scale alike across hardware. */

/** Every family, in the order in which they are shown. */
export const OP_FAMILIES = [
  'convolution', 'matmul', 'depthwise', 'normalization', 'pooling', 'elementwise',
  'optimizer', 'transfer', 'communication', 'input', 'idle', 'other',
] as const;

/** A group of ops that scale alike across hardware. */
export type OpFamily = (typeof OP_FAMILIES)[number];

/** Milliseconds per step by family; absent families took no time. */
export type OpFamilyTimes = Readonly<Partial<Record<OpFamily, number>>>;
