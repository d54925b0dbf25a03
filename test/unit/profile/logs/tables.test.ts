import { describe, expect, test } from 'vitest';
import { inspectReport } from '../../../../src/core/profile/inspect';
import { fixture } from '../../shared';
import { failureOf, read } from '../reading';

const report = (content: string | Uint8Array): ReturnType<typeof inspectReport> => inspectReport(read(content));

describe('fastai', () => {
  const TEXT = 'epoch     train_loss  valid_loss  accuracy  time    \n0         0.453252    0.395130    0.822080  01:10     \nBetter model found at epoch 0 with valid_loss value: 0.395130.\n1         0.353252    0.295130    0.852080  01:00     \n2         0.253252    0.195130    0.882080  01:02     \n';
  const html = (rows: readonly (readonly string[])[]): string => `<table border="1" class="dataframe">\n  <thead>\n    <tr style="text-align: left;">\n${rows[0]?.map((cell) => `      <th>${cell}</th>\n`).join('')}    </tr>\n  </thead>\n  <tbody>\n${
    rows.slice(1).map((row) => `    <tr>\n${row.map((cell) => `      <td>${cell}</td>\n`).join('')}    </tr>\n`).join('')}  </tbody>\n</table>\n`;
  const HEADING = ['epoch', 'train_loss', 'valid_loss', 'accuracy', 'time'];

  test('as text, with lines of callbacks between', () => {
    const found = report(TEXT);
    expect(found).toMatchObject({ format: 'fastai-log', framework: 'pytorch', epochs: 3, epochSeconds: 61, firstEpochSeconds: 70, stepMs: null });
    expect(found.warnings.join()).toContain('len(dls.train)');
  });

  test('as HTML, line by line or in one line; hours; the longer of two tables', () => {
    const short = html([HEADING, ['0', '2.6', '1.9', '0.6', '00:24']]);
    const long = html([HEADING, ['0', '2.6', '1.9', '0.6', '1:00:24'], ['1', '2.5', '1.8', '0.6', '1:00:00']]);
    const expected = { epochs: 2, firstEpochSeconds: 3624, epochSeconds: 3600 };
    expect(report(short + long + short)).toMatchObject(expected);
    expect(report((short + long).replaceAll('\n', ' '))).toMatchObject(expected);
    expect(report(short + long).warnings.join()).toContain('2 tables');
  });

  test('a table without times, of another library, or broken off in its first epoch is none', () => {
    expect(failureOf('epoch     train_loss  valid_loss  accuracy\n1         1.587146    1.556950    0.458700\n').code).toBe('unrecognised');
    expect(failureOf(html([['Step', 'Training Loss'], ['500', '0.45']])).code).toBe('unrecognised');
    expect(failureOf(html([HEADING, ['0', '00:00']])).code).toBe('unrecognised');
  });

  test('a row of an epoch that was broken off does not count', () => {
    expect(report(html([HEADING, ['0', '2.6', '1.9', '0.6', '00:24'], ['1', '00:03']]))).toMatchObject({ epochs: 1, firstEpochSeconds: 24 });
  });
});

describe('Keras CSVLogger', () => {
  test('a real file with a UTF-8 mark: five epochs, no time', () => {
    const found = report(fixture('other/keras_csvlogger_utf8_bom.csv').bytes);
    expect(found).toMatchObject({ format: 'keras-csvlogger', epochs: 5, stepMs: null, mode: 'training' });
    expect(found.warnings.join()).toContain('console log');
  });

  test.each([
    ['semicolons', 'epoch;accuracy;loss\n0;0,5;0,4\n1;0,6;0,3\n', 2],
    ['CRLF', 'epoch,loss\r\n0,0.4\r\n1,0.3\r\n2,0.2\r\n', 3],
    ['a last line that is cut', 'epoch,accuracy,loss\n0,0.1,0.4\n1,0.2,0.3\n2,0.', 3],
    ['one epoch, appended twice', 'epoch,loss\n0,0.4\n0,0.3\n', 1],
    ['two runs', 'epoch,loss\n0,0.4\n1,0.3\n2,0.3\n0,0.4\n1,0.3\n', 2],
    ['a run that was resumed', 'epoch,loss\n0,0.4\n1,0.3\n2,0.3\n', 3],
  ])('%s', (_, text, epochs) => expect(report(text).epochs).toBe(epochs));

  test('a heading alone, and other tables with epochs', () => {
    expect(failureOf('epoch,accuracy,loss\n', 'training.log').message).toContain('no epoch below its heading');
    expect(failureOf('epoch,accuracy\n0,0.5\n').code).toBe('unrecognised');
    expect(failureOf('name,epoch,loss\na,0,0.5\n').code).toBe('unrecognised');
  });

  test.each(['-5', '1e300', 'NaN', '0x10', ''])('an epoch of "%s" is no count', (cell) => {
    const { code } = failureOf(`epoch,loss\n${cell},0.4\n`);
    expect(code).toBe('damaged');
  });
});

