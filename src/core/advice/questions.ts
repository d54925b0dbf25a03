/** What a profile leaves open, with good guesses first: asked once by the editor, given by flags on the command line. */

import type { Catalog } from '../catalog/catalog';
import type { Predictor } from '../predictor/predictor';
import type { Profile } from '../profile/profile';

/** One possible answer and why it is offered. */
export interface Guess<T> {
  readonly value: T;
  readonly reason: string;
}

/** Sizes of data sets that tutorials train on; training split. Sources: the data sets' own pages. */
const DATASETS: readonly Guess<number>[] = [
  { value: 50_000, reason: 'CIFAR-10, CIFAR-100' },
  { value: 60_000, reason: 'MNIST, Fashion-MNIST' },
  { value: 1_281_167, reason: 'ImageNet-1k' },
  { value: 118_287, reason: 'COCO 2017' },
];

/** Usual batch sizes, the commonest first. */
const BATCH_SIZES = [32, 64, 128, 256, 16, 8];

/** Anchors, best guess first: what the file names, types with the file's device, then the rest. */
export function anchorGuesses(profile: Profile, predictor: Predictor, catalog: Catalog): Guess<string>[] {
  const named = profile.instanceType;
  const first = named === undefined ? [] : [{ value: named.value, reason: named.source }];
  const device = profile.deviceName?.value.toLowerCase();
  const rest = predictor.anchors.map((value): Guess<string> => {
    const type = catalog.find(value);
    return { value, reason: type?.accelerator?.device ?? type?.processor ?? '' };
  });
  const fits = (guess: Guess<string>): boolean => device !== undefined && guess.reason !== '' && device.split(/[\s-]+/).includes(guess.reason.toLowerCase());
  const sorted = [...rest].sort((a, b) => Number(fits(b)) - Number(fits(a)) || Number(retired(catalog, a)) - Number(retired(catalog, b)));
  return unique([...first, ...sorted]);
}

/** Batch sizes, the profile's own guess first. */
export function batchSizeGuesses(profile: Profile): Guess<number>[] {
  const own = profile.batchSize === undefined ? [] : [{ value: profile.batchSize.value, reason: profile.batchSize.source }];
  return unique([...own, ...BATCH_SIZES.map((value) => ({ value, reason: '' }))]);
}

/** Samples per epoch, what the profile says first, then well-known data sets. */
export function samplesPerEpochGuesses(profile: Profile): Guess<number>[] {
  const own = profile.samplesPerEpoch === undefined ? [] : [{ value: profile.samplesPerEpoch.value, reason: profile.samplesPerEpoch.source }];
  return unique([...own, ...DATASETS]);
}

function retired(catalog: Catalog, guess: Guess<string>): boolean {
  return catalog.find(guess.value)?.retired !== undefined;
}

function unique<T>(guesses: readonly Guess<T>[]): Guess<T>[] {
  return guesses.filter((guess, index) => guesses.findIndex((other) => other.value === guess.value) === index);
}
