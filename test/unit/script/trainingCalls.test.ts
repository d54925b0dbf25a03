import { expect, test } from 'vitest';
import { trainingCallAt } from '../../../src/core/script/trainingCalls';

test.each([
  ['history = model.fit(x, y, epochs=5)', 16, { start: 10, end: 19 }],
  ['    self.model.fit (x)', 10, { start: 9, end: 18 }],
  ['loader = DataLoader(data, batch_size=64)', 12, { start: 9, end: 19 }],
  ['loader = torch.utils.data.DataLoader(data)', 30, { start: 26, end: 36 }],
])('%s has a call at %d', (line, column, span) => {
  expect(trainingCallAt(line, column)).toEqual(span);
});

test.each([
  ['history = model.fit(x, y)', 2],
  ['scaler.fit(x)', 8],
  ['# model.fit(x)', 5],
  ['from torch.utils.data import DataLoader', 32],
  ['model.fitness(x)', 8],
  ['', 0],
])('%s has none at %d', (line, column) => {
  expect(trainingCallAt(line, column)).toBeUndefined();
});

test('a line of a megabyte is not searched to its end', () => {
  expect(trainingCallAt(`${'x'.repeat(1_000_000)} model.fit(x)`, 1_000_003)).toBeUndefined();
});
