/** Reads everything that the transfer is trained and tested on. */

import { join } from 'node:path';
import { readTable } from '../../dataset/table';
import type { Workload } from '../dataset';
import { median, rounded } from '../statistics';
import type { TransferData } from './leftOut';
import { DLE_INFERENCE, DLE_TRAINING, dlePairs, gavelPairs } from './nvidiaDle';
import { readRateData } from './observations';
import { typicalShares } from './profetSteps';

/** The instance types on which devices were measured, for their hosts' speed. */
const HOSTS: Readonly<Record<string, string>> = { K80: 'p2.xlarge', M60: 'g3s.xlarge', T4: 'g4dn.xlarge', V100: 'p3.2xlarge', A10G: 'g5.xlarge' };
/** Longer steps wait less; the median over PROFET's short and long ones alike would say too much of either. */
const LEAST_WAIT_SHARE = 0.05;

/** Reads all data sets from their folder. */
export function readTransferData(folder: string, workloads: readonly Workload[]): TransferData {
  const rates = readRateData(folder, workloads);
  const speeds = readHostSpeeds(folder);
  const onV100 = rates.profet.filter(({ device }) => device === 'V100');
  return {
    ...rates,
    hostSpeeds: new Map(Object.entries(HOSTS).flatMap(([device, type]) => { const speed = speeds.get(type); return speed === undefined ? [] : [[device, speed] as const]; })),
    typical: { shares: typicalShares(onV100).map((share) => rounded(share, 4)), waitMs: rounded(median(onV100.map(({ work }) => work.waitMs)), 2), leastWaitShare: LEAST_WAIT_SHARE },
    dleTraining: dlePairs(folder, DLE_TRAINING), dleInference: dlePairs(folder, DLE_INFERENCE), gavel: gavelPairs(folder),
  };
}

const SCORE = 'gb_Single-Core_Performance_Score';

/** Single-core score by AWS instance type, from data/sparecores (CC BY-SA 4.0; what ships of it is media/data/host-speeds.json). */
function readHostSpeeds(folder: string): Map<string, number> {
  const { rows } = readTable(join(folder, 'sparecores', 'instance_measured_specs.csv'), ['vendor', 'instance', SCORE]);
  return new Map(rows.filter((row) => row.cell('vendor') === 'aws' && Number(row.cell(SCORE)) > 0).map((row) => [row.cell('instance'), Number(row.cell(SCORE))]));
}
