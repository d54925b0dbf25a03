import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inspectReport } from '../../../../src/core/profile/inspect';
import { fileInMemory } from '../../../../src/core/profile/fileSource';
import { readProfile } from '../../../../src/core/profile/registry';
import { bytesOf, failureOf, read } from '../reading';
import { torchTable } from './tableWriter';

/** Key and value as DeepSpeed's `line_fmt` prints them. */
function deepSpeed(values: Readonly<Record<string, string>>, width = 60): string {
  return [
    '', '-------------------------- DeepSpeed Flops Profiler --------------------------', 'Profile Summary at step 10:', 'Notations:',
    'fwd latency (forward propagation latency), bwd latency (backward propagation latency),', '',
    ...Object.entries(values).map(([key, value]) => `${`${key}: `.padEnd(width)}  ${value.padEnd(8)}`), '',
    '----------------------------- Aggregated Profile per GPU -----------------------------', 'depth 0:', '    fwd latency - {\'Net\': \'76.39 ms\'}', '',
  ].join('\n');
}

const ITERATION = {
  'world size': '4', 'data parallel size': '4', 'model parallel size': '1', 'batch size per GPU': '32', 'params per GPU': '2.39 B', 'params of model = params per GPU * mp_size': '2.39 B',
  'fwd latency': '60 ms', 'fwd FLOPS per GPU = fwd flops per GPU / fwd latency': '6.38 TFLOPS', 'bwd latency': '287.7 ms', 'step latency': '139.91 us', 'iter latency': '347.84 ms',
  'FLOPS per GPU = 3 * fwd flops per GPU / iter latency': '2.35 TFLOPS', 'samples/second': '367.98',
};

describe('DeepSpeed', () => {
  const expected = {
    format: 'deepspeed-flops', framework: { value: 'pytorch' }, mode: { value: 'training' }, stepMs: { value: 347.84, certainty: 'measured' }, steps: { value: 1 },
    batchSize: { value: 32, certainty: 'measured' }, deviceCount: { value: 4 }, modelParameters: { value: 2.39e9 }, ops: [], warnings: [],
  };

  test.each([
    ['today', deepSpeed(ITERATION, 70)],
    ['before', deepSpeed(ITERATION)],
    ['in a log', deepSpeed(ITERATION).split('\n').map((line) => `worker-0: ${line}`).join('\n')],
    ['quoted', deepSpeed(ITERATION).split('\n').map((line) => `> ${line}`).join('\n')],
    ['with CRLF', deepSpeed(ITERATION).replaceAll('\n', '\r\n')],
    ['of seconds', deepSpeed({ ...ITERATION, 'iter latency': '0.34784 s' })],
  ])('%s', (_, text) => expect(read(text)).toMatchObject(expected));

  test('parts that do not add up', () => {
    expect(read(deepSpeed({ ...ITERATION, 'step latency': '139.91 ms' })).warnings).toEqual([
      'Forward, backward and step of the DeepSpeed report add up to 487.6 ms, not to the 347.8 ms of its "iter latency".',
    ]);
    expect(read(deepSpeed({ ...ITERATION, 'samples/second': '92.0' })).warnings.join()).toContain('92 samples per second, while batch size, devices and "iter latency" make 368.0');
  });

  test('negative times of timers that did not run', () => {
    const profile = read(deepSpeed({ ...ITERATION, 'bwd latency': '-2.9601e+08 us', 'iter latency': '-2.86511e+08 us' }));
    expect([profile.stepMs, profile.steps]).toEqual([undefined, undefined]);
    expect(profile.batchSize?.value).toBe(32);
    expect(profile.warnings.join()).toContain('no possible time');
  });

  test('an old report of the forward pass is no training step, and no proof of inference', () => {
    const profile = read(deepSpeed({ 'Profile step': '1', 'Number of parameters': '61.71 k', Latency: '25.7 ms' }, 32));
    expect(profile).toMatchObject({ modelParameters: { value: 61_710 } });
    expect([profile.stepMs, profile.mode]).toEqual([undefined, undefined]);
    expect(profile.warnings.join()).toContain('the forward pass only (25.7 ms)');
  });

  test('of several the first whole iteration', () => {
    const profile = read([deepSpeed({ 'fwd latency': '1 ms' }), deepSpeed(ITERATION), deepSpeed({ ...ITERATION, 'iter latency': '1 s' })].join('\n'));
    expect(profile.stepMs?.value).toBe(347.84);
    expect(profile.warnings).toEqual(['The text holds 3 reports of the DeepSpeed flops profiler; the first of a whole iteration was read.']);
  });

  test('cut in its summary', () => {
    const text = deepSpeed(ITERATION);
    const profile = read(text.slice(0, text.indexOf('bwd latency:')));
    expect(profile).toMatchObject({ batchSize: { value: 32 } });
    expect(profile.stepMs).toBeUndefined();
    expect(failureOf(text.slice(0, text.indexOf('Profile Summary'))).code).toBe('unrecognised');
  });

  test('with a table of the profiler: its step, the table\'s ops', () => {
    const table = torchTable([{ name: 'ProfilerStep*', calls: 1, selfCpu: 10, cpu: 500_000 }, { name: 'aten::mm', calls: 1, selfCpu: 9, cpu: 9 }]);
    const profile = read(`${table}\n${deepSpeed(ITERATION)}`);
    expect(profile).toMatchObject({ format: 'deepspeed-flops', stepMs: { value: 347.84 } });
    expect(profile.ops).toHaveLength(2);
  });
});

