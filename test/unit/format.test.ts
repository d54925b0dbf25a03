import { describe, expect, test } from 'vitest';
import { duration, milliseconds, percent, range, significant, usd, usdShort } from '../../src/core/format';

// Expected texts are written by hand from the rules: three significant digits, no exponent, en dash, unknown is a dash.
describe('figures as text', () => {
  test.each([
    [0, '0'], [0.0042, '0.00420'], [0.0309, '0.0309'], [4.1, '4.10'], [41.06, '41.1'], [999.6, '1,000'], [1240.4, '1,240'], [1e-9, '0.000000001'],
    [Number.NaN, '—'], [Infinity, '—'],
  ])('significant(%d) = %s', (value, text) => expect(significant(value)).toBe(text));

  test.each([[0.03094, 5, '$0.030940'], [0.526, 4, '$0.5260'], [1240, 3, '$1,240'], [0, 2, '$0']])(
    'usd(%d, %d) = %s', (value, digits, text) => expect(usd(value, digits)).toBe(text));

  test.each([
    [0, '$0'], [0.0042, '$0.0042'], [0.0412, '$0.041'], [0.5, '$0.50'], [0.994, '$0.99'], [0.996, '$1.00'], [1, '$1.00'], [4.1, '$4.10'],
    [9.99, '$9.99'], [9.996, '$10'], [12.4, '$12'], [124.4, '$124'], [1240, '$1,240'], [Number.NaN, '—'],
  ])('usdShort(%d) = %s', (value, text) => expect(usdShort(value)).toBe(text));

  test.each([
    [0.061, '61.0 ms'], [24, '24.0 s'], [99.9, '99.9 s'], [100, '100 s'], [141.2, '141 s'], [480, '8.00 min'], [5999, '1 h 40 min'], [12_000, '3 h 20 min'], [7200, '2 h'],
    [187_200, '2 d 4 h'], [-1, '—'], [Number.NaN, '—'],
  ])('duration(%d s) = %s', (seconds, text) => expect(duration(seconds)).toBe(text));

  test('milliseconds and percent', () => {
    expect(milliseconds(96.24)).toBe('96.2 ms');
    expect(percent(0.8)).toBe('80 %');
    expect(percent(Number.NaN)).toBe('—');
  });

  test('a range writes a shared unit once', () => {
    const of = (low: number, high: number) => ({ estimate: (low + high) / 2, low, high, coverage: 0.8 });
    expect(range(of(43, 49.5), milliseconds)).toBe('43.0–49.5 ms');
    expect(range(of(35.2, 306), duration)).toBe('35.2 s–5.10 min');
    expect(range(of(7260, 7320), duration)).toBe('2 h 1 min–2 h 2 min');
    expect(range(of(3600, 7200), duration)).toBe('1–2 h');
    expect(range(of(0.028, 0.0352), usd)).toBe('$0.0280–0.0352');
  });
});
