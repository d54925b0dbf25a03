/** Grows extremely randomised trees: every split tries random thresholds on random features and keeps the best. */

import { EXTRA_TREES, type ExtraTreesJson } from '../../../src/core/predictor/estimators/extraTrees';
import { randomNumbers } from '../random';
import { checkTrainingSet, type TrainingSet } from './trainingSet';

/** Settings; see each. */
export interface ExtraTreesOptions {
  readonly trees: number;
  /** Fewest rows in a leaf. */
  readonly leaf: number;
  /** Share of the features tried at each split, 0 to 1. */
  readonly tried: number;
  readonly seed: number;
}

/** Enough digits for a log ratio or a standardised feature: 0.1 %. */
const SCALE = 1000;

/** Grows the trees on all rows, without resampling (as Geurts et al. propose). */
export function fitExtraTrees(set: TrainingSet, options: ExtraTreesOptions): ExtraTreesJson {
  checkTrainingSet(set);
  const grower = new Grower(set, options);
  return {
    name: EXTRA_TREES,
    outputs: set.values[0]?.length ?? 0,
    scale: SCALE,
    trees: Array.from({ length: options.trees }, () => grower.grow()),
  };
}

interface Split {
  readonly feature: number;
  readonly threshold: number;
}

class Grower {
  private readonly rows: number;
  private readonly outputs: number;
  /** Column-wise, in units of 1 / SCALE so that training and prediction split alike. */
  private readonly columns: readonly Int32Array[];
  /** Row-wise: the outputs of a row stand together. */
  private readonly values: Float64Array;
  private readonly random: () => number;
  private readonly order: number[];
  /** Scratch of `gain`. */
  private readonly leftSums: Float64Array;

  constructor({ features, values }: TrainingSet, private readonly options: ExtraTreesOptions) {
    this.rows = features.length;
    this.outputs = values[0]?.length ?? 0;
    const width = features[0]?.length ?? 0;
    this.columns = Array.from({ length: width }, (_, column) => Int32Array.from(features, (row) => Math.round((row[column] ?? 0) * SCALE)));
    this.values = Float64Array.from(values.flat());
    this.random = randomNumbers(options.seed);
    this.leftSums = new Float64Array(this.outputs);
    this.order = Array.from({ length: width }, (_, column) => column);
  }

  grow(): number[] {
    const nodes: number[] = [];
    this.growNode(Int32Array.from({ length: this.rows }, (_, row) => row), nodes);
    return nodes;
  }

  private growNode(rows: Int32Array, nodes: number[]): void {
    const split = rows.length >= 2 * this.options.leaf ? this.bestSplit(rows) : undefined;
    if (!split) {
      nodes.push(-1, ...Array.from(this.sums(rows), (sum) => Math.round((SCALE * sum) / rows.length)));
      return;
    }
    const column = this.columns[split.feature] ?? new Int32Array();
    nodes.push(split.feature, split.threshold);
    this.growNode(rows.filter((row) => (column[row] ?? 0) <= split.threshold), nodes);
    this.growNode(rows.filter((row) => (column[row] ?? 0) > split.threshold), nodes);
  }

  /** The best of one random threshold on each of some random features that vary among the rows. */
  private bestSplit(rows: Int32Array): Split | undefined {
    let left = Math.max(1, Math.round(this.options.tried * this.columns.length));
    let best: Split | undefined;
    let bestGain = -Infinity;
    const totals = this.sums(rows);
    for (let drawn = 0; drawn < this.order.length && left > 0; drawn++) {
      const feature = this.draw(drawn);
      const threshold = this.threshold(feature, rows);
      if (threshold === undefined) continue;
      left -= 1;
      const gain = this.gain({ feature, threshold }, rows, totals);
      if (gain > bestGain) [best, bestGain] = [{ feature, threshold }, gain];
    }
    return best;
  }

  /** Draws a feature that was not drawn at this node (a step of the Fisher-Yates shuffle). */
  private draw(drawn: number): number {
    const pick = drawn + Math.floor(this.random() * (this.order.length - drawn));
    const feature = this.order[pick] ?? 0;
    this.order[pick] = this.order[drawn] ?? 0;
    this.order[drawn] = feature;
    return feature;
  }

  /** Uniform between the feature's extremes among the rows; undefined when it does not vary. */
  private threshold(feature: number, rows: Int32Array): number | undefined {
    const column = this.columns[feature] ?? new Int32Array();
    let low = Infinity;
    let high = -Infinity;
    for (const row of rows) {
      const value = column[row] ?? 0;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    return low < high ? low + Math.floor(this.random() * (high - low)) : undefined;
  }

  /** How much the split takes from the squared error, up to what is the same for all splits of the node; -Infinity when a side would be too small. */
  private gain({ feature, threshold }: Split, rows: Int32Array, totals: Float64Array): number {
    const column = this.columns[feature] ?? new Int32Array();
    const { values, outputs, leftSums } = this;
    leftSums.fill(0);
    let left = 0;
    for (const row of rows) {
      if ((column[row] ?? 0) > threshold) continue;
      left += 1;
      for (let output = 0; output < outputs; output++) leftSums[output] = (leftSums[output] ?? 0) + (values[row * outputs + output] ?? 0);
    }
    const right = rows.length - left;
    if (left < this.options.leaf || right < this.options.leaf) return -Infinity;
    let gain = 0;
    for (let output = 0; output < outputs; output++) {
      const sum = leftSums[output] ?? 0;
      gain += (sum * sum) / left + ((totals[output] ?? 0) - sum) ** 2 / right;
    }
    return gain;
  }

  /** Sum of each output over the rows. */
  private sums(rows: Int32Array): Float64Array {
    const sums = new Float64Array(this.outputs);
    for (const row of rows) {
      for (let output = 0; output < this.outputs; output++) sums[output] = (sums[output] ?? 0) + (this.values[row * this.outputs + output] ?? 0);
    }
    return sums;
  }
}
