/** Every message between host and webview. The host trusts nothing that comes back: see `parseViewMessage` in viewMessages.ts. */

import type { Advice, CostedOffer } from './advice/advice';
import type { WhatIfLadder } from './advice/whatIfLadder';
import type { Purchase } from './pricing/offer';
import type { Precision } from './profile/profile';

/** What the reader can change in the view, with the choices there are. */
export interface Controls {
  readonly region: string;
  readonly regions: readonly string[];
  readonly epochs: number;
  readonly purchases: readonly Purchase[];
  /** US dollars for the whole job; null when none is set. */
  readonly budgetUsd: number | null;
  /** Seconds for the whole job; null when none is set. */
  readonly deadlineSeconds: number | null;
  /** Batch size at which the run was profiled; null when unknown. */
  readonly profiledBatch: number | null;
  /** Batch size that the advice is for instead; null when it is for the profiled one. */
  readonly whatIfBatch: number | null;
}

/** Everything that the view shows; the host sends it whole each time, so the view has no state of its own to lose. */
export type ViewState =
  | { readonly status: 'empty' }
  /** `share` of the file that has been read, 0 to 1, once it takes long enough to be told. */
  | { readonly status: 'reading'; readonly profileName: string; readonly share?: number }
  | { readonly status: 'asking'; readonly profileName: string }
  /** `refused` is set when the file was understood and no advice can be founded on it; `canUndo` when a change in the view led there. */
  | { readonly status: 'failed'; readonly profileName: string; readonly message: string; readonly action: string; readonly refused?: true; readonly canUndo?: true }
  /** `stale` is set when the file has changed since it was read. */
  | { readonly status: 'ready'; readonly profileName: string; readonly advice: Advice; readonly controls: Controls; readonly stale?: true };

/** A profile that is open; `id` is opaque to the view. */
export interface OpenProfileName {
  readonly id: string;
  readonly name: string;
}

/** Host to webview. */
export type HostMessage =
  /** `current` is the id of the profile that the state is of. */
  | { readonly type: 'state'; readonly state: ViewState; readonly profiles: readonly OpenProfileName[]; readonly current: string | null }
  /** For the advice sent last; without a ladder there is a sentence why not, and what to do. */
  | { readonly type: 'whatIf'; readonly ladder: WhatIfLadder; readonly problem: string | null }
  /** Offers of a type in all regions, for the advice sent last. */
  | { readonly type: 'offers'; readonly instanceType: string; readonly offers: readonly CostedOffer[] };

/** Commands that the view's buttons may ask for. */
export const VIEW_COMMANDS = [
  'openProfile', 'trySample', 'editJob', 'cancelReading', 'showLog', 'openInEditor', 'refreshPrices', 'readAgain', 'undoChange', 'closeProfile',
] as const;

/** A command that a button of the view may ask for. */
export type ViewCommand = (typeof VIEW_COMMANDS)[number];

/** Reports that are written from the advice alone. */
export const REPORT_FORMATS = ['csv', 'json', 'markdown'] as const;

/** A report that is written from the advice alone. */
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** Facts of the job that the reader gives in the view; they outrank what the profile says. */
export interface JobChange {
  readonly samplesPerEpoch?: number;
  /** Batch size at which the run was profiled. */
  readonly batchSize?: number;
  readonly precision?: Precision;
}

/** Webview to host. */
export type ViewMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'setRegion'; readonly region: string }
  | { readonly type: 'setEpochs'; readonly epochs: number }
  | { readonly type: 'setPurchases'; readonly purchases: readonly Purchase[] }
  | { readonly type: 'setJob'; readonly job: JobChange }
  | { readonly type: 'setLimits'; readonly budgetUsd: number | null; readonly deadlineSeconds: number | null }
  /** Null goes back to the profiled batch size. */
  | { readonly type: 'setWhatIf'; readonly batchSize: number | null }
  /** A step of this run measured on the type, milliseconds; null forgets it. */
  | { readonly type: 'setMeasured'; readonly instanceType: string; readonly stepMs: number | null }
  | { readonly type: 'wantWhatIf' }
  | { readonly type: 'wantOffers'; readonly instanceType: string }
  | { readonly type: 'switchProfile'; readonly id: string }
  | { readonly type: 'export'; readonly format: ReportFormat }
  /** The charts as a PNG file, base64. */
  | { readonly type: 'exportPng'; readonly png: string }
  | { readonly type: 'command'; readonly command: ViewCommand };

/** Epoch counts beyond this are typing errors, not jobs. */
export const MAX_EPOCHS = 1_000_000;

/** Whether a number is a usable count of epochs: a whole number from 1 to `MAX_EPOCHS`. */
export function isEpochCount(value: unknown): value is number {
  return isCount(value) && value <= MAX_EPOCHS;
}

/** Counts of samples beyond this are typing errors. */
export const MAX_COUNT = 1_000_000_000_000;

/** Whether a number counts samples: whole, 1 to `MAX_COUNT`. */
export function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MAX_COUNT;
}
