/** Steps of data-parallel training: every GPU does its own batch, then all exchange gradients. */

/** How many GPUs share the work, and on how many machines they stand, evenly. */
export interface Placement {
  readonly gpus: number;
  readonly machines: number;
}

/** What an all-reduce reaches on each link, GB/s: between GPUs of one machine, and between machines. */
export interface Links {
  readonly localGBs: number;
  readonly networkGBs: number;
}

/** A job's exchange, when no parameters and links are known but steps were measured: its time if every gradient crossed the link twice, milliseconds. */
export interface Exchange {
  readonly localMs: number;
  readonly networkMs: number;
}

/**
 * How backward pass and exchange overlap, `t^g = t1^g + exchange^g`: 1 is one after the other, infinity all at once (the form of Pollux, OSDI 2021).
 * Six jobs of AdaptDL fit 1.4 to 2.2.
 */
export const TYPICAL_OVERLAP = 1.8;

/** Bytes of a gradient: frameworks exchange fp32 by default, in mixed precision too. */
const GRADIENT_BYTES = 4;

/** The exchange of a network of so many parameters: a ring sends and receives each gradient nearly twice. */
export function exchangeOf(parameters: number, { localGBs, networkGBs }: Links): Exchange {
  const megabytes = (2 * parameters * GRADIENT_BYTES) / 1e6;
  return { localMs: megabytes / localGBs, networkMs: megabytes / networkGBs };
}

/** Time of a ring all-reduce, milliseconds: `(n - 1) / n` of the exchange, over the slowest link that it crosses. */
export function ringMs({ localMs, networkMs }: Exchange, { gpus, machines }: Placement): number {
  if (gpus <= 1) return 0;
  return ((gpus - 1) / gpus) * (machines > 1 ? Math.max(localMs, networkMs) : localMs);
}

/** Step of `gpus` GPUs, each with the batch that one GPU does in `singleMs`, milliseconds. */
export function parallelStepMs(singleMs: number, exchange: Exchange, placement: Placement, overlap = TYPICAL_OVERLAP): number {
  return (singleMs ** overlap + ringMs(exchange, placement) ** overlap) ** (1 / overlap);
}

/** Share of the ideal rate that is kept, 0 to 1: one GPU's step over all GPUs' step at the same batch on each. */
export function parallelEfficiency(singleMs: number, stepMs: number): number {
  return singleMs / stepMs;
}
