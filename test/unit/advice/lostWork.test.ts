import { describe, expect, test } from 'vitest';
import { lostWork, overheadShare } from '../../../src/core/advice/lostWork';
import type { Interruption } from '../../../src/core/pricing/offer';

/** The second method: training as it happens, with interruptions drawn at random (a linear congruential generator, seed fixed). */
function simulatedOverhead(perHour: number, checkpointHours: number, restartHours: number, stretches: number): number {
  let seed = 42;
  const nextInterruption = (): number => {
    seed = (seed * 1664525 + 1013904223) % 2 ** 32;
    return -Math.log((seed + 0.5) / 2 ** 32) / perHour;
  };
  let hours = 0;
  for (let done = 0; done < stretches;) {
    const stretch = nextInterruption();
    if (stretch >= checkpointHours) {
      hours += checkpointHours;
      done++;
      continue;
    }
    hours += stretch; // lost
    for (let restart = nextInterruption(); ; restart = nextInterruption()) {
      hours += Math.min(restart, restartHours);
      if (restart >= restartHours) break; // restarted, else interrupted while restarting
    }
  }
  return hours / (stretches * checkpointHours) - 1;
}

describe('expected overhead of interruptions', () => {
  test.each([[0.5, 1, 0.2], [0.05, 6, 0.2], [2, 0.25, 0.1]])('at %f an hour, a checkpoint every %f h, restart %f h, as simulated', (perHour, checkpoint, restart) => {
    const expected = simulatedOverhead(perHour, checkpoint, restart, 100_000);
    expect(Math.abs(overheadShare(perHour, checkpoint, restart) / expected - 1)).toBeLessThan(0.02);
  });

  test('by hand: exp(0.1) (exp(0.5) - 1) / 0.5 - 1', () => {
    expect(overheadShare(0.5, 1, 0.2)).toBeCloseTo((1.1051709180756477 * 0.6487212707001282) / 0.5 - 1, 12);
  });

  test('rare interruptions cost half a stretch and a restart each', () => {
    expect(overheadShare(1e-6, 2, 0.5)).toBeCloseTo(1e-6 * 1.5, 11);
  });
});

describe('lost work of an offer', () => {
  const interruption: Interruption = { band: '10-15%', asOf: '2025-06-28', source: 'advisor' };

  test('takes the upper end of the band and says so', () => {
    const lost = lostWork('spot', interruption, 60, null);
    expect(lost).toMatchObject({ interruptionsPerMonth: 0.15, checkpointMinutes: 60, restartMinutes: 10 });
    // 0.15 / 730 an hour, an hour between checkpoints: about 0.15 / 730 * (1 / 2 + 1 / 6).
    expect(lost?.overheadShare).toBeCloseTo((0.15 / 730) * (2 / 3), 7);
    expect(lost?.basis).toBe('Interruptions 10-15% of a month (advisor, 2025-06-28): the upper end of the band; a checkpoint every 60 min, 10 min assumed for each restart.');
  });

  test('the open band is an assumption that is named', () => {
    expect(lostWork('sagemaker-spot', { ...interruption, band: '>20%' }, 60, null)?.basis).toContain('one interruption a month is assumed, as the band has no upper end');
  });

  test('a job shorter than the interval loses no more than itself', () => {
    const [long, short] = [lostWork('spot', interruption, 600, null), lostWork('spot', interruption, 600, 1)];
    expect(short?.overheadShare).toBeCloseTo((0.15 / 730) * (2 / 3), 7);
    expect(long?.overheadShare).toBeGreaterThan(5 * (short?.overheadShare ?? Infinity));
  });

  test('is unknown without band or interval, and for what is not interrupted', () => {
    expect(lostWork('spot', undefined, 60, 1)).toBeNull();
    expect(lostWork('spot', interruption, undefined, 1)).toBeNull();
    for (const purchase of ['on-demand', 'savings-plan', 'sagemaker', 'own'] as const) expect(lostWork(purchase, interruption, 60, 1)).toBeNull();
  });
});
