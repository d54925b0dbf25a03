import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { inspectReport } from '../../../../src/core/profile/inspect';
import { fixture } from '../../shared';
import { bytesOf, failureOf, read } from '../reading';

const report = (content: string | Uint8Array): ReturnType<typeof inspectReport> => inspectReport(read(content));

/** A notebook of format 4 with one cell of outputs. */
const notebook = (outputs: readonly object[], rest: object = {}): string =>
  JSON.stringify({ cells: [{ cell_type: 'markdown', source: ['# x'] }, { cell_type: 'code', source: [], outputs }], metadata: {}, nbformat: 4, nbformat_minor: 5, ...rest }, null, 1);
const stream = (text: string | readonly string[], name = 'stdout'): object => ({ output_type: 'stream', name, text });
const KERAS = 'Epoch 1/2\n50/50 [====] - 10s 200ms/step - loss: 1.0\nEpoch 2/2\n50/50 [====] - 9s 190ms/step - loss: 1.0\n';

test('a real notebook, executed with Keras 3.15: 12, 21, 11, 11 ms after the first epoch', () => {
  expect(report(fixture('other/keras_mlp.ipynb').bytes)).toMatchObject({ format: 'keras-log', stepMs: 11.5, epochs: 5, stepsPerEpoch: 469, firstEpochSeconds: 5, epochSeconds: 5 });
});

describe('outputs', () => {
  const expected = { format: 'keras-log', stepMs: 190, epochs: 2 };

  test.each([
    ['text as one string', notebook([stream(KERAS)])],
    ['a list of lines', notebook([stream(KERAS.split(/(?<=\n)/))])],
    ['streams that break anywhere', notebook([...KERAS].map((character) => stream(character)))],
    ['a result as text/plain', notebook([{ output_type: 'execute_result', data: { 'text/plain': [KERAS] } }])],
    ['colours and carriage returns', notebook([stream(KERAS.replaceAll('50/50', '\r\u001b[1m50/50\u001b[0m'))])],
    ['format 3', JSON.stringify({ metadata: { name: '' }, nbformat: 3, nbformat_minor: 0, worksheets: [{ cells: [{ cell_type: 'code', outputs: [{ output_type: 'stream', text: [KERAS] }] }] }] })],
  ])('%s', (_, text) => expect(report(text)).toMatchObject(expected));

  test('the end of one output is not the beginning of the next', () => {
    expect(report(notebook([stream('Epoch 1/'), { output_type: 'display_data', data: { 'text/plain': 'Epoch 1/1' } }, stream('50/50 [====] - 10s 200ms/step - loss: 1.0')]))).toMatchObject({ stepMs: 200, epochs: 1 });
  });

  test('tables and progress in HTML', () => {
    const html = ['<table>\n', '<tr><th>epoch</th><th>train_loss</th><th>valid_loss</th><th>time</th></tr>\n', '<tr><td>0</td><td>0.7</td><td>0.3</td><td>00:13</td></tr>\n', '<tr><td>1</td><td>0.6</td><td>0.2</td><td>00:11</td></tr>\n', '</table>'];
    expect(report(notebook([{ output_type: 'display_data', data: { 'text/html': html, 'text/plain': ['<IPython.core.display.HTML object>'] } }]))).toMatchObject({ format: 'fastai-log', epochSeconds: 11, firstEpochSeconds: 13 });
    expect(report(notebook([{ output_type: 'display_data', data: { 'text/html': ['\n <div>\n  [500/500 00:54, Epoch 2/2]\n </div>'] } }]))).toMatchObject({ format: 'hf-trainer-log', stepMs: 108 });
  });

  test('bars that are widgets: their last state is in the metadata', () => {
    const model = (name: string, state: object): object => ({ model_module: '@jupyter-widgets/controls', model_name: name, state });
    const widgets = { 'application/vnd.jupyter.widget-state+json': { version_major: 2, version_minor: 0, state: {
      box: model('HBoxModel', { children: ['IPY_MODEL_name', 'IPY_MODEL_bar', 'IPY_MODEL_times'] }),
      name: model('HTMLModel', { value: 'Epoch 1: 100%' }),
      bar: model('FloatProgressModel', { max: 72, value: 72 }),
      times: model('HTMLModel', { value: ' 72/72 [02:24&lt;00:00,  2.00s/it, loss=0.3]' }),
      stray: model('HBoxModel', { children: 'none' }), hollow: null,
    } } };
    const start = { output_type: 'display_data', data: { 'application/vnd.jupyter.widget-view+json': { model_id: 'box' }, 'text/plain': ['  0%|          | 0/72 [00:00<?, ?it/s]'] } };
    expect(report(notebook([start], { metadata: { widgets } }))).toMatchObject({ format: 'tqdm', stepMs: 2000, stepsPerEpoch: 72, epochs: 1 });
    expect(failureOf(notebook([start])).message).toContain('no training log');
  });
});

describe('what holds no log', () => {
  test('is refused as a notebook', () => {
    const failure = failureOf(notebook([stream('hello')]), 'eda.ipynb');
    expect(failure).toEqual({
      code: 'unrecognised',
      message: '"eda.ipynb" is a Jupyter notebook whose outputs hold no training log that is known here.',
      action: 'Run its training cell and save the notebook with its outputs, or open the log of the training.',
    });
  });

  test.each([
    ['no cells', '{"cells": [], "metadata": {}, "nbformat": 4}'],
    ['cells that are none', '{"cells": 5, "metadata": {}, "nbformat": 4}'],
    ['outputs that are none', notebook([null as unknown as object, 5 as unknown as object, { output_type: 'stream', text: { a: 1 } }, { output_type: 'stream', text: [1, null] }])],
    ['code that looks like a log', JSON.stringify({ cells: [{ cell_type: 'code', source: [KERAS], outputs: [] }], nbformat: 4 })],
  ])('%s', (_, text) => expect(failureOf(text).message).toContain('no training log'));

  test('a notebook that is cut short', () => {
    expect(failureOf(notebook([stream(KERAS)]).slice(0, -50)).message).toContain('cut short');
    const packed = gzipSync(bytesOf(notebook([stream(KERAS)])));
    expect(failureOf(packed.subarray(0, packed.length - 12)).code).toBe('damaged');
  });

  test('other JSON with metadata is none', () => expect(failureOf('{"metadata": {"name": "x"}, "kind": "Pod"}').message).toContain('not a profile that is known'));
});