/** As SimpleProfiler of Lightning 2 prints it, tabs included. */
function lightning(rows: readonly (readonly [string, number, number])[]): string {
  const row = (cells: readonly string[]): string => `|  ${cells.map((cell) => cell.padEnd(16)).join('\t|  ')}\t|`;
  return ['FIT Profiler Report', '', '-'.repeat(100), row(['Action', 'Mean duration (s)', 'Num calls', 'Total time (s)', 'Percentage %']), '-'.repeat(100),
    row(['Total', '-', '703605', '5712.5', '100 %']), '-'.repeat(100),
    ...rows.map(([name, mean, calls]) => row([name, mean.toPrecision(5), String(calls), (mean * calls).toPrecision(5), '1'])), '-'.repeat(100), ''].join('\n');
}

describe('Lightning', () => {
  const ROWS = [['run_training_epoch', 570.49, 10], ['run_training_batch', 0.28607, 19_540], ['[_TrainingEpochLoop].train_dataloader_next', 0.0012, 19_540]] as const;

  test('epoch, step and steps per epoch by calls', () => {
    expect(read(lightning(ROWS))).toMatchObject({
      format: 'lightning-profiler', mode: { value: 'training' }, epochSeconds: { value: 570.49, certainty: 'derived' }, epochs: { value: 10 }, steps: { value: 19_540, certainty: 'measured' },
      stepsPerEpoch: { value: 1954, certainty: 'derived' }, stepMs: { value: expect.closeTo(5_704_900 / 19_540, 6) as number, certainty: 'derived' }, ops: [],
      warnings: ['The report of the Lightning profiler times actions, not ops.'],
    });
  });

  test('without an epoch, the step is the batch and its fetching', () => {
    const profile = read(lightning(ROWS.slice(1)));
    expect(profile.stepMs?.value).toBeCloseTo(287.27, 9);
    expect([profile.epochSeconds, profile.stepsPerEpoch]).toEqual([undefined, undefined]);
    expect(read(lightning([ROWS[1], ['get_train_batch', 0.01, 19_540]])).stepMs?.value).toBeCloseTo(296.07, 9);
  });

  test('validation in the epoch is said', () => {
    const profile = read(lightning([['run_training_epoch', 56.897, 10], ['run_training_batch', 0.22579, 790]]));
    expect(profile.stepMs?.value).toBeCloseTo(568_970 / 790, 6);
    expect(profile.warnings.join()).toContain('run_training_batch takes 226 ms');
  });

  test.each([
    ['a markdown table', lightning(ROWS).replaceAll('\t', '').replaceAll('-'.repeat(100), '|---|---|---|---|---|')],
    ['CRLF', lightning(ROWS).replaceAll('\n', '\r\n')],
    ['after a test report', `TEST Profiler Report\n${lightning([['run_test_evaluation', 3, 1]]).slice(20)}${lightning(ROWS)}`],
  ])('%s', (_, text) => expect(read(text).epochSeconds?.value).toBe(570.49));

  test('a report without training', () => {
    const profile = read(lightning([['run_evaluation', 3, 1]]));
    expect([profile.stepMs, profile.mode, profile.epochSeconds]).toEqual([undefined, undefined, undefined]);
    expect(profile.warnings.join()).toContain('no training batches');
  });

  test('epochs of unequal length give a guess', () => {
    expect(read(lightning([['run_training_epoch', 5, 3], ['run_training_batch', 0.1, 100]])).stepsPerEpoch).toMatchObject({ value: 33, certainty: 'guess' });
  });

  test('hostile numbers and names', () => {
    const text = lightning(ROWS).replace('570.49', '-570.49').replace('Total  ', '__proto__');
    expect(read(text).epochSeconds).toBeUndefined();
    expect(read(lightning(ROWS).replace('5704.9', '1e999')).epochSeconds).toBeUndefined();
  });

  test('cut in its rows', () => {
    const text = lightning(ROWS);
    expect(read(text.slice(0, text.indexOf('19540'))).epochSeconds?.value).toBe(570.49);
  });

  test('AdvancedProfiler lists Python functions per action', () => {
    const failure = failureOf('FIT Profiler Report\n\nProfile stats for: run_training_batch\n         4863 function calls (4750 primitive calls) in 0.010 seconds\n\n   ncalls  tottime  percall  cumtime  percall filename:lineno(function)\n');
    expect(failure.message).toContain('cProfile listing');
  });

  test('tables of PyTorchProfiler in it are read as such, one action of a training', () => {
    const table = torchTable([{ name: 'aten::addmm', calls: 1, selfCpu: 9, cpu: 9 }]);
    expect(read(`FIT Profiler Report\n\nProfile stats for: training_step rank: 0\n${table}`).mode).toBeUndefined();
    expect(read(table).mode?.value).toBe('inference');
  });
});

