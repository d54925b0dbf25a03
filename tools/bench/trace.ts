/** Writes a trace such as PyTorch's profiler writes on a GPU, of any size; the same seed gives the same bytes. */

import { closeSync, openSync, writeSync } from 'node:fs';
import { randomNumbers } from '../predictor/random';

/** Layers of one step. */
const LAYERS = 60;

/** Microseconds that a step of the made-up run takes on the host, and that the device needs of it. */
const STEP_US = 180_000;

/** The time of the first event, microseconds since 1970, with nanoseconds. */
const EPOCH_US = 1_712_195_495_519_689;

const LAYER_OPS: readonly (readonly [string, readonly string[], string])[] = [
  ['aten::conv2d', ['aten::convolution', 'aten::_convolution', 'aten::cudnn_convolution'], 'void cudnn::cnn::implicit_convolve_sgemm<float, float, 1024, 5, 5, 3, 3, 3, 1, false, true, true>(cudnn::cnn::ConvolutionParams)'],
  ['aten::batch_norm', ['aten::_batch_norm_impl_index', 'aten::cudnn_batch_norm', 'aten::empty_like', 'aten::empty'], 'void cudnn::bn_fw_tr_1C11_kernel_NCHW<float, float, 512, true, 1, true>(cudnnTensorStruct, float const*, cudnnTensorStruct)'],
  ['aten::relu_', ['aten::clamp_min_'], 'void at::native::vectorized_elementwise_kernel<4, at::native::(anonymous namespace)::launch_clamp_scalar(at::TensorIteratorBase&)::{lambda(float)#3}, at::detail::Array<char*, 2> >'],
  ['autograd::engine::evaluate_function: ConvolutionBackward0', ['ConvolutionBackward0', 'aten::convolution_backward'], 'volta_scudnn_128x64_stridedB_splitK_interior_nn_v1'],
  ['autograd::engine::evaluate_function: NativeBatchNormBackward0', ['NativeBatchNormBackward0', 'aten::native_batch_norm_backward'], 'void cudnn::bn_bw_1C11_kernel_new<float, float, float2, 512, true, 1>(float, float, float, float, cudnnTensorStruct, float const*)'],
];

const HEADER = `{
  "schemaVersion": 1,
  "deviceProperties": [
    {
      "id": 0, "name": "Tesla V100-SXM2-16GB", "totalGlobalMem": 16945512448,
      "computeMajor": 7, "computeMinor": 0, "numSms": 80
    }
  ],
  "record_shapes": 1,
  "with_stack": 1,
  "distributedInfo": {"backend": "nccl", "rank": 0, "world_size": 1},
  "traceEvents": [
`;

/** Writes a trace of about so many bytes (never less); returns the number of steps in it. */
export function writeTrace(path: string, bytes: number): number {
  const stepBytes = SECTIONS.reduce((sum, section) => sum + [...section(0, randomNumbers(1))].join('').length, 0);
  const steps = Math.ceil(bytes / stepBytes);
  const file = openSync(path, 'w');
  try {
    writeSync(file, HEADER);
    for (const section of SECTIONS) {
      const random = randomNumbers(42);
      for (let step = 0; step < steps; step++) writeSync(file, [...section(step, random)].join(''));
    }
    writeSync(file, '  {\n    "name": "Record Window End", "ph": "i", "s": "g",\n    "pid": "", "tid": "", "ts": 0\n  }\n  ],\n  "traceName": "bench"\n}\n');
  } finally {
    closeSync(file);
  }
  return steps;
}

type Section = (step: number, random: () => number) => Generator<string>;

/** As Kineto orders them: what the host did, then the calls of the runtime with arrows to the device, then the device. */
const SECTIONS: readonly Section[] = [hostEvents, runtimeEvents, deviceEvents];

