/** Console output of Keras: `fit` with verbose=1 or 2, of all versions from 2.0 to 3. */

import type { LineReader, Scanner } from '../importer';
import type { Framework, Profile } from '../profile';
import { derived, guessed, known, measured, profileOf, type Findings } from './findings';
import { EpochTimes } from './epochTimes';
import { KerasFit } from './kerasFit';
import { barOf, headingOf, rateOf, type KerasBar, type KerasHeading } from './kerasLine';

const ID = 'keras-log';

/** `Using TensorFlow backend.` of Keras up to 2.3. */
const BACKENDS: Readonly<Record<string, Framework>> = { TensorFlow: 'tensorflow', MXNet: 'mxnet' };

/** Reads the longest fit of a log. Bars of `evaluate` and `predict` are none; the time left of unfinished bars is no time. */
export const kerasLog: Scanner = { id: ID, label: 'Keras log', start: () => new KerasReader() };

class KerasReader implements LineReader {
  private fit: KerasFit | undefined;
  private longest: KerasFit | undefined;
  private fits = 0;
  /** A fit that was broken off in its first epoch. */
  private begun: KerasFit | undefined;
  private samples: number | undefined;
  private backend: Framework | undefined;
  /** The longest complete bar with a loss before any heading. */
  private bare: KerasBar | undefined;

  line(text: string): void {
    const heading = headingOf(text);
    if (heading && !this.fit?.repeats(heading)) this.heading(heading);
    const bar = barOf(text);
    if (bar && this.fit) this.fit.bar(bar);
    else if (bar) this.bareBar(bar);
    else if (text.startsWith('Train on ')) this.samples = Number(/^Train on (\d{1,12}) samples/.exec(text)?.[1] ?? Number.NaN) || undefined;
    else if (text.startsWith('Using ')) this.backend ??= BACKENDS[/^Using (\w{1,20}) backend/.exec(text)?.[1] ?? ''];
  }

  end(): Profile | undefined {
    this.closeFit();
    if (this.longest) return profileOf(ID, { ...fitFindings(this.longest, this.fits), framework: this.framework(this.longest) });
    if (this.begun?.unfinished?.last) return profileOf(ID, begunFindings(this.begun, this.begun.unfinished.last));
    return this.bare && profileOf(ID, bareFindings(this.bare));
  }

  private heading(heading: KerasHeading): void {
    if (this.fit?.continues(heading)) {
      this.fit.heading(heading);
      return;
    }
    this.closeFit();
    this.fit = new KerasFit(heading, this.samples);
  }

  private closeFit(): void {
    const { fit } = this;
    this.fit = undefined;
    if (fit === undefined) return;
    fit.close();
    if (fit.times.count === 0) {
      this.begun = fit.unfinished?.last ? fit : this.begun;
      return;
    }
    this.fits += 1;
    if (this.longest === undefined || lengthOf(fit) >= lengthOf(this.longest)) this.longest = fit;
  }

  private bareBar(bar: KerasBar): void {
    if (!bar.isFinal || bar.total === undefined || !bar.metrics.includes('loss')) return;
    if (this.bare === undefined || (bar.seconds ?? 0) >= (this.bare.seconds ?? 0)) this.bare = bar;
  }

  /** Only what is certain: from Keras 3 on the backend may be any. */
  private framework({ isPerSample, hasEpochRate }: KerasFit): Profile['framework'] {
    if (isPerSample || hasEpochRate) return derived('tensorflow', `only tf.keras prints times per ${isPerSample ? 'sample' : 'epoch'}`);
    return known(this.backend, 'the backend that Keras names', 'measured');
  }
}

function lengthOf({ times }: KerasFit): number {
  return times.totalSeconds > 0 ? times.totalSeconds : times.count / 1e6;
}

