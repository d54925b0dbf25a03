/** Finds the calls in a training script that a hint belongs to. */

/**
 * Calls that start or feed training: Keras' `fit` on something named like a model, and PyTorch's `DataLoader`. Other
 * libraries call `fit` too (`scaler.fit(`), so the receiver's name decides.
 */
const TRAINING_CALL = /\b(?:\w*(?:model|net|network|trainer)\w*\.fit|DataLoader)(?=\s*\()/gi;

/** Columns of a call within its line, end exclusive. */
export interface CallSpan {
  readonly start: number;
  readonly end: number;
}

/** The training call under the column of the line, if any; text after `#` is a comment. Looks at no more than 1,000 characters. */
export function trainingCallAt(line: string, column: number): CallSpan | undefined {
  const code = line.slice(0, 1000).replace(/#.*$/, '');
  for (const match of code.matchAll(TRAINING_CALL)) {
    const span = { start: match.index, end: match.index + match[0].length };
    if (column >= span.start && column <= span.end) return span;
  }
  return undefined;
}
