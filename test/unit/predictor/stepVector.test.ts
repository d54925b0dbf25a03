import { describe, expect, test } from 'vitest';
import { familyTimes } from '../../../src/core/predictor/familyTimes';
import { busyMs, OP_GROUPS, profiledMs, stepVector, unprofiledGroups, type StepVector } from '../../../src/core/predictor/stepVector';
import { opFamily } from '../../../src/core/profile/opFamilies';
import type { OpTime } from '../../../src/core/profile/profile';

const op = (name: string, ms: number): OpTime => {
  const [where = '', type = ''] = name.split(/_(.*)/s);
  return { name, type, place: where === 'Device' ? 'device' : 'host', family: opFamily(type), ms };
};

const group = (vector: StepVector, name: (typeof OP_GROUPS)[number]) => vector.groupMs[OP_GROUPS.indexOf(name)];

test('device ops are added by group; host ops and input do not count', () => {
  const vector = stepVector([
    op('Device_Conv2D', 1), op('Device__FusedConv2D', 2), op('Device_Conv2DBackpropFilter', 4), op('Device_Conv2DBackpropInput', 8),
    op('Device_DepthwiseConv2dNativeBackpropFilter', 16), op('Device_DepthwiseConv2dNative', 32), op('Device_Relu', 64), op('Device_Zorble', 128),
    op('Device_IDLE', 256), op('Host_Conv2D', 1000), op('Device_IteratorGetNext', 2000),
  ], 600);
  expect(group(vector, 'convolutionForward')).toBe(3);
  expect(group(vector, 'convolutionFilterGrad')).toBe(4);
  expect(group(vector, 'convolutionInputGrad')).toBe(8);
  expect(group(vector, 'depthwiseFilterGrad')).toBe(16);
  expect(group(vector, 'depthwise')).toBe(32);
  expect(group(vector, 'elementwise')).toBe(64);
  expect(group(vector, 'unknown')).toBe(128);
  expect(vector.idleMs).toBe(256);
  expect(busyMs(vector)).toBe(255);
  expect(profiledMs(vector)).toBe(511);
});

describe('device time without the profiler', () => {
  const vector = (stepMs: number, busy: number, idleMs: number): StepVector => ({ stepMs, idleMs, groupMs: OP_GROUPS.map((name) => (name === 'matmul' ? busy : 0)) });
  const matmul = (of: StepVector) => unprofiledGroups(of)[OP_GROUPS.indexOf('matmul')];

  test('a step that fits is left alone', () => {
    expect(matmul(vector(100, 90, 12))).toBeCloseTo(90, 9);
  });

  test('work is capped at the step less 1.5 ms of host time', () => {
    expect(matmul(vector(100, 130, 5))).toBeCloseTo(98.5, 9);
  });

  test('but keeps 60 % of a short step', () => {
    expect(matmul(vector(2, 2.5, 1))).toBeCloseTo(1.2, 9);
  });

  test('what the profile lost is given back', () => {
    // 100 ms step, 60 + 10 in the profile: 30 ms were lost, so 90 ms of work.
    expect(matmul(vector(100, 60, 10))).toBeCloseTo(90, 9);
  });

  test('no work stays no work', () => {
    expect(unprofiledGroups(vector(5, 0, 5))).toEqual(OP_GROUPS.map(() => 0));
  });
});

describe('family times', () => {
  const vector = stepVector([op('Device_Conv2D', 20), op('Device_Conv2DBackpropInput', 30), op('Device_Relu', 40)], 100);
  const halved = OP_GROUPS.map(() => Math.log(0.5));

  test('scaled groups, and what is left is idle', () => {
    // Ops cover 90 of 100 ms; the other 10 were lost by the profiler and are given back in proportion before halving.
    expect(familyTimes(vector, halved, 60)).toEqual({
      convolution: expect.closeTo((50 / 90) * 50, 9) as number,
      elementwise: expect.closeTo((40 / 90) * 50, 9) as number,
      idle: expect.closeTo(10, 9) as number,
    });
  });

  test.each([60, 30, 1, 1e-6])('sums to a step of %s ms with nothing negative', (stepMs) => {
    const times = Object.values(familyTimes(vector, halved, stepMs));
    expect(times.reduce((a, b) => a + b, 0)).toBeCloseTo(stepMs, 9);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(0);
  });

  test('a profile without ops is all idle', () => {
    expect(familyTimes(stepVector([], 7), halved, 3)).toEqual({ idle: 3 });
  });
});