describe('bottleneck', () => {
  const report = (cuda: boolean): string => [
    '`bottleneck` is a tool that can be used as an initial step for debugging', 'bottlenecks in your program.', '',
    'Running your script with cProfile', '-'.repeat(80), '  Environment Summary', '-'.repeat(80), cuda ? 'PyTorch 1.9.0 compiled w/ CUDA 11.1' : 'PyTorch 1.9.0 not compiled w/ CUDA',
    'Running with Python 3.8 and ', '-'.repeat(80), '  cProfile output', '-'.repeat(80), '         14 function calls in 2.5 seconds', '', '   ncalls  tottime  percall  cumtime  percall filename:lineno(function)',
    ...(cuda ? ['CPU', 'CUDA'] : ['CPU']).flatMap((mode) => ['-'.repeat(80), `  autograd profiler output (${mode} mode)`, '-'.repeat(80), '        top 15 events sorted by cpu_time_total', '',
      torchTable([{ name: 'aten::mm', calls: 1, selfCpu: 9, cpu: 9 }, { name: 'aten::mm', calls: 1, selfCpu: 8, cpu: 8 }])]),
  ].join('\n');

  test.each([[true, /PyTorch 1\.9\.0, CUDA 11\.1.*CPU and CUDA tables are different runs.*torch\.profiler/], [false, /PyTorch 1\.9\.0, without CUDA/]])('with CUDA: %s', (cuda, said) => {
    for (const text of [report(cuda), report(cuda).replaceAll('\n', '\r\n')]) {
      const profile = read(text);
      expect(profile).toMatchObject({ format: 'pytorch-bottleneck', jobSeconds: { value: 2.5, certainty: 'derived' }, ops: [] });
      expect(profile.stepMs).toBeUndefined();
      expect(profile.warnings).toHaveLength(1);
      expect(profile.warnings[0]).toMatch(said);
    }
  });

  test('cut before its run time', () => {
    const profile = read(report(true).slice(0, report(true).indexOf('  cProfile output')));
    expect(profile.jobSeconds).toBeUndefined();
    expect(profile.warnings.join()).toContain('gives neither a step time nor op times');
  });
});

describe('what is named when it is refused', () => {
  test.each([
    ['cProfile', '         8806399 function calls (8692206 primitive calls) in 33.922 seconds\n\n   Ordered by: internal time\n', 'cProfile listing'],
    ['fvcore', '| module                 | #parameters or shape   | #flops     |\n|:-----------------------|:-----------------------|:-----------|\n| model  | 25.557M | 4.089G |\n', 'table of FLOPs'],
    ['thop', '[INFO] Register count_convNd() for <class \'torch.nn.modules.conv.Conv2d\'>.\n4.1G 25.6M\n', 'table of FLOPs'],
    ['a memory snapshot as JSON', '{"segments": [], "device_traces": [[]], "allocator_settings": {}}', 'memory snapshot'],
    ['a memory snapshot', '\x80\x02}q\x00(X\x08\x00\x00\x00segmentsq\x01]q\x02}q\x03(X\x06\x00\x00\x00deviceq\x04K\x00X\x0c\x00\x00\x00segment_typeq\x05', 'memory snapshot'],
    ['another binary file', '\x00\x01\x02\x03\x04', 'a binary file'],
  ])('%s', (_, text, named) => expect(failureOf(text).message).toContain(named));
});

test('mutated reports never throw and never give an impossible number', () => {
  fc.configureGlobal({ seed: 42, numRuns: 300 });
  const original = bytesOf(deepSpeed(ITERATION) + lightning([['run_training_epoch', 570.49, 10], ['run_training_batch', 0.28607, 19_540]])
    + torchTable([{ name: 'ProfilerStep*', calls: 2, selfCpu: 10, cpu: 500_000, shapes: '[]' }, { name: 'aten::addmm', calls: 1, selfCpu: 9, cpu: 9, selfDevice: 3, device: 3, shapes: '[[10], [32, 784]]' }], { device: 'CUDA', shapes: true }));
  const at = fc.nat(original.length - 1);
  fc.assert(fc.property(fc.array(fc.record({ at, byte: fc.nat(255) }), { minLength: 1, maxLength: 12 }), fc.option(fc.tuple(at, at)), (changes, splice) => {
    let bytes: Uint8Array = Uint8Array.from(original);
    for (const change of changes) bytes[change.at] = change.byte;
    if (splice) bytes = Buffer.concat([bytes.subarray(0, splice[0]), bytes.subarray(splice[1])]);
    const result = readProfile(fileInMemory('profile', bytes));
    if (!result.ok) return;
    const report = inspectReport(result.value);
    const values: readonly unknown[] = [...Object.values<unknown>(report as object as Record<string, unknown>), ...report.ops.map(({ ms }) => ms)];
    for (const number of values) if (typeof number === 'number') expect(number >= 0 && Number.isFinite(number)).toBe(true);
  }));
});
