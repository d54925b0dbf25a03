/** Every word that the view says, in one place, so that it can be given in another language. */

import { NOT_INCLUDED } from '../src/core/advice/offerNotes';
import { percent } from '../src/core/format';
import type { OfferKind, PriceLayer } from '../src/core/pricing/offer';
import type { Tier } from '../src/core/predictor/predictor';
import type { CostBasis } from './rows';

const perTier = (measured: string, calibrated: string, transferred: string, rough: string): Readonly<Record<Tier, string>> =>
  ({ measured, calibrated, transferred, 'order-of-magnitude': rough });

/** The marks of the tiers, from firm to faint. */
export const TIER_MARKS = perTier('●', '◐', '○', '◌');

/** The mark of the instance on which the profile was taken. */
export const ANCHOR_MARK = '★';

/** The words, in English. */
export const strings = {
  empty: 'Open a profile of a training run to see what it would cost on other AWS instance types.',
  reading: (name: string) => `Reading ${name}…`,
  readShare: (share: number) => `${percent(share)} read`,
  cancelReading: 'Cancel',
  asking: (name: string) => `A few questions about ${name} wait at the top of the window.`,
  failed: (message: string, action: string) => `${message} ${action}`,
  openProfile: 'Open a Profile…',
  openAnother: 'Open Another Profile…',
  trySample: 'Try the Sample',
  showLog: 'Show Log',
  editJob: 'Edit Job…',

  perStep: (time: string) => `${time} per step`,
  batch: (size: number) => `batch ${size.toLocaleString('en-US')}`,
  costFor: { epoch: 'per epoch', thousandSteps: 'per 1,000 steps' } satisfies Record<CostBasis, string>,
  interval: (range: string, coverage: string) => `${range} in ${coverage} of cases`,
  costWithDoubt: (cost: string, per: string, doubt: string) => `${cost} ${per}, ${doubt}`,
  job: (epochs: number, cost: string, time: string) => `${epochsOf(epochs)}: ${cost} in ${time}`,
  tied: (types: string) => `Too close to call: ${types}.`,

  region: 'Region',
  epochs: 'Epochs',
  purchases: 'Purchase options',
  purchase: {
    'on-demand': 'On-demand', 'savings-plan': 'Savings plan', spot: 'Spot', sagemaker: 'SageMaker',
    'sagemaker-spot': 'SageMaker managed spot', 'sagemaker-hosting': 'SageMaker hosting', own: 'own price',
  } satisfies Record<OfferKind, string>,
  epochsInvalid: (most: number, current: number) =>
    `Enter a whole number from 1 to ${most.toLocaleString('en-US')}. The figures still use ${epochsOf(current)}.`,
  budget: 'Budget, $',
  budgetInvalid: 'Enter US dollars above 0, such as 5 or 1,200; empty for no budget.',
  deadline: 'Deadline',
  deadlineInvalid: 'Enter a time such as 90 min, 3 h or 2 d; empty for no deadline.',
  countInvalid: (most: number) => `Enter a whole number from 1 to ${most.toLocaleString('en-US')}.`,
  profiledBatch: 'Batch size profiled',
  whatIf: (batch: number | null) => (batch === null ? 'What if the batch were…' : `What if the batch were ${batch.toLocaleString('en-US')}`),
  whatIfBatch: 'Batch size instead of the profiled one',
  whatIfAt: (batch: number, finding: string) => `Batch ${batch.toLocaleString('en-US')}${finding === '' ? '' : `: ${finding}`}`,
  whatIfFinding: (type: string, cost: string, per: string) => `${type} ${cost} ${per}`,
  whatIfBetween: 'Read between computed batch sizes; exact once you let go.',
  whatIfBack: (batch: number) => `Back to Batch ${batch.toLocaleString('en-US')}`,
  purchasesInvalid: 'Keep at least one purchase option.',

  jobFold: (epochs: number, steps: number | null) =>
    steps === null ? `Job: ${epochsOf(epochs)}, steps per epoch unknown` : `Job: ${epochsOf(epochs)} × ${steps.toLocaleString('en-US')} steps`,
  jobFields: {
    anchor: 'Profiled on', stepMs: 'Step time', epochs: 'Epochs', samplesPerEpoch: 'Samples per epoch',
    batchSize: 'Batch size', stepsPerEpoch: 'Steps per epoch', precision: 'Precision',
  },
  stepsUnknown: 'Costs are per 1,000 steps, because the steps per epoch are unknown.',

  chartTitle: { epoch: 'Cost per epoch', thousandSteps: 'Cost per 1,000 steps' } satisfies Record<CostBasis, string>,
  chartNote: (coverage: string) => `Bar: estimate. Whisker: where the cost lies in ${coverage} of cases.`,
  chartFinding: (type: string, cost: string, per: string, range: string) => `Bar chart. ${type} is recommended at ${cost} ${per}, interval ${range}.`,
  chartAnchor: (type: string, cost: string) => `Your ${type}: ${cost}.`,
  chartNoFinding: (count: number) => `Bar chart of ${count} instance types; none is recommended.`,
  chartTwin: 'The table below holds every figure.',
  scatterTitle: { epoch: 'Time and cost of the job', thousandSteps: 'Time and cost of 1,000 steps' } satisfies Record<CostBasis, string>,
  scatterNote: 'Line: types that no other beats in both. Cross: where time and cost lie. Drag the dashed rules, or type budget and deadline above.',
  scatterFinding: (count: number, front: string) => `Scatter of ${count} instance types by time and cost. Not beaten in both: ${front === '' ? 'none' : front}.`,
  withinLimits: (count: number) => `${count} within the limits.`,
  noBudget: 'budget: none',
  budgetRule: (cost: string) => `budget ${cost}`,
  noDeadline: 'deadline: none',
  deadlineRule: (time: string) => `deadline ${time}`,
  familiesTitle: 'Time per step by kind of operation',
  familiesPicture: ([first = '', second]: readonly string[]) =>
    `Time per step by kind of operation: ${second === undefined ? first : `${first} hatched, ${second} filled`}`,
  noFamilies: 'The profile has no operation times, so the step cannot be broken down.',
  familiesFinding: 'Bar chart of milliseconds per step by kind of operation.',
  longestFamily: (type: string, family: string, time: string) => `${type}: most in ${family}, ${time}.`,
  familiesTwin: 'The table beside it holds every figure.',
  ms: (value: string) => `${value} ms`,
  refusedType: 'Type',
  thisType: 'this type',
  andMore: (names: string, count: number) => `${names} and ${count} more`,
  liftRefusal: 'Any of them gets a figure once this very run has been recorded there: choose the type and enter its step time.',
  assumed: (fields: string) => `Assumed: ${fields}.`,
  exportTitle: 'Export report',
  exportNote: 'Each names the model version, the dates of the prices, your instance type and what was assumed.',
  exportAs: { csv: 'CSV', json: 'JSON', markdown: 'Markdown', png: 'PNG' },
  fileChanged: 'The file has changed since it was read.',
  readAgain: 'Read Again',
  undoChange: 'Undo the Change',
  answerAgain: 'Answer Again…',
  profiles: 'Profile',
  closeProfile: 'Close Profile',
  compareTitle: 'Side by side',
  compareNote: 'Tick two rows of the table to compare others.',
  fact: 'Fact',
  familyMs: (family: string) => `${family}, ms`,
  noPrices: 'No price is known for any of these types in this region with these purchase options.',
  showAll: (count: number) => `Show All ${count}`,
  showFewer: 'Show Fewer',

  tier: perTier('measured', 'calibrated', 'transferred', 'order of magnitude'),
  tierMeaning: perTier(
    'Measured: runs on your instance type and on this one are both in the training data.',
    'Calibrated: corrected by a run that you recorded on this type.',
    'Transferred: no run on this type backs it; derived from how fast its device is per kind of operation.',
    'Order of magnitude: derived from datasheets alone; good for ruling out, not for choosing.',
  ),
  legend: 'What the marks mean',
  yours: 'your instance',
  anchorMeaning: 'The instance type on which the profile was taken.',
  hatchMeaning: 'Hatched bars: cannot be launched in this region, shown for comparison only.',
  recommended: 'recommended',
  retired: 'retired',
  notOffered: 'not offered here',

  tableTitle: 'All figures',
  caption: (per: string, coverage: string) => `Predicted step time and cost ${per} by instance type, with the interval that holds in ${coverage} of cases.`,
  columns: {
    instance: 'Instance', jobCost: '$ / job', finish: 'Finish', step: 'Step', epoch: 'Epoch', price: 'Price', tier: 'Tier', device: 'Device', memory: 'Memory',
    fit: 'Fits', vCpus: 'vCPU', hostMemory: 'Host memory', architecture: 'Architecture',
  },
  chooseColumns: 'Columns',
  showColumn: 'Show',
  filter: 'Filter',
  filters: { family: 'Family', architecture: 'Architecture', accelerator: 'Accelerator', memory: 'Accelerator memory', tier: 'Tier', launchable: 'Can be launched' },
  filterText: 'Name contains',
  anyValue: 'Any',
  launchableValue: { yes: 'yes', no: 'no', unknown: 'not known' },
  lessMemory: (gib: number) => `less than ${gib} GB`,
  moreMemory: (gib: string) => `${gib} GB or more`,
  shownOf: (shown: number, all: number) => `${shown} of ${all} types pass the filter.`,
  nothingPasses: 'No type passes the filter.',
  clearFilter: 'Clear Filter',
  compareType: (type: string) => `Compare ${type}`,
  tableKeys: 'Arrow keys move between rows, Enter opens details, Space on the box chooses for comparison.',
  deviceCount: (count: number) => `× ${count}`,
  gibibytes: (size: string) => `${size} GiB`,
  noAccelerator: 'The type has no accelerator.',
  fit: { fits: 'fits', tight: 'tight', no: 'does not fit' },
  fitUnknown: 'Unknown, because neither the profile nor you give the peak memory.',
  resetColumns: 'Default Columns',
  processors: (count: number, architecture: string) => `${count} vCPU ${architecture}`,
  hostMemory: (gib: string) => `${gib} GiB host memory`,
  jobTime: (epochs: number) => `Time for ${epochsOf(epochs)}`,
  jobCost: (epochs: number) => `Cost of ${epochsOf(epochs)}`,
  memoryFit: {
    fits: 'Fits into memory.', tight: 'Memory is tight.', no: 'Does not fit into memory.',
    unknown: 'Whether it fits into memory is not known: neither the profile nor you give the peak memory.',
  },
  memoryNeed: (sentence: string, least: string, most: string, of: string) =>
    `${sentence} About ${least === most ? least : `${least}–${most}`} of ${of} GiB are needed.`,
  largestBatchIs: (size: number) => `The largest batch is about ${size.toLocaleString('en-US')}.`,
  offers: 'Offers',
  offersHere: 'Asking for the other regions…',
  recordRun: (type: string, minutes: number, cost: string | null) =>
    `To calibrate: record a run on ${type} (about ${minutes} min${cost === null ? '' : `, ${cost}`}) and enter its step time.`,
  calibrated: (type: string) => `Your measured step on ${type} is used.`,
  forgetMeasured: 'Forget It',
  measuredStep: 'Step measured there, ms',
  measuredInvalid: 'Enter milliseconds above 0, such as 104.5.',
  useMeasured: 'Calibrate',
  largestBatch: (size: number) => `largest batch about ${size.toLocaleString('en-US')}`,
  cost: { epoch: '$ / epoch', thousandSteps: '$ / 1,000 steps' } satisfies Record<CostBasis, string>,
  perHour: (price: string) => `${price}/h`,
  cpuOnly: 'CPU only',
  noPrice: 'No price is known in this region.',
  epochUnknown: 'Unknown, because the steps per epoch are unknown.',
  noReason: 'AWS does not offer this type in this region.',
  memory: { fits: '', unknown: '', tight: 'Memory is tight.', no: 'Does not fit in memory.' },

  refused: (count: number) => (count === 1 ? '1 type without a figure' : `${count} types without a figure`),
  warnings: (count: number) => (count === 1 ? '1 warning' : `${count} warnings`),
  prices: (dates: string, origins: string) => `Prices of ${dates} (${origins})`,
  stale: 'stale',
  staleMeaning: (rule: string) => `Stale: ${rule}.`,
  notIncluded: NOT_INCLUDED,
  rate: (perUsd: number, code: string) => `1 USD = ${perUsd} ${code}, your rate`,
  noPriceDates: 'No prices known',
  layer: { user: 'your price file', live: 'live', cached: 'cached', bundled: 'bundled' } satisfies Record<PriceLayer, string>,
  model: (version: string) => `Model ${version}`,
} as const;

function epochsOf(count: number): string {
  return count === 1 ? '1 epoch' : `${count.toLocaleString('en-US')} epochs`;
}
