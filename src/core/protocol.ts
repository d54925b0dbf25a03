/** Every message between host and webview. The host trusts nothing that comes back: see `parseViewMessage`. */

import type { Advice } from './advice/advice';
import { PURCHASES, type Purchase } from './pricing/offer';

/** The controls above the chart, with the choices they offer. */
export interface Controls {
  readonly region: string;
  readonly regions: readonly string[];
  readonly epochs: number;
  readonly purchases: readonly Purchase[];
}

/** Everything that the view shows; the host sends it whole each time, so the view has no state of its own to lose. */
export type ViewState =
  | { readonly status: 'empty' }
  /** `share` of the file that has been read, 0 to 1, once it takes long enough to be told. */
  | { readonly status: 'reading'; readonly profileName: string; readonly share?: number }
  | { readonly status: 'asking'; readonly profileName: string }
  | { readonly status: 'failed'; readonly profileName: string; readonly message: string; readonly action: string }
  | { readonly status: 'ready'; readonly profileName: string; readonly advice: Advice; readonly controls: Controls };

/** Host to webview. */
export interface HostMessage {
  readonly type: 'state';
  readonly state: ViewState;
}

/** Commands that the view's buttons may ask for. */
export const VIEW_COMMANDS = ['openProfile', 'trySample', 'editJob', 'cancelReading', 'showLog'] as const;

/** A command that a button of the view may ask for. */
export type ViewCommand = (typeof VIEW_COMMANDS)[number];

/** Webview to host. */
export type ViewMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'setRegion'; readonly region: string }
  | { readonly type: 'setEpochs'; readonly epochs: number }
  | { readonly type: 'setPurchases'; readonly purchases: readonly Purchase[] }
  | { readonly type: 'command'; readonly command: ViewCommand };

/** Epoch counts beyond this are typing errors, not jobs. */
export const MAX_EPOCHS = 1_000_000;

/** Whether a number is a usable count of epochs: a whole number from 1 to `MAX_EPOCHS`. */
export function isEpochCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MAX_EPOCHS;
}

const isMember = <T extends string>(list: readonly T[], value: unknown): value is T =>
  typeof value === 'string' && (list as readonly string[]).includes(value);

/** Returns the message if it has exactly the shape of one, else undefined. */
export function parseViewMessage(raw: unknown): ViewMessage | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined;
  const message = raw as Record<string, unknown>;
  switch (message['type']) {
    case 'ready':
      return { type: 'ready' };
    case 'setRegion': {
      const region = message['region'];
      return typeof region === 'string' && /^[a-z0-9-]{4,30}$/.test(region) ? { type: 'setRegion', region } : undefined;
    }
    case 'setEpochs': {
      const epochs = message['epochs'];
      return isEpochCount(epochs) ? { type: 'setEpochs', epochs } : undefined;
    }
    case 'setPurchases': {
      const raw = message['purchases'];
      if (!Array.isArray(raw)) return undefined;
      const purchases = PURCHASES.filter((purchase) => raw.includes(purchase));
      return purchases.length > 0 && purchases.length === raw.length ? { type: 'setPurchases', purchases } : undefined;
    }
    case 'command': {
      const command = message['command'];
      return isMember(VIEW_COMMANDS, command) ? { type: 'command', command } : undefined;
    }
    default:
      return undefined;
  }
}
