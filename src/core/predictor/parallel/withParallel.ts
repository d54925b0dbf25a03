/** A predictor that also answers what a step takes when several GPUs, or several machines, share the training. */

import type { Catalog } from '../../catalog/catalog';
import { fail, success, type Result } from '../../failure';
import { combined, intervalAround } from '../intervals';
import type { Interval, Prediction, PredictionRequest, Predictor } from '../predictor';
import { exchangeOf, parallelEfficiency, parallelStepMs, ringMs, type Placement } from './dataParallel';
import { linksOf } from './links';

/** The predictor with `request.parallel`; requests without it pass unchanged. */
export function withParallel(predictor: Predictor, catalog: Catalog): Predictor {
  return {
    ...predictor,
    predict(request, target) {
      const single = predictor.predict(request, target);
      return request.parallel === undefined || !single.ok ? single : shared(request, request.parallel, single.value, catalog);
    },
  };
}

function shared({ profile }: PredictionRequest, placement: Placement, single: Prediction, catalog: Catalog): Result<Prediction> {
  const { gpus, machines } = placement;
  const type = catalog.find(single.instanceType);
  const count = type?.accelerator?.count ?? 0;
  const links = type && linksOf(type);
  if (!Number.isInteger(gpus) || !Number.isInteger(machines) || machines < 1 || gpus < machines || gpus % machines !== 0) {
    return fail('usage', `${gpus} GPUs cannot stand evenly on ${machines} machines.`, 'Give whole numbers, the GPUs a multiple of the machines.');
  }
  if (links === undefined || gpus / machines > count) {
    return fail('unpredictable', `${single.instanceType} has ${Math.floor(count)} GPUs, and ${gpus / machines} on each machine were asked for.`, 'Take fewer GPUs or another type.');
  }
  const parameters = profile.modelParameters?.value;
  if (gpus > 1 && parameters === undefined) {
    return fail('unpredictable', 'How long GPUs take to exchange gradients depends on the number of parameters, which the profile does not say.', 'Give the number of trainable parameters.');
  }
  const exchange = exchangeOf(parameters ?? 0, links);
  const stepMs = (ms: number): number => parallelStepMs(ms, exchange, placement);
  const estimate = stepMs(single.stepMs.estimate);
  const efficiency = parallelEfficiency(single.stepMs.estimate, estimate);
  // How much of the step the exchange decides: that much of the doubt of the links is in it.
  const ring = ringMs(exchange, placement);
  const doubt = links.width * (1 - (single.stepMs.estimate / estimate) ** 2) * (ring > 0 ? 1 : 0);
  const widened = (interval: Interval, factor: number): Interval =>
    intervalAround(interval.estimate * factor, combined(Math.log(interval.high / interval.estimate), doubt));
  return success({
    ...single,
    stepMs: widened(single.stepMs, 1 / efficiency),
    relativeStep: widened(single.relativeStep, 1 / efficiency),
    parallel: { ...placement, efficiency },
    why: [sentence(placement, efficiency, ring, links.measured), ...single.why],
  });
}

function sentence({ gpus, machines }: Placement, efficiency: number, ring: number, measured: boolean): string {
  const where = machines > 1 ? `${gpus} GPUs on ${machines} machines` : `${gpus} GPUs`;
  const how = measured ? 'as was measured on such machines' : 'by what such links usually reach; it was not measured there';
  return `${where}, each with the batch of one, keep ${Math.round(100 * efficiency)} % of the ideal rate: exchanging gradients takes ${ring.toPrecision(2)} ms, ${how}.`;
}
