/** How a step scales with threads: the universal scalability law, of which Amdahl's law is the case without crosstalk. */

/** A measured step at a number of threads. */
export interface ThreadRun {
  readonly threads: number;
  readonly stepMs: number;
}

/**
 * t(n) = t(1) (1 + contention (n - 1) + crosstalk n (n - 1)) / n (Gunther, "Guerrilla Capacity Planning", 2007, chapter 6).
 * Both coefficients are at least 0: adding threads never helps more than in proportion.
 */
export interface Scalability {
  /** Share of the work that cannot run in parallel. */
  readonly contention: number;
  /** Cost of each pair of threads that must agree. */
  readonly crosstalk: number;
}

/** Step at `threads` over step at one thread. */
export function relativeTime({ contention, crosstalk }: Scalability, threads: number): number {
  return (1 + contention * (threads - 1) + crosstalk * threads * (threads - 1)) / threads;
}

/** The number of threads beyond which a step gets longer again; Infinity when it never does. */
export function bestThreads({ contention, crosstalk }: Scalability): number {
  return crosstalk === 0 ? Infinity : Math.max(1, Math.round(Math.sqrt(Math.max(0, 1 - contention) / crosstalk)));
}

/**
 * Fits the law to runs at two or more different thread counts; with two, crosstalk is left at 0 (Amdahl). n t(n) is linear in
 * t(1), t(1) contention and t(1) crosstalk; a coefficient that comes out negative is set to 0 and the others are fitted again.
 * Undefined with fewer counts, or when the runs contradict the law altogether.
 */
export function fitScalability(runs: readonly ThreadRun[]): Scalability | undefined {
  const counts = new Set(runs.map(({ threads }) => threads)).size;
  if (counts < 2 || runs.some(({ threads, stepMs }) => !(threads >= 1 && stepMs > 0))) return undefined;
  const terms: readonly ((threads: number) => number)[] = [() => 1, (n) => n - 1, (n) => n * (n - 1)];
  for (let used = counts > 2 ? [0, 1, 2] : [0, 1]; used.length > 0;) {
    const coefficients = leastSquares(runs.map(({ threads }) => used.map((term) => terms[term]?.(threads) ?? 0)), runs.map(({ threads, stepMs }) => threads * stepMs));
    if (coefficients === undefined) return undefined;
    const worst = used.reduce((lowest, term, index) => ((coefficients[index] ?? 0) < (coefficients[used.indexOf(lowest)] ?? 0) ? term : lowest), used[0] ?? 0);
    if ((coefficients[used.indexOf(worst)] ?? 0) >= 0) {
      const of = (term: number): number => coefficients[used.indexOf(term)] ?? 0;
      return of(0) > 0 ? { contention: of(1) / of(0), crosstalk: of(2) / of(0) } : undefined;
    }
    if (worst === 0) return undefined;
    used = used.filter((term) => term !== worst);
  }
  return undefined;
}

/** Coefficients of the least squares fit by the normal equations (at most three unknowns); undefined when they are singular. */
function leastSquares(rows: readonly (readonly number[])[], values: readonly number[]): number[] | undefined {
  const size = rows[0]?.length ?? 0;
  const matrix = Array.from({ length: size }, (_, i) => [
    ...Array.from({ length: size }, (_unused, j) => rows.reduce((sum, row) => sum + (row[i] ?? 0) * (row[j] ?? 0), 0)),
    rows.reduce((sum, row, k) => sum + (row[i] ?? 0) * (values[k] ?? 0), 0),
  ]);
  for (let pivot = 0; pivot < size; pivot++) {
    const row = matrix[pivot];
    if (row === undefined || Math.abs(row[pivot] ?? 0) < 1e-12) return undefined;
    for (const [other, target] of matrix.entries()) {
      const factor = (target[pivot] ?? 0) / (row[pivot] ?? 1);
      if (other !== pivot) target.forEach((value, column) => (target[column] = value - factor * (row[column] ?? 0)));
    }
  }
  return matrix.map((row, index) => (row[size] ?? 0) / (row[index] ?? 1));
}
