import { describe, expect, test } from 'vitest';
import { failureOf, read, sumMs } from './reading';

const OPS = { Device_Conv2D: 30_000, Device_Conv2DBackpropFilter: 50_000, Device__FusedConv2D: 10_000, Device_IDLE: 10_000, Host_IDLE: 4_000, Device_LRN: 0 };

describe('PROFET JSON', () => {
  test('totals cover two steps: 100,000 us of device time are 50 ms per step, a tenth of it idle', () => {
    const profile = read(JSON.stringify([OPS]));
    expect(profile.format).toBe('profet');
    expect(profile.stepMs).toMatchObject({ value: 50, certainty: 'derived' });
    expect(profile.steps?.value).toBe(2);
    expect(profile.gpuBusyShare?.value).toBeCloseTo(0.9, 12);
    expect(profile.framework?.value).toBe('tensorflow');
    expect(profile.mode?.value).toBe('training');
    expect(profile.precision).toBeUndefined();
    expect(profile.batchSize).toBeUndefined();
    expect(profile.stepMs?.source).toContain('profiling overhead included');
    expect(profile.warnings).toEqual([]);
    expect(sumMs(profile, 'host')).toBe(2);
  });

  test('ops keep their names, longest first; what took no time is left out', () => {
    expect(read(JSON.stringify([OPS])).ops.map(({ name, type, family, ms }) => [name, type, family, ms])).toEqual([
      ['Device_Conv2DBackpropFilter', 'Conv2DBackpropFilter', 'convolution', 25],
      ['Device_Conv2D', 'Conv2D', 'convolution', 15],
      ['Device_IDLE', 'IDLE', 'idle', 5],
      ['Device__FusedConv2D', '_FusedConv2D', 'convolution', 5],
      ['Host_IDLE', 'IDLE', 'idle', 2],
    ]);
  });

  test('a bare object is read like its list', () => expect(read(JSON.stringify(OPS))).toEqual(read(JSON.stringify([OPS]))));

  test('a network without gradients is inference; without a network the mode is unknown', () => {
    expect(read('{"Device_Conv2D": 5, "Device_IDLE": 5}').mode?.value).toBe('inference');
    expect(read('{"Device_IDLE": 5}').mode).toBeUndefined();
  });

  test('without device ops there is no step time', () => {
    const profile = read('{"Host_Conv2D": 5, "Host_IDLE": 5}');
    expect(profile.stepMs).toBeUndefined();
    expect(profile.gpuBusyShare).toBeUndefined();
    expect(profile.warnings.join()).toContain('no Device ops');
  });

  test.each([
    ['a string', '{"Device_Conv2D": "12"}', '"12" under "Device_Conv2D"'],
    ['null', '{"Device_Conv2D": null}', 'under "Device_Conv2D"'],
    ['an object', '{"Device_Conv2D": {"a": 1}}', 'an object under "Device_Conv2D"'],
    ['endless nesting', `{"Device_Conv2D": ${'['.repeat(5000)}${']'.repeat(5000)}}`, 'a list under "Device_Conv2D"'],
    ['a negative time', '{"Device_Conv2D": -1}', '"-1" under "Device_Conv2D"'],
    ['a huge time', '{"Device_Conv2D": 1e300}', 'under "Device_Conv2D"'],
    ['an overflow', '{"Device_Conv2D": 1e999}', '"Infinity" under "Device_Conv2D"'],
    ['NaN as Python writes it', '{"Device_MatMul": 1, "Device_Conv2D": NaN}', 'NaN under "Device_Conv2D"'],
    ['another prefix', '{"Device_Conv2D": 1, "batchsize": 16}', 'the key "batchsize"'],
    ['a prefix alone', '{"Device_Conv2D": 1, "Host_": 16}', 'the key "Host_"'],
    ['a prototype', '{"Device_Conv2D": 1, "__proto__": 16}', 'the key "__proto__"'],
    ['keys that differ in case', '{"Device_Conv2D": 1, "Device_conv2d": 1}', 'both "Device_Conv2D" and "Device_conv2d"'],
    ['a key written twice', '{"Device_Conv2D": 1, "Device_Conv2D": 2}', 'names an op twice'],
    ['two profiles', '[{"Device_Conv2D": 1}, {"Device_Conv2D": 2}]', 'holds 2 profiles'],
    ['no time at all', '{"Device_Conv2D": 0, "Host_IDLE": 0}', 'no op that took any time'],
    ['a cut', '[{"Device_Conv2D": 1, "Device_Re', 'cut short'],
  ])('%s is one sentence that names the place', (_, text, part) => {
    const failure = failureOf(text, 'vgg.json');
    expect(failure.code).toBe('damaged');
    expect(failure.message).toContain('"vgg.json" ');
    expect(failure.message).toContain(part);
  });
});
