/** What the host accepts from a webview: messages of exactly the right shape, and nothing else. */

import { PURCHASES } from './pricing/offer';
import { PRECISIONS } from './profile/profile';
import { isCount, isEpochCount, REPORT_FORMATS, VIEW_COMMANDS, type JobChange, type ViewMessage } from './protocol';

type Raw = Readonly<Record<string, unknown>>;
type Parser = (message: Raw) => ViewMessage | undefined;

/** Longest id or name that is taken for one. */
const LONGEST_TEXT = 8_192;

/** A PNG of the charts has some hundred kB; base64 of more than this is none. */
const LONGEST_PNG = 30_000_000;
/** Base64 of the signature that every PNG file starts with. */
const PNG_START = 'iVBORw0KGgo';

const isMember = <T extends string>(list: readonly T[], value: unknown): value is T =>
  typeof value === 'string' && (list as readonly string[]).includes(value);
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '' && value.length <= LONGEST_TEXT;
const isPositive = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value > 0;
const isLimit = (value: unknown): value is number | null => value === null || isPositive(value);

const PARSERS: { readonly [Type in ViewMessage['type']]: Parser } = {
  ready: () => ({ type: 'ready' }),
  wantWhatIf: () => ({ type: 'wantWhatIf' }),
  setRegion: ({ region }) => (typeof region === 'string' && /^[a-z0-9-]{4,30}$/.test(region) ? { type: 'setRegion', region } : undefined),
  setEpochs: ({ epochs }) => (isEpochCount(epochs) ? { type: 'setEpochs', epochs } : undefined),
  setPurchases({ purchases: raw }) {
    if (!Array.isArray(raw)) return undefined;
    const purchases = PURCHASES.filter((purchase) => raw.includes(purchase));
    return purchases.length > 0 && purchases.length === raw.length ? { type: 'setPurchases', purchases } : undefined;
  },
  setJob({ job }) {
    const change = typeof job === 'object' && job !== null ? jobChange(job as Raw) : undefined;
    return change === undefined ? undefined : { type: 'setJob', job: change };
  },
  setLimits: ({ budgetUsd, deadlineSeconds }) => (isLimit(budgetUsd) && isLimit(deadlineSeconds) ? { type: 'setLimits', budgetUsd, deadlineSeconds } : undefined),
  setWhatIf: ({ batchSize }) => (batchSize === null || isCount(batchSize) ? { type: 'setWhatIf', batchSize } : undefined),
  setMeasured: ({ instanceType, stepMs }) => (isText(instanceType) && isLimit(stepMs) ? { type: 'setMeasured', instanceType, stepMs } : undefined),
  wantOffers: ({ instanceType }) => (isText(instanceType) ? { type: 'wantOffers', instanceType } : undefined),
  switchProfile: ({ id }) => (isText(id) ? { type: 'switchProfile', id } : undefined),
  export: ({ format }) => (isMember(REPORT_FORMATS, format) ? { type: 'export', format } : undefined),
  exportPng: ({ png }) => (typeof png === 'string' && png.length <= LONGEST_PNG && png.startsWith(PNG_START) && /^[A-Za-z0-9+/]+={0,2}$/.test(png) ? { type: 'exportPng', png } : undefined),
  command: ({ command }) => (isMember(VIEW_COMMANDS, command) ? { type: 'command', command } : undefined),
};

/** The known fields of a change; undefined when there is none or one of them is wrong. */
function jobChange({ samplesPerEpoch, batchSize, precision }: Raw): JobChange | undefined {
  const wrong = (samplesPerEpoch !== undefined && !isCount(samplesPerEpoch)) || (batchSize !== undefined && !isCount(batchSize))
    || (precision !== undefined && !isMember(PRECISIONS, precision));
  if (wrong) return undefined;
  const change: JobChange = {
    ...(isCount(samplesPerEpoch) && { samplesPerEpoch }), ...(isCount(batchSize) && { batchSize }), ...(isMember(PRECISIONS, precision) && { precision }),
  };
  return Object.keys(change).length === 0 ? undefined : change;
}

/** Returns the message if it has exactly the shape of one, else undefined. */
export function parseViewMessage(raw: unknown): ViewMessage | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined;
  const { type } = raw as Raw;
  return typeof type === 'string' && Object.hasOwn(PARSERS, type) ? PARSERS[type as ViewMessage['type']](raw as Raw) : undefined;
}
