/** The part of ml-cart 2 that is used here; the package has no types. */
declare module 'ml-cart' {
  export class DecisionTreeRegression {
    constructor(options: { minNumSamples: number; maxDepth?: number });
    train(features: readonly (readonly number[])[], values: readonly number[]): void;
    predict(features: readonly (readonly number[])[]): number[];
  }
}
