/** What the monitors share: means of samples, and how far a mean of few samples is trusted. */

import type { Certainty, Known } from '../profile';

/** With fewer samples a mean is a snapshot: it may show start-up, a checkpoint or the pause after the run. */
const FEW_SAMPLES = 3;

/** Tools round each part, so that they add up to a little over 100 %; beyond this a figure is none of a share. */
const MOST_PERCENT = 105;

/** A percentage as a share from 0 to 1; undefined for what cannot be one. */
export function shareOf(percent: number): number | undefined {
  return percent >= 0 && percent <= MOST_PERCENT ? Math.min(1, percent / 100) : undefined;
}

/** A number as tools print it, with a point or a decimal comma; undefined for anything else (`-nan`, `[N/A]`, `-`). */
export function numberOf(text: string): number | undefined {
  return /^\d{1,15}(?:[.,]\d{1,15})?$/.test(text) ? Number(text.replace(',', '.')) : undefined;
}

/** A mean that keeps no samples. */
export class Mean {
  private sum = 0;
  private samples = 0;

  add(value: number): void {
    this.sum += value;
    this.samples++;
  }

  get count(): number {
    return this.samples;
  }

  /** Undefined without samples. Rounded to what no tool prints, so that 1 - 0.996 is 0.004. */
  get value(): number | undefined {
    return this.samples === 0 ? undefined : Number((this.sum / this.samples).toFixed(9));
  }

  /** The mean as a known value; `what` names the columns it was taken from. */
  known(what: string): Known<number> | undefined {
    return this.value === undefined ? undefined : { value: this.value, source: `${what}, ${meanOf(this.samples)}`, certainty: certaintyOf(this.samples) };
  }
}

/** How certain a figure from so many samples is. */
export function certaintyOf(samples: number): Certainty {
  return samples < FEW_SAMPLES ? 'guess' : 'measured';
}

function meanOf(samples: number): string {
  return samples === 1 ? 'a single sample' : `mean of ${samples} samples`;
}

/** A measured positive number as a field; no field for 0, which is no length of a job and no size of a memory. */
export function measured<K extends string>(field: K, value: number | undefined, source: string): { readonly [P in K]?: Known<number> } {
  return known(field, value !== undefined && value > 0 && Number.isFinite(value) ? { value, source, certainty: 'measured' } : undefined);
}

/** A field, or none when it is unknown. */
export function known<K extends string, T>(field: K, value: Known<T> | undefined): { readonly [P in K]?: Known<T> } {
  return value === undefined ? {} : ({ [field]: value } as { readonly [P in K]: Known<T> });
}
