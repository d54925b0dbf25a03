import { expect, test } from 'vitest';
import { parseDuration } from '../../src/core/durationText';

test.each([
  ['90', 90], ['90 s', 90], ['90m', 5400], ['90 min', 5400], ['3h', 10_800], ['2 d', 172_800], ['1.5 h', 5400], ['3 h 20 min', 12_000], ['  1h30m ', 5400],
])('%j is a duration', (text, seconds) => {
  expect(parseDuration(text)).toBe(seconds);
});

test.each(['', '0', '0 h', '-3 h', 'soon', '3 weeks', '3 h 20', '1e3', '٣ h', 'h', `${'1 h '.repeat(20)}`, '9'.repeat(400)])('%j is none', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});
