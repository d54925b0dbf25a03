/** The batch size as the shapes of the first layer's input tell it: a guess, as the first dimension need not be the batch. */

import { keyBytes } from '../chrome/jsonBytes';
import type { NameTable } from '../chrome/nameTable';
import type { TraceEvent } from '../chrome/traceEvent';
import type { Known } from '../profile';

/** `record_shapes=True` gives it; older versions write a lower-case d. */
const INPUT_DIMS = keyBytes('Input Dims');

/** Layers that meet the batch first in a forward pass: which input holds it, and how many dimensions that has at least. */
const FIRST_LAYERS: Readonly<Record<string, { readonly input: number; readonly dimensions: number }>> = {
  'aten::conv1d': { input: 0, dimensions: 3 },
  'aten::conv2d': { input: 0, dimensions: 4 },
  'aten::conv3d': { input: 0, dimensions: 5 },
  'aten::linear': { input: 0, dimensions: 2 },
  'aten::addmm': { input: 1, dimensions: 2 },
  // Of tables of words: the first input is the table.
  'aten::embedding': { input: 1, dimensions: 2 },
};

/** Keeps the shape of the layer that ran first, in whatever order they are written. */
export class FirstShape {
  private readonly layers: (string | null)[] = [];
  private startUs = Number.POSITIVE_INFINITY;
  private found: Known<number> | undefined;

  add(event: TraceEvent, name: number, names: NameTable): void {
    const layer = this.layers[name] ??= layerName(names.text(name));
    if (layer === null || !(event.startUs < this.startUs)) return;
    const dims = inputDims(event, layer);
    const batch = dims?.[0];
    if (dims === undefined || batch === undefined) return;
    this.startUs = event.startUs;
    this.found = { value: batch, source: `first dimension of the first ${layer}'s input [${dims.join(', ')}]`, certainty: 'guess' };
  }

  get batchSize(): Known<number> | undefined {
    return this.found;
  }
}

function layerName(name: string): string | null {
  return Object.hasOwn(FIRST_LAYERS, name) ? name : null;
}

function inputDims(event: TraceEvent, layer: string): number[] | undefined {
  const shape = FIRST_LAYERS[layer];
  const inputs = shape && event.argValue(INPUT_DIMS);
  const dims: unknown = Array.isArray(inputs) ? inputs[shape?.input ?? 0] : undefined;
  const isShape = Array.isArray(dims) && dims.length >= (shape?.dimensions ?? 0) && dims.length <= MAX_DIMENSIONS && dims.every(isDimension);
  return isShape ? dims : undefined;
}

const MAX_DIMENSIONS = 8;

function isDimension(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 2 ** 31;
}
