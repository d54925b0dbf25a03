/** How much a few runs on a device that was left out are worth. */

import { calibrate, type CalibrationRun } from '../../../src/core/predictor/transfer/calibrate';
import { transferStep, type Machine } from '../../../src/core/predictor/transfer/step';
import { randomNumbers } from '../random';
import { groupBy } from '../statistics';
import type { TransferData } from './leftOut';
import { observationsWithout } from './observations';
import { PROFET_DEVICES, type ProfiledStep } from './profetSteps';
import { fitRates } from './rateFit';

const DRAWS = 20;
const SEED = 7;

/**
 * |predicted / measured - 1| over PROFET, per cent: each device left out of every fit, then corrected by one workload of each of `runs` architectures drawn at
 * random (20 times), and tested on all other architectures.
 */
export function calibratedErrors(data: TransferData, runs: number): number[] {
  const random = randomNumbers(SEED);
  return PROFET_DEVICES.flatMap(([device]) => {
    const fit = fitRates(observationsWithout(data, [device]), data.hostSpeeds);
    const machine = (name: string): Machine => ({ rates: fit.ratesOf(name), hostSpeed: data.hostSpeeds.get(name) ?? 1 });
    const target = machine(device);
    const there = new Map(data.profet.filter((step) => step.device === device).map((step) => [step.workload, step.stepMs]));
    return PROFET_DEVICES.filter(([from]) => from !== device).flatMap(([from]) => {
      const here = machine(from);
      const steps = data.profet.filter((step) => step.device === from);
      const run = ({ work, workload }: ProfiledStep): CalibrationRun => ({ from: here, work, precision: 'fp32', measuredMs: there.get(workload) ?? NaN });
      const byArchitecture = [...groupBy(steps, ({ architecture }) => architecture).values()];
      return Array.from({ length: DRAWS }, () => {
        const drawn = drawnFrom(byArchitecture, runs, random);
        const corrected = calibrate(fit.step, target, drawn.map((same) => run(same[Math.floor(random() * same.length)] as ProfiledStep)));
        const used = new Set(drawn.map((same) => same[0]?.architecture));
        return steps.filter(({ architecture }) => !used.has(architecture)).map(({ work, workload }) =>
          100 * Math.abs(transferStep(fit.step, here, corrected, work, 'fp32').stepMs / (there.get(workload) ?? NaN) - 1));
      }).flat();
    });
  });
}

/** `count` different items. */
function drawnFrom<T>(items: readonly T[], count: number, random: () => number): T[] {
  const left = [...items];
  return Array.from({ length: count }, () => left.splice(Math.floor(random() * left.length), 1)[0] as T);
}
