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

describe('work of PyTorch', () => {
  const device = (type: string): OpTime => ({ name: `Device_${type}`, type, place: 'device', family: opFamily(type), ms: 10 });

  // By the ops that launched these kernels in the traces of shared/samples/torch_trace (kineto_resnet50, param_resnet): correlation of launch and kernel.
  test.each([
    ['volta_scudnn_128x64_relu_interior_nn_v1', { convolutionForward: 10 }],
    ['void implicit_convolve_sgemm<float, float, 1024, 6, 7, 3, 3, 5, 1, false, true, true>(int, int, int, float const*)', { convolutionForward: 10 }],
    ['volta_scudnn_128x128_stridedB_splitK_small_nn_v1', { convolutionFilterGrad: 10 }],
    ['void cudnn::cnn::wgrad_alg0_engine<float, 128, 6, 7, 3, 3, 5, false, 512>(int, int, int, float const*)', { convolutionFilterGrad: 10 }],
    ['void cudnn::winograd_nonfused::winogradWgradDelta4x4<float, float>(cudnn::winograd_nonfused::WinogradDeltaParams<float, float>)', { convolutionFilterGrad: 10 }],
    ['volta_scudnn_128x128_stridedB_interior_nn_v1', { convolutionInputGrad: 10 }],
    ['void cudnn::detail::dgrad_engine<float, 512, 6, 5, 3, 3, 3, false>(int, int, int, float const*)', { convolutionInputGrad: 10 }],
    ['volta_scudnn_winograd_128x128_ldg1_ldg4_relu_tile148t_nt_v1', { convolutionForward: 5, convolutionInputGrad: 5 }],
    ['cask_cudnn::computeBOffsetsKernel(cask_cudnn::ComputeBOffsetsParams)', { convolutionForward: 10 }],
    ['void cudnn::bn_fw_tr_1C11_kernel_NCHW<float, float, 512, true, 1>(cudnnTensorStruct, float const*)', { normalization: 10 }],
    ['void cudnn::bn_bw_1C11_singleread<float, 512, true, 1, 2, 0>(float, float)', { normalization: 10 }],
    ['void at::native::(anonymous namespace)::max_pool_backward_nchw<float, float>(int, float const*)', { pooling: 10 }],
    ['void at::native::vectorized_elementwise_kernel<4, at::native::AddFunctor<float>, at::detail::Array<char*, 3> >(int, at::native::AddFunctor<float>)', { elementwise: 10 }],
    ['volta_sgemm_64x64_nt', { matmul: 10 }],
    ['Memcpy HtoD (Pageable -> Device)', { transfer: 10 }],
  ])('kernel %s', (type, expected) => {
    const { groupMs } = stepVector([device(type)], 20);
    expect(Object.fromEntries(OP_GROUPS.flatMap((name, index) => ((groupMs[index] ?? 0) > 0 ? [[name, groupMs[index]]] : [])))).toEqual(expected);
  });

  // Whole backward passes as tables name them; the split is the median of the TensorFlow profiles.
  test.each(['aten::convolution_backward', 'ConvolutionBackward0', 'aten::cudnn_convolution_backward'])('op %s is both gradients', (type) => {
    const vector = stepVector([device(type)], 20);
    expect([group(vector, 'convolutionFilterGrad'), group(vector, 'convolutionInputGrad'), group(vector, 'convolutionForward')]).toEqual([6, 4, 0]);
  });

  test.each([
    ['aten::cudnn_convolution', 'convolutionForward'], ['aten::cudnn_convolution_backward_weight', 'convolutionFilterGrad'],
    ['aten::cudnn_convolution_backward_input', 'convolutionInputGrad'], ['aten::cudnn_batch_norm_backward', 'normalization'],
    ['aten::threshold_backward', 'elementwise'], ['aten::addmm', 'matmul'], ['aten::max_pool2d_with_indices_backward', 'pooling'],
    ['aten::_foreach_add_', 'optimizer'], ['aten::_conv_depthwise2d', 'depthwise'],
    ['void at::native::conv_depthwise2d_grad_weight_kernel<float, float, int>(at::GenericPackedTensorAccessor<float, 4ul>)', 'depthwiseFilterGrad'],
  ] as const)('%s is %s', (type, expected) => {
    expect(group(stepVector([device(type)], 20), expected)).toBe(10);
  });
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