describe('Lightning metrics.csv', () => {
  test('sparse rows, columns anywhere; the last epoch only in part is a guess', () => {
    const found = report('lr-Adam,step,train_loss_step,epoch,val_loss\n0.1,49,0.5,0,\n,99,,0,0.4\n0.1,149,0.4,1,\n,180,,1,0.3\n');
    expect(found).toMatchObject({ format: 'lightning-csv', framework: 'pytorch', steps: 181, epochs: 2, stepsPerEpoch: 91, stepMs: null });
    expect(found.sources.stepsPerEpoch).toContain('guess');
    expect(found.warnings.join()).toContain('no times');
  });

  test('ThroughputMonitor: batches per second, or the time since the beginning', () => {
    expect(report('epoch,step,train/device/batches_per_sec,loss\n0,9,2.0,0.4\n0,19,4.0,0.4\n0,29,5.0,0.4\n')).toMatchObject({ stepMs: 250, warnings: [] });
    expect(report('epoch,step,train/time,loss\n0,9,12.0,0.4\n0,19,,0.4\n0,29,16.0,0.4\n')).toMatchObject({ stepMs: 200 });
  });

  test('a column for the time of an epoch', () => {
    const found = report('epoch,step,epoch_time,loss\n0,9,30,0.4\n1,19,20,0.4\n2,29,22,0.4\n');
    expect(found).toMatchObject({ firstEpochSeconds: 30, epochSeconds: 21, stepsPerEpoch: 10, warnings: [] });
    expect(found.sources.epochSeconds).toContain('"epoch_time"');
  });

  test('nothing impossible', () => {
    expect(failureOf('epoch,step,loss\n,,\n').code).toBe('damaged');
    expect(failureOf('epoch,step,loss\n-4,-9,1\n').code).toBe('damaged');
    expect(report('epoch,step,train/time,loss\n0,9,50.0,0.4\n1,19,20.0,0.4\n').stepMs).toBeNull();
    expect(report('epoch,step,train/batches_per_sec,loss\n0,9,0,0.4\n1,19,-3,0.4\n').stepMs).toBeNull();
  });
});

describe('timm benchmark', () => {
  const HEADING = 'model,train_samples_per_sec,train_step_time,train_batch_size,train_img_size,param_count\n';

  test('one model', () => {
    expect(report(`${HEADING}resnet50,800.5,319.8,256,224,25.56\n`)).toMatchObject({
      format: 'timm-benchmark', mode: 'training', framework: 'pytorch', stepMs: 319.8, batchSize: 256, modelParameters: 25_560_000, warnings: [],
    });
  });

  test('inference is said', () => {
    const found = report('model,infer_samples_per_sec,infer_step_time,infer_batch_size\nresnet50,2800.5,91.4,256\n');
    expect(found).toMatchObject({ mode: 'inference', stepMs: 91.4, batchSize: 256 });
    expect(found.warnings.join()).toContain('not of training');
  });

  test('several models, none, and impossible figures', () => {
    const failure = failureOf(`${HEADING}resnet50,800.5,319.8,256,224,25.56\nresnet18,1,2,3,4,5\n`, 'r.csv');
    expect(failure.message).toBe('"r.csv" lists 2 models of timm, from "resnet50" to "resnet18", and not which one is yours.');
    expect(failureOf(HEADING).code).toBe('damaged');
    expect(failureOf(`${HEADING}resnet50,800`).code).toBe('damaged');
    expect(report(`${HEADING}resnet50,x,-5,1e300,224,\n`)).toMatchObject({ stepMs: null, batchSize: null, modelParameters: null });
  });
});
