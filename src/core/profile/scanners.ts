/** Every format that can stand anywhere in a text: its own file, so that notebooks can scan their outputs. */

import type { Scanner } from './importer';
import { averageMeterLog } from './logs/averageMeter';
import { fastaiLog } from './logs/fastai';
import { huggingFaceLog } from './logs/huggingFace';
import { inferenceTimings } from './logs/inferenceTimings';
import { iterationLog } from './logs/iterations';
import { kerasLog } from './logs/keras';
import { metricLoggerLog } from './logs/metricLogger';
import { mlperfLog } from './logs/mlperf';
import { sagemakerLog } from './logs/sagemaker';
import { sampleCountLog } from './logs/sampleCounts';
import { tqdmLog } from './logs/tqdm';
import { MONITOR_SCANNERS } from './monitors/monitors';
import { bottleneck } from './pytorch/bottleneck';
import { deepspeedFlops } from './pytorch/deepspeed';
import { lightningProfiler } from './pytorch/lightning';
import { pytorchTable } from './pytorch/table';

/** All of them look at a text; what is found first in this order outranks the rest. */
export const SCANNERS: readonly Scanner[] = [
  deepspeedFlops,
  lightningProfiler,
  pytorchTable,
  bottleneck,
  kerasLog,
  averageMeterLog,
  metricLoggerLog,
  iterationLog,
  huggingFaceLog,
  fastaiLog,
  tqdmLog,
  mlperfLog,
  sagemakerLog,
  sampleCountLog,
  inferenceTimings,
  ...MONITOR_SCANNERS,
];
