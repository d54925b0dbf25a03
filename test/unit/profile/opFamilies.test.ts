import { describe, expect, test } from 'vitest';
import { OP_FAMILIES, opFamily, type OpFamily } from '../../../src/core/profile/opFamilies';

/** Assigned by hand from what the frameworks' documentation says each op does. */
const BY_HAND: Readonly<Record<OpFamily, readonly string[]>> = {
  convolution: ['Conv2D', '_FusedConv2D', 'Conv2DBackpropInput', 'Conv2DBackpropFilter', 'aten::conv2d', 'aten::cudnn_convolution_backward_weight',
    'ConvolutionBackward0', 'volta_scudnn_128x64_relu_interior_nn_v1', 'void implicit_convolve_sgemm<float, float, 1024>(int)',
    'void cudnn::winograd_nonfused::winogradForwardData4x4<float, float>(cudnn)'],
  matmul: ['MatMul', '_FusedMatMul', 'BatchMatMulV2', 'aten::addmm', 'aten::bmm', 'aten::linear', 'AddmmBackward0', 'volta_sgemm_64x64_nt',
    'aten::scaled_dot_product_attention', 'attn_fwd', 'nvjet_tst_128x256_64x4_2x1_v_bz_TNN'],
  depthwise: ['DepthwiseConv2dNative', 'DepthwiseConv2dNativeBackpropInput', 'DepthwiseConv2dNativeBackpropFilter'],
  normalization: ['FusedBatchNormV3', 'FusedBatchNormGradV3', 'aten::native_layer_norm', 'aten::batch_norm', 'void cudnn::bn_bw_1C11_kernel_new<float>(int)'],
  pooling: ['MaxPool', 'MaxPoolGrad', 'AvgPool', 'AvgPoolGrad', 'aten::max_pool2d_with_indices_backward', 'aten::adaptive_avg_pool2d'],
  elementwise: ['Relu', 'Relu6Grad', 'BiasAdd', 'BiasAddGrad', 'AddV2', 'AddN', 'Mul', 'Cast', 'Softmax', 'Mean', 'Sum', 'Transpose', 'Pad', 'ConcatV2',
    'SoftmaxCrossEntropyWithLogits', 'BroadcastTo', 'aten::add_', 'aten::copy_', 'aten::threshold_backward', 'RsqrtGrad', 'GatherV2', 'ArgMax', 'DivNoNan',
    'void at::native::vectorized_elementwise_kernel<4, at::native::AddFunctor<float>, at::detail::TensorIterator>(int)'],
  optimizer: ['ResourceApplyGradientDescent', 'ResourceApplyAdam', 'ResourceApplyKerasMomentum', 'AssignAddVariableOp', 'AssignSubVariableOp',
    'Optimizer.step#SGD.step', 'aten::addcdiv_'],
  transfer: ['_Send', '_Recv', '_HostSend', '_HostRecv', 'Memcpy HtoD (Pageable -> Device)'],
  communication: ['CrossReplicaSum', 'ncclKernel_AllReduce_RING_LL_Sum_float', 'NcclAllReduce', 'CollectiveReduceV2'],
  input: ['Dataset', 'IteratorGetNext', 'DecodeAndCropJpeg', 'enumerate(DataLoader)#_SingleProcessDataLoaderIter.__next__'],
  idle: ['IDLE'],
  other: ['MyCompany.FancyOp', 'Zorble', '', 'WriteSummary'],
};

describe('opFamily', () => {
  test.each(OP_FAMILIES)('%s', (family) => {
    expect(BY_HAND[family].filter((type) => opFamily(type) !== family)).toEqual([]);
  });

  test('an absurdly long name is cut, not read for seconds', () => {
    expect(opFamily(`Conv2D${'x'.repeat(1_000_000)}`)).toBe('convolution');
  });
});
