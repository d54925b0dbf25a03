import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseViewMessage } from '../../src/core/viewMessages';

test.each([
  [{ type: 'ready' }],
  [{ type: 'setRegion', region: 'eu-west-1' }],
  [{ type: 'setEpochs', epochs: 20 }],
  [{ type: 'setPurchases', purchases: ['on-demand', 'spot'] }],
  [{ type: 'command', command: 'openProfile' }],
])('%j is a message', (message) => {
  expect(parseViewMessage(message)).toEqual(message);
});

test.each([
  [null], ['ready'], [{}], [{ type: 'eval' }],
  [{ type: 'setRegion', region: '../../etc' }], [{ type: 'setRegion' }],
  [{ type: 'setEpochs', epochs: 0 }], [{ type: 'setEpochs', epochs: 1.5 }], [{ type: 'setEpochs', epochs: '3' }], [{ type: 'setEpochs', epochs: 1e12 }],
  [{ type: 'setPurchases', purchases: [] }], [{ type: 'setPurchases', purchases: ['free'] }], [{ type: 'setPurchases', purchases: 'spot' }],
  [{ type: 'command', command: 'workbench.action.quit' }],
])('%j is not', (message) => {
  expect(parseViewMessage(message)).toBeUndefined();
});

test('anything at all is judged without throwing', () => {
  fc.assert(fc.property(fc.anything(), (value) => {
    parseViewMessage(value);
  }));
});
