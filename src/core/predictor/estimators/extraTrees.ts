/** Extremely randomised trees (Geurts, Ernst, Wehenkel 2006): prediction. tools/predictor/fit/extraTrees.ts grows them. */

import type { JsonField } from '../../jsonFields';
import type { Estimator, EstimatorJson } from './estimator';

/** Name and version of the JSON form. */
export const EXTRA_TREES = 'extra-trees-1';

/**
 * Each tree is one flat list in preorder: a split is `feature, threshold` followed by its left and right subtree (left where the
 * feature is not above the threshold); a leaf is -1 followed by one value per output. Values and thresholds are integers, to be divided by `scale`.
 */
export interface ExtraTreesJson extends EstimatorJson {
  readonly name: typeof EXTRA_TREES;
  readonly outputs: number;
  readonly scale: number;
  readonly trees: readonly (readonly number[])[];
}

/** The estimator of a JSON model; refuses another name and trees that end early. */
export function loadExtraTrees(field: JsonField): Estimator {
  field.field('name').oneOf([EXTRA_TREES]);
  const outputs = field.field('outputs').positive();
  const scale = field.field('scale').positive();
  const trees = field.field('trees').items().map((tree) => readTree(tree, outputs));
  return {
    predict(features) {
      const sums = new Array<number>(outputs).fill(0);
      for (const tree of trees) {
        const leaf = leafOf(tree, features, scale);
        for (let output = 0; output < outputs; output++) sums[output] = (sums[output] ?? 0) + (tree.nodes[leaf + output] ?? 0);
      }
      return sums.map((sum) => sum / (trees.length * scale));
    },
  };
}

interface Tree {
  readonly nodes: Int32Array;
  /** Where the right subtree of the split at an index begins. */
  readonly right: Int32Array;
}

function readTree(field: JsonField, outputs: number): Tree {
  const nodes = Int32Array.from(field.numbers());
  const right = new Int32Array(nodes.length);
  /** Splits whose right subtree has not begun; a tree is whole when a leaf finds none left. */
  const open: number[] = [];
  let whole = false;
  let at = 0;
  while (at < nodes.length && !whole) {
    if ((nodes[at] ?? -1) >= 0) {
      open.push(at);
      at += 2;
      continue;
    }
    at += 1 + outputs;
    const split = open.pop();
    if (split === undefined) whole = true;
    else right[split] = at;
  }
  if (!whole || at !== nodes.length) return field.refuse('a whole tree');
  return { nodes, right };
}

/** Index of the first value of the leaf that the features reach. */
function leafOf({ nodes, right }: Tree, features: readonly number[], scale: number): number {
  let at = 0;
  for (;;) {
    const feature = nodes[at] ?? -1;
    if (feature < 0) return at + 1;
    at = (features[feature] ?? 0) * scale <= (nodes[at + 1] ?? 0) ? at + 2 : (right[at] ?? 0);
  }
}
