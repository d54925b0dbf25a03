import { describe, expect, test } from 'vitest';
import { readProfile } from '../../../../src/core/profile/registry';
import { file, message, text, varint } from '../protobuf/encode';
import { failureOf, read } from '../reading';
import { inputPipelinePb, overviewPb } from './messages';
import { inPieces } from './runFiles';

const STEPS = { times: [90, 100, 110], inputPercent: 12, deviceComputeMs: 60 };

/** An answer of TensorBoard: tables of steps and of the environment, figures as text. */
function answer(properties: Readonly<Record<string, string>>, steps: readonly (readonly [number, number])[] = [[60, 30], [60, 40], [60, 50]]): string {
  return JSON.stringify([
    {
      cols: [{ id: 'stepnum', label: 'Step number', type: 'string' }, { id: 'deviceComputeTimeMs', type: 'number' }, { id: 'infeedTimeMs', type: 'number' }, { id: 'tooltip', type: 'string' }],
      rows: steps.map(([compute, input], index) => ({ c: [{ v: String(index) }, { v: compute }, { v: input }, { v: 'x' }] })),
      p: { hardware_type: 'GPU', steptime_ms_average: '100.0', steptime_ms_standard_deviation: '8.2', steptime_ms_minimum: '90.0', steptime_ms_maximum: '110.0', ...properties },
    },
    { cols: [{ id: 'host_id' }], rows: [], p: { host_count: '2', device_core_count: '8 (Replica count = 8, num cores per replica = 1)', device_type: 'GPU', ...properties } },
  ]);
}

describe('overview_page.pb', () => {
  test('the mean of the steps, their number, devices and hosts', () => {
    expect(read(overviewPb(STEPS, 'GPU', 8, true))).toMatchObject({
      format: 'tensorflow-overview', stepMs: { value: 100, certainty: 'measured', source: 'overview_page: mean of 3 profiled steps' },
      steps: { value: 3 }, deviceCount: { value: 8 }, instanceCount: { value: 1 }, mode: { value: 'training' }, gpuBusyShare: { value: 0.6 }, warnings: [],
    });
  });

  test.each([['GPU', undefined], ['CPU', undefined], ['Nvidia GPU (Ampere)', undefined], ['TPU v3', 'TPU v3']])('device type %s is the model %s', (type, model) =>
    expect(read(overviewPb(STEPS, type, 8)).deviceName?.value).toBe(model));

  test('no devices of a CPU are no count', () => expect(read(overviewPb(STEPS, 'CPU', 0)).deviceCount).toBeUndefined());

  test('without steps there is no step time, and that is said', () => {
    expect(failureOf(overviewPb({ times: [] }, 'GPU', 8)).message).toContain('holds no step');
    const named = read(overviewPb({ times: [] }, 'TPU v3', 8));
    expect([named.stepMs, named.warnings]).toEqual([undefined, ['The overview_page gives no step time.']]);
  });

  test('steps that differ much, and waiting for input, are said', () => {
    const { warnings } = read(overviewPb({ times: [10, 100, 190], inputPercent: 43.21 }, 'GPU', 1));
    expect(warnings).toEqual([
      'Steps wait 43.2 % of their time for input: a faster accelerator does not shorten that part.',
      'The profiled steps differ much (10.0 to 190.0 ms); the step time is their mean.',
    ]);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, -5, 0, 1e300])('a step of %d ms is unknown', (ms) => {
    const profile = read(overviewPb({ times: [ms] }, 'GPU', 1));
    expect([profile.stepMs, profile.gpuBusyShare, profile.warnings]).toEqual([undefined, undefined, ['The overview_page gives no step time.']]);
  });

  test('cut anywhere it is read in part, or refused', () => {
    const whole = overviewPb(STEPS, 'GPU', 8);
    for (let length = 60; length < whole.length; length++) {
      const result = readProfile(inPieces('x', whole.subarray(0, length), 11));
      if (result.ok && result.value.deviceCount === undefined) expect(result.value.stepMs?.value).toBe(100);
    }
    expect(read(whole.subarray(0, whole.length - 3)).warnings).toEqual(['The overview_page is cut short; what follows in it is missing here.']);
  });

  test.each([
    ['a length of 2^62', [...overviewPb(STEPS, 'GPU', 8), 0x32, ...varint(2n ** 62n)]],
    ['an environment that is longer than it says', [...overviewPb(STEPS, 'GPU', 8), ...message(6, [0x22, 0x7f])]],
  ])('%s does no harm', (_, bytes) => {
    const result = readProfile(inPieces('x', Uint8Array.from(bytes), 5));
    expect(result.ok ? result.value.warnings.join() : result.failure.message).toMatch(/cut short|damaged/);
  });
});

describe('input_pipeline.pb', () => {
  test('has the same steps and knows no devices', () => {
    const profile = read(inputPipelinePb(STEPS));
    expect(profile).toMatchObject({ format: 'tensorflow-input-pipeline', stepMs: { value: 100 }, steps: { value: 3 } });
    expect([profile.deviceCount, profile.instanceCount]).toEqual([undefined, undefined]);
  });
});

describe('answers of TensorBoard', () => {
  test('figures are text, some with more behind them', () => {
    expect(read(answer({}))).toMatchObject({ format: 'tensorflow-overview', stepMs: { value: 100 }, steps: { value: 3 }, deviceCount: { value: 8 }, instanceCount: { value: 2 } });
  });

  test('the listed steps give the digits that rounding took, if they round to the same', () => {
    expect(read(answer({ steptime_ms_average: '0.4' }, [[0.2, 0.1], [0.2, 0.3]])).stepMs?.value).toBeCloseTo(0.4, 12);
    expect(read(answer({ steptime_ms_average: '100.1' }, [[60, 40.07]])).stepMs?.value).toBeCloseTo(100.07, 12);
    expect(read(answer({ steptime_ms_average: '9.3' })).stepMs?.value).toBe(9.3);
  });

  test('batch size is that of one core', () => {
    expect(read(answer({ batch_size: '1024 (per-core batch size = 128)' })).batchSize?.value).toBe(128);
    expect(read(answer({ batch_size: '1024' })).batchSize).toBeUndefined();
  });

  test.each(['nan', '', '-1', 'abc', '1e999', '0.0'])('an average of "%s" is unknown', (average) => {
    expect(read(answer({ steptime_ms_average: average })).stepMs).toBeUndefined();
  });

  test('names of any kind, CRLF, cut', () => {
    expect(read(answer({ device_type: '<b>TPU</b>' })).deviceName?.value).toBe('<b>TPU</b>');
    expect(read(JSON.stringify(JSON.parse(answer({})), undefined, 2).replaceAll('\n', '\r\n'))).toEqual(read(answer({})));
    expect(failureOf(answer({}).slice(0, -10)).message).toContain('damaged or incomplete');
  });

  test('an input_pipeline answer', () => {
    const tables = JSON.parse(answer({ infeed_percent_average: '84.5' })) as unknown[];
    const profile = read(JSON.stringify(tables.slice(0, 1)));
    expect(profile).toMatchObject({ format: 'tensorflow-input-pipeline', stepMs: { value: 100 } });
    expect(profile.warnings.join()).toContain('84.5 % of their time for input');
  });
});

test('other protocol buffers are none of these', () => {
  expect(failureOf(file(message(2, text(1, 'name')), text(3, 'a\0b'))).code).toBe('unrecognised');
  expect(failureOf(file(message(2, message(2, text(1, 'x'))), text(3, 'a\0b'))).code).not.toBe('unpredictable');
});
