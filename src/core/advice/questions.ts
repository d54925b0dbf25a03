/** What a profile leaves open, with good guesses first: asked once by the editor, given by flags on the command line. */

import type { Catalog } from '../catalog/catalog';
import type { Predictor } from '../predictor/predictor';
import type { Known } from '../profile/profile';
import type { NamedProfile } from './request';

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

/** Anchors, best guess first: what the file says, its name, types with the file's device, then the rest. */
export function anchorGuesses({ name, profile }: NamedProfile, predictor: Predictor, catalog: Catalog): Guess<string>[] {
  const first = knownGuess(profile.instanceType);
  const inName = predictor.anchors.filter((anchor) => name.includes(anchor)).map((value) => ({ value, reason: IN_NAME }));
  const device = profile.deviceName?.value.toLowerCase();
  const rest = predictor.anchors.map((value): Guess<string> => {
    const type = catalog.find(value);
    return { value, reason: type?.accelerator?.device ?? type?.processor ?? '' };
  });
  const fits = (guess: Guess<string>): boolean => device !== undefined && guess.reason !== '' && device.split(/[\s-]+/).includes(guess.reason.toLowerCase());
  const sorted = [...rest].sort((a, b) => Number(fits(b)) - Number(fits(a)) || Number(retired(catalog, a)) - Number(retired(catalog, b)));
  return unique([...first, ...inName, ...sorted]);
}

/** Batch sizes: what the file says, its name (`batch256`, `16bs`), then the usual ones. */
export function batchSizeGuesses({ name, profile }: NamedProfile): Guess<number>[] {
  const [, after, before] = /(?:batch(?:size)?|bs)[-_]?(\d{1,6})(?!\d)|(?<!\d)(\d{1,6})bs/i.exec(name) ?? [];
  const inName = Number(after ?? before);
  const named = inName > 0 ? [{ value: inName, reason: IN_NAME }] : [];
  return unique([...knownGuess(profile.batchSize), ...named, ...BATCH_SIZES.map((value) => ({ value, reason: '' }))]);
}

/** Samples per epoch: what the file says, then well-known data sets. */
export function samplesPerEpochGuesses({ profile }: NamedProfile): Guess<number>[] {
  return unique([...knownGuess(profile.samplesPerEpoch), ...DATASETS]);
}

/** Epochs: what the file says, then usual counts, the least presuming first. */
export function epochGuesses({ profile }: NamedProfile): Guess<number>[] {
  return unique([...knownGuess(profile.epochs), ...[1, 10, 20, 50, 100].map((value) => ({ value, reason: '' }))]);
}

const IN_NAME = 'in the file name';

function knownGuess<T>(known: Known<T> | undefined): Guess<T>[] {
  return known === undefined ? [] : [{ value: known.value, reason: known.source }];
}

function retired(catalog: Catalog, guess: Guess<string>): boolean {
  return catalog.find(guess.value)?.retired !== undefined;
}

function unique<T>(guesses: readonly Guess<T>[]): Guess<T>[] {
  return guesses.filter((guess, index) => guesses.findIndex((other) => other.value === guess.value) === index);
}