function* hostEvents(step: number, random: () => number): Generator<string> {
  yield complete('user_annotation', `ProfilerStep#${step}`, 9001, 9001, step * STEP_US, STEP_US * (0.98 + 0.02 * random()), `"External id": ${step}`);
  for (const { us, op: [name, inner], index } of calls(step)) {
    const module = `torch/nn/modules/conv.py(${400 + index % 90}): forward`;
    yield complete('python_function', module, 9001, 9001, us - 40, 560, `"Python id": ${index}, "Python parent id": ${index - 1}, "Python module id": ${index % 50}`);
    yield complete('python_function', `nn.Module: Conv2d_${index % 53}`, 9001, 9001, us - 20, 520, `"Python id": ${index}, "Python parent id": ${index - 1}`);
    for (const [depth, nested] of [name, ...inner].entries()) {
      const durationUs = 480 - 90 * depth - 10 * random();
      yield complete('cpu_op', nested, 9001, 9001, us + 8 * depth, durationUs, hostArgs(index));
    }
  }
}

function hostArgs(index: number): string {
  const size = 56 >> (index % 3);
  return `"External id": ${index}, "Sequence number": ${index}, "Fwd thread id": 0, "Record function id": 0, "Concrete Inputs": ["", "", "", "[1, 1]", "[1, 1]", "[1, 1]", "False", "[0, 0]", "1"], `
    + `"Input type": ["float", "float", "", "ScalarList", "ScalarList", "ScalarList", "Scalar", "ScalarList", "Scalar"], `
    + `"Input Dims": [[32, 64, ${size}, ${size}], [64, 64, 3, 3], [], [], [], [], [], [], []], "Ev Idx": ${index}`;
}

function* runtimeEvents(step: number): Generator<string> {
  for (const { us, index } of calls(step)) {
    yield complete('cuda_runtime', 'cudaLaunchKernel', 9001, 9001, us + 100, 6.5, `"External id": ${index}, "cbid": 211, "correlation": ${index}`);
    for (const [phase, lane] of [['s', 9001], ['f', 7]] as const) {
      yield `  {\n    "ph": "${phase}", "id": ${index}, "pid": ${phase === 's' ? 9001 : 0}, "tid": ${lane}, "ts": ${stamp(us + 100)},\n    "cat": "ac2g", "name": "ac2g"\n  },\n`;
    }
  }
}

function* deviceEvents(step: number, random: () => number): Generator<string> {
  for (const { us, op: [, , kernel], index } of calls(step)) {
    const args = `"External id": ${index}, "queued": 0, "device": 0, "context": 1, "stream": 7, "correlation": ${index}, "registers per thread": 40, "shared memory": 400, `
      + '"blocks per SM": 4.740741, "warps per SM": 75.851852, "grid": [512, 1, 1], "block": [512, 1, 1], "est. achieved occupancy %": 75';
    yield complete('kernel', kernel, 0, 7, us + 150, 350 + 50 * random(), args);
  }
}

function* calls(step: number): Generator<{ us: number; op: (typeof LAYER_OPS)[number]; index: number }> {
  const count = LAYERS * LAYER_OPS.length;
  for (let call = 0; call < count; call++) {
    const op = LAYER_OPS[call % LAYER_OPS.length];
    if (op) yield { us: step * STEP_US + 100 + (call * (STEP_US - 1000)) / count, op, index: step * count + call };
  }
}

function complete(category: string, name: string, pid: number, tid: number, us: number, durationUs: number, args: string): string {
  return `  {\n    "ph": "X", "cat": "${category}", "name": "${name}", "pid": ${pid}, "tid": ${tid},\n    "ts": ${stamp(us)}, "dur": ${durationUs.toFixed(3)},\n    "args": {\n      ${args}\n    }\n  },\n`;
}

/** Nanoseconds behind the point, which a sum of doubles at this size would not keep. */
function stamp(us: number): string {
  const whole = Math.floor(us);
  return `${EPOCH_US + whole}.${String(Math.round((us - whole) * 999)).padStart(3, '0')}`;
}