function fitFindings(fit: KerasFit, fits: number): Findings {
  const { times, total, planned, lastEpoch, unfinished } = fit;
  const findings = times.findings({
    seconds: `seconds of the Keras bar${fit.hasZeroSeconds ? ', or time per step x steps where it shows 0' : ''}`,
    secondsCertainty: fit.hasZeroSeconds ? 'derived' : 'measured',
    stepMs: fit.stepSource,
    stepCertainty: fit.isFromSeconds ? 'derived' : 'measured',
  });
  const stopped = lastEpoch < planned;
  const warnings = [
    ...(fits > 1 ? [`The text holds ${fits} fits; the longest, of ${times.count} ${times.count === 1 ? 'epoch' : 'epochs'}, was taken.`] : []),
    ...(unfinished && unfinished.epoch > lastEpoch ? [`Epoch ${unfinished.epoch} was not finished and is left out.`] : []),
  ];
  return {
    mode: measured('training', 'epochs of Keras'),
    ...findings,
    epochs: measured(lastEpoch, stopped ? `last finished epoch of the Keras log, of ${planned} planned` : 'Epoch i/N of the Keras log'),
    ...(fit.countsSamples ? sampleFindings(fit, findings, warnings) : { stepsPerEpoch: known(total, 'total of the Keras bar', 'measured'), warnings }),
  };
}

/** Keras counts samples: the batch size shows only in the first update of a bar. */
function sampleFindings(fit: KerasFit, { stepMs: sampleMs }: Findings, warnings: readonly string[]): Findings {
  const samples = fit.total ?? fit.samples;
  const batch = fit.firstUpdate !== undefined && fit.firstUpdate < (samples ?? 0) ? fit.firstUpdate : undefined;
  const samplesPerEpoch = known(samples, fit.isPerSample ? 'total of the Keras bar, which counts samples' : 'Train on N samples', 'measured');
  if (batch === undefined || samples === undefined) return { stepMs: undefined, samplesPerEpoch, warnings: [...warnings, NO_BATCH] };
  return {
    samplesPerEpoch,
    batchSize: derived(batch, `first update of the Keras bar, at ${batch} of ${samples} samples`),
    stepsPerEpoch: derived(Math.ceil(samples / batch), 'samples / batch size of the Keras bar'),
    stepMs: sampleMs && derived(sampleMs.value * batch, `${batch} x ${sampleMs.source}`),
    warnings,
  };
}

const NO_BATCH = 'The Keras bar counts samples and the batch size stands nowhere, so there is no step time: give the batch size of the script.';

/** A fit that was broken off in its first epoch. */
function begunFindings({ countsSamples }: KerasFit, { done, total, text }: KerasBar): Findings {
  const { rateMs, isPerSample } = rateOf(text);
  const source = 'total of the Keras bar';
  return {
    mode: measured('training', 'epochs of Keras'),
    ...(countsSamples || isPerSample ? { samplesPerEpoch: known(total, source, 'measured') } : {
      stepMs: known(rateMs, `time per step of the Keras bar, which stops at ${done} of ${total} in the first epoch`, 'derived'),
      stepsPerEpoch: known(total, source, 'measured'),
    }),
    warnings: [`The log ends at ${done} of ${total} in the first epoch.`],
  };
}

/** A bar under no heading is that of a fit with epochs=1 or of an evaluation; only validation tells them apart. */
function bareFindings(bar: KerasBar): Findings {
  const isFit = bar.metrics.some((name) => name.startsWith('val_'));
  const certain = isFit ? measured : guessed;
  const times = new EpochTimes();
  times.add({ seconds: bar.seconds, stepMs: bar.rateMs ?? (bar.seconds !== undefined && bar.total !== undefined ? (bar.seconds * 1000) / bar.total : undefined) });
  const certainty = isFit ? 'measured' : 'guess';
  return {
    mode: certain('training', 'loss of the Keras bar'),
    ...times.findings({ seconds: 'seconds of the Keras bar', secondsCertainty: certainty, stepMs: 'time per step of the Keras bar', stepCertainty: certainty }),
    epochs: certain(1, 'a Keras bar without Epoch i/N'),
    stepsPerEpoch: known(bar.total, 'total of the Keras bar', certainty),
    warnings: isFit ? [] : [MAYBE_EVALUATION],
  };
}

const MAYBE_EVALUATION = 'The Keras bar stands under no "Epoch 1/N" line: it was taken for a fit of one epoch, but an evaluation looks the same.';
