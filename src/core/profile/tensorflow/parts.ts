/** Every kind of file of a TensorFlow run. Where several tell the same with the same certainty, the first in this order is believed. */

import type { Importer } from '../importer';
import { tensorflowStatsCsv } from './csv';
import { tensorflowStatsJson } from './dataTable';
import { tensorflowKernelStats } from './kernelStats';
import { tensorflowMemoryProfile } from './memoryProfile';
import { wholeProfile, type PartReader } from './part';
import { runImporters } from './run';
import { tensorflowStatsPb } from './statsPb';
import { tensorflowInputPipeline, tensorflowOverview } from './summaryParts';
import { tensorflowTrace } from './trace';
import { tensorflowXplane } from './xplane/xplane';

const PARTS: readonly PartReader[] = [
  tensorflowStatsPb,
  tensorflowStatsJson,
  tensorflowStatsCsv,
  tensorflowOverview,
  tensorflowInputPipeline,
  tensorflowXplane,
  tensorflowKernelStats,
  wholeProfile(tensorflowTrace),
  tensorflowMemoryProfile,
];

/** An importer for each kind; whichever file is opened, the run is read as a whole. */
export const TENSORFLOW_IMPORTERS: readonly Importer[] = runImporters(PARTS);
