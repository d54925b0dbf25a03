import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseViewMessage } from '../../src/core/viewMessages';

test.each([
  [{ type: 'ready' }],
  [{ type: 'setRegion', region: 'eu-west-1' }],
  [{ type: 'setEpochs', epochs: 20 }],
  [{ type: 'setPurchases', purchases: ['on-demand', 'spot'] }],
  [{ type: 'command', command: 'openProfile' }],
  [{ type: 'setJob', job: { samplesPerEpoch: 50_000, batchSize: 8, precision: 'amp' } }], [{ type: 'setJob', job: { batchSize: 8 } }],
  [{ type: 'setLimits', budgetUsd: 5, deadlineSeconds: null }], [{ type: 'setLimits', budgetUsd: null, deadlineSeconds: 0.5 }],
  [{ type: 'setWhatIf', batchSize: 512 }], [{ type: 'setWhatIf', batchSize: null }],
  [{ type: 'setMeasured', instanceType: 'g5.xlarge', stepMs: 104.5 }], [{ type: 'setMeasured', instanceType: 'g5.xlarge', stepMs: null }],
  [{ type: 'wantWhatIf' }], [{ type: 'wantOffers', instanceType: 'g5.xlarge' }], [{ type: 'switchProfile', id: 'file:///a/b.json' }],
  [{ type: 'export', format: 'markdown' }], [{ type: 'exportPng', png: 'iVBORw0KGgoAAA==' }],
])('%j is a message', (message) => {
  expect(parseViewMessage(message)).toEqual(message);
});

test.each([
  [null], ['ready'], [{}], [{ type: 'eval' }],
  [{ type: 'setRegion', region: '../../etc' }], [{ type: 'setRegion' }],
  [{ type: 'setEpochs', epochs: 0 }], [{ type: 'setEpochs', epochs: 1.5 }], [{ type: 'setEpochs', epochs: '3' }], [{ type: 'setEpochs', epochs: 1e12 }],
  [{ type: 'setPurchases', purchases: [] }], [{ type: 'setPurchases', purchases: ['free'] }], [{ type: 'setPurchases', purchases: 'spot' }],
  [{ type: 'command', command: 'workbench.action.quit' }],
  [{ type: 'toString' }], [{ type: 'constructor' }], [{ type: '__proto__' }],
  [{ type: 'setJob', job: {} }], [{ type: 'setJob', job: null }], [{ type: 'setJob', job: { batchSize: 0 } }], [{ type: 'setJob', job: { precision: 'fp7' } }],
  [{ type: 'setLimits', budgetUsd: 0, deadlineSeconds: null }], [{ type: 'setLimits', budgetUsd: 5 }], [{ type: 'setLimits', budgetUsd: Infinity, deadlineSeconds: 1 }],
  [{ type: 'setWhatIf' }], [{ type: 'setWhatIf', batchSize: 1.5 }], [{ type: 'setMeasured', instanceType: 'g5.xlarge', stepMs: -1 }], [{ type: 'setMeasured', instanceType: '', stepMs: 1 }],
  [{ type: 'wantOffers', instanceType: 'x'.repeat(10_000) }], [{ type: 'switchProfile', id: 7 }],
  [{ type: 'export', format: 'exe' }], [{ type: 'exportPng', png: 'TVqQAAMAAAAEAAAA' }], [{ type: 'exportPng', png: 'iVBORw0KGgo<script>' }],
])('%j is not', (message) => {
  expect(parseViewMessage(message)).toBeUndefined();
});

test('anything at all is judged without throwing', () => {
  fc.assert(fc.property(fc.anything(), (value) => {
    parseViewMessage(value);
  }));
});
