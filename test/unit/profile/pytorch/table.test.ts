import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inspectReport } from '../../../../src/core/profile/inspect';
import type { Profile } from '../../../../src/core/profile/profile';
import { fixture } from '../../shared';
import { failureOf, read, sumMs } from '../reading';
import { formatTime, torchTable, type Average } from './tableWriter';

const OWN = new TextDecoder().decode(fixture('pytorch/2.13/mlp.table_top10.txt').bytes);

/** Two steps of 10 ms on the host; the GPU works 6 ms in each: 2.2 ms of it copies from the host, which `aten::copy_` launches. */
const ON_GPU: readonly Average[] = [
  { name: 'ProfilerStep*', calls: 2, selfCpu: 0, cpu: 0, selfDevice: 19_000, device: 19_000 },
  { name: 'ProfilerStep*', calls: 2, selfCpu: 3_000, cpu: 20_000, selfDevice: 0, device: 12_000 },
  { name: 'forward', calls: 2, selfCpu: 0, cpu: 0, selfDevice: 9_000, device: 9_000 },
  { name: 'forward', calls: 2, selfCpu: 1_000, cpu: 9_000, selfDevice: 0, device: 6_000 },
  { name: 'aten::addmm', calls: 8, selfCpu: 2_000, cpu: 2_500, selfDevice: 5_000, device: 5_000, shapes: '[[10], [32, 784], [784, 10], [], []]' },
  { name: 'ampere_sgemm_128x64_tn', calls: 8, selfCpu: 0, cpu: 0, selfDevice: 5_000, device: 5_000, isKernel: true },
  { name: 'triton_poi_fused_relu_0', calls: 8, selfCpu: 500, cpu: 500, selfDevice: 2_000, device: 2_000 },
  { name: 'triton_poi_fused_relu_0', calls: 8, selfCpu: 0, cpu: 0, selfDevice: 2_000, device: 2_000, isKernel: true },
  { name: 'aten::copy_', calls: 4, selfCpu: 500, cpu: 9_000, selfDevice: 5_000, device: 5_000 },
  { name: 'Memcpy HtoD (Pageable -> Device)', calls: 2, selfCpu: 0, cpu: 0, selfDevice: 4_400, device: 4_400, isKernel: true },
  { name: 'Memcpy DtoD (Device -> Device)', calls: 2, selfCpu: 0, cpu: 0, selfDevice: 600, device: 600, isKernel: true },
  { name: 'cudaDeviceSynchronize', calls: 1, selfCpu: 13_000, cpu: 13_000, selfDevice: 0, device: 0 },
  { name: 'Optimizer.step#SGD.step', calls: 2, selfCpu: 0, cpu: 0, selfDevice: 1_000, device: 1_000 },
];

function msByName({ ops }: Profile): Record<string, number> {
  return Object.fromEntries(ops.map(({ name, ms }) => [name, Number(ms.toFixed(9))]));
}

describe('a table with GPU times', () => {
  const profile = read(torchTable(ON_GPU, { device: 'CUDA' }));

  test('ops are what launched kernels; ranges and kernels are not counted again', () => {
    expect(msByName(profile)).toEqual({
      'Device_aten::addmm': 2.5, 'Device_Memcpy HtoD (Pageable -> Device)': 2.2, 'Device_triton_poi_fused_relu_0': 1, 'Device_aten::copy_': 0.3, 'Device_IDLE': 4,
    });
    expect(profile.ops.find(({ type }) => type.startsWith('Memcpy'))?.family).toBe('transfer');
    expect(profile.ops.find(({ type }) => type === 'IDLE')?.family).toBe('idle');
  });

  test('step, busy share, mode, batch', () => {
    expect(profile).toMatchObject({ stepMs: { value: 10, certainty: 'measured' }, steps: { value: 2 }, gpuBusyShare: { value: 0.6, certainty: 'derived' }, mode: { value: 'training' } });
    expect(profile.warnings).toEqual([]);
    expect(read(torchTable(ON_GPU, { device: 'CUDA', shapes: true })).batchSize).toMatchObject({ value: 32, certainty: 'guess' });
  });

  test.each(['XPU', 'MTIA', 'PRIVATEUSE1', 'NPU', 'HIP'])('columns of %s', (device) => expect(msByName(read(torchTable(ON_GPU, { device })))).toEqual(msByName(profile)));

  test('memory columns and shapes change nothing', () => {
    expect(msByName(read(torchTable(ON_GPU, { device: 'CUDA', memory: true, shapes: true })))).toEqual(msByName(profile));
  });

  test('a device whose total PyTorch does not add up', () => {
    expect(msByName(read(torchTable(ON_GPU, { device: 'XPU', deviceTotal: 0 })))).toEqual(msByName(profile));
  });

  test('without host ops that launch (CUDA graphs), the kernels are the ops', () => {
    const kernels = ON_GPU.map((row) => (row.name.startsWith('aten') || (row.cpu > 0 && row.name.startsWith('triton')) ? { ...row, selfDevice: 0, device: 0 } : row))
      .filter(({ name, cpu }) => !(name.startsWith('triton') && cpu > 0));
    expect(msByName(read(torchTable(kernels, { device: 'CUDA' })))).toEqual({
      'Device_ampere_sgemm_128x64_tn': 2.5, 'Device_Memcpy HtoD (Pageable -> Device)': 2.2, 'Device_triton_poi_fused_relu_0': 1, 'Device_Memcpy DtoD (Device -> Device)': 0.3, 'Device_IDLE': 4,
    });
  });

  test('a range that only the GPU rows show is known by having more time than all kernels', () => {
    const range: Average = { name: 'epoch', calls: 1, selfCpu: 0, cpu: 0, selfDevice: 18_000, device: 18_000 };
    expect(msByName(read(torchTable([range, ...ON_GPU.filter(({ name }) => !name.startsWith('aten'))], { device: 'CUDA' })))).toMatchObject({ 'Device_ampere_sgemm_128x64_tn': 2.5, Device_IDLE: 4 });
  });

  test('a host that ran ahead: the device tells the step', () => {
    const ahead = ON_GPU.map((row) => (row.name === 'ProfilerStep*' && row.cpu > 0 ? { ...row, cpu: 8_000 } : row));
    const read_ = read(torchTable(ahead, { device: 'CUDA' }));
    expect(read_.stepMs).toMatchObject({ value: 9.5, certainty: 'derived' });
    expect(read_.warnings.join()).toContain('ran ahead');
    const unseen = read(torchTable(ahead.filter(({ name, cpu }) => name !== 'ProfilerStep*' || cpu > 0), { device: 'CUDA' }));
    expect(unseen.stepMs).toMatchObject({ value: 4, certainty: 'guess' });
    expect(unseen.gpuBusyShare).toBeUndefined();
  });

  test('no GPU time: host ops, and waiting is no work', () => {
    const host = read(torchTable(ON_GPU.filter(({ cpu }) => cpu > 0)));
    expect(host.ops.find(({ type }) => type === 'cudaDeviceSynchronize')).toMatchObject({ name: 'Host_cudaDeviceSynchronize', family: 'idle', ms: 6.5 });
    expect(host.gpuBusyShare).toBeUndefined();
    expect(sumMs(host, 'host')).toBeCloseTo(10, 9);
  });

  test('no steps: op times are those of the whole block, said', () => {
    const block = read(torchTable(ON_GPU.filter(({ name }) => name !== 'ProfilerStep*'), { device: 'CUDA' }));
    expect([block.stepMs, block.steps, block.gpuBusyShare]).toEqual([undefined, undefined, undefined]);
    expect(sumMs(block, 'device')).toBeCloseTo(12, 9);
    expect(block.warnings.join()).toContain('of all that was profiled, not of one step: give the step time');
  });

  test('only inference when all rows are shown and none is of a backward pass', () => {
    const forward = ON_GPU.filter(({ name }) => !name.startsWith('Optimizer'));
    expect(read(torchTable(forward, { device: 'CUDA' })).mode?.value).toBe('inference');
    expect(read(torchTable(forward, { device: 'CUDA', deviceTotal: 20_000 })).mode).toBeUndefined();
  });
});

describe('several tables are not added', () => {
  const noSteps = torchTable(ON_GPU.filter(({ name }) => name !== 'ProfilerStep*'), { device: 'CUDA' });
  const steps = torchTable(ON_GPU, { device: 'CUDA' });

  test.each([
    ['one with steps before and after others', [noSteps, steps, noSteps], 2],
    ['a whole one before a cut one', [steps.slice(0, steps.length / 2), steps], 2],
    ['equals: the first', [steps, steps.replaceAll('aten::addmm', 'aten::other')], 1],
    ['one with a GPU before one without', [OWN, steps], 2],
  ] as const)('%s', (_, tables, number) => {
    const profile = read(tables.map((table, index) => `Run number ${index}\n${table}`).join('\n'));
    expect(profile.ops).toEqual(read(steps).ops);
    expect(profile.warnings[0]).toContain(`${tables.length} tables of the PyTorch profiler, which are not added; table ${number} was read`);
  });

  test('two views of one run: ops of one, steps of the other', () => {
    const [onDevice, onHost, ...others] = ON_GPU;
    if (onDevice === undefined || onHost === undefined) throw new Error('no steps');
    const bySelf = torchTable([...others, onDevice, onHost], { device: 'CUDA', rowLimit: others.length });
    const byTotal = torchTable([onHost, ...others, onDevice], { device: 'CUDA', rowLimit: 3 });
    for (const text of [`${bySelf}\n${byTotal}`, `${byTotal}\n${bySelf}`]) {
      expect(read(text)).toMatchObject({ stepMs: { value: 10 }, ops: read(torchTable(ON_GPU, { device: 'CUDA' })).ops });
    }
  });
});

describe('older versions', () => {
  /** As PyTorch 1.5 printed: names at the left, no device self times, `Number of Calls`. */
  const V1_5 = [
    '---------------------  ---------------  ---------------  ---------------  ---------------  ---------------  ---------------  ---------------  ---------------  ---------------',
    'Name                   Self CPU total %  Self CPU total   CPU total %      CPU total        CPU time avg     CUDA total %     CUDA total       CUDA time avg    Number of Calls',
    '---------------------  ---------------  ---------------  ---------------  ---------------  ---------------  ---------------  ---------------  ---------------  ---------------',
    'conv2d                 0.00%            42.100us         80.53%           1.081s           540.312ms        23.31%           1.081s           540.425ms        2',
    'cudnn_convolution      80.50%           1.080s           80.50%           1.080s           540.127ms        23.30%           1.080s           540.127ms        2',
    '---------------------  ---------------  ---------------  ---------------  ---------------  ---------------  ---------------  ---------------  ---------------  ---------------',
    'Self CPU time total: 1.342s',
    'CUDA time total: 4.636s',
  ].join('\n');

  test('1.5: nested CUDA totals are no op times; self times of the host are', () => {
    const profile = read(V1_5);
    expect(profile.ops.map(({ name }) => name)).toEqual(['Host_cudnn_convolution', 'Host_(rows not shown)', 'Host_conv2d']);
    expect(sumMs(profile, 'host')).toBeCloseTo(1342, 9);
  });

  test('1.7: CUDA time total without Self', () => {
    expect(msByName(read(torchTable(ON_GPU, { device: 'CUDA' }).replace('Self CUDA time total', 'CUDA time total')))).toMatchObject({ 'Device_aten::addmm': 2.5, Device_IDLE: 4 });
  });

  test('before 1.2: no self times, so no ops, said', () => {
    const profile = read([
      '------------------------------------------  ---------------  ---------------  ---------------  ---------------  ---------------',
      'Name                                               CPU time        CUDA time            Calls        CPU total       CUDA total',
      '------------------------------------------  ---------------  ---------------  ---------------  ---------------  ---------------',
      'view                                                6.976us          2.139us              120        837.100us        256.702us',
      'struct torch::autograd::GraphRoot                   4.900us          1.913us               10         49.000us         19.127us',
    ].join('\n'));
    expect(profile).toMatchObject({ format: 'pytorch-table', framework: { value: 'pytorch' }, ops: [] });
    expect(profile.warnings.join()).toContain('no self times');
  });

  test('single events are no averages', () => {
    const events = [1, 2, 3].flatMap((time): Average[] => [{ name: 'aten::mm', calls: 1, selfCpu: time, cpu: time }, { name: 'aten::t', calls: 1, selfCpu: time, cpu: time }]);
    const profile = read(torchTable(events));
    expect(profile.ops).toEqual([]);
    expect(profile.warnings).toEqual(['The table lists single events, not averages, so it gives no op times: print prof.key_averages().table(row_limit=-1).']);
    const byShape = events.map((event, index) => ({ ...event, shapes: `[[${index + 1}, 8]]` }));
    expect(read(torchTable(byShape, { shapes: true })).ops).not.toEqual([]);
  });

  test('source locations continue below their row, overload names stand beside the name', () => {
    const [rule = '', header = '', , row = ''] = torchTable([{ name: 'aten::mm', calls: 3, selfCpu: 30, cpu: 40 }]).split('\n');
    const source = 'Source Location'.padEnd(40);
    const wide = (line: string, cell: string): string => `${line}${cell.padEnd(40)}  `;
    const text = [
      wide(rule, '-'.repeat(40)), wide(header, source), wide(rule, '-'.repeat(40)), wide(row, '...ib\\site-packages\\torch\\nn\\linear.py(96)'),
      wide(' '.repeat(row.length), 'train.py(12): <module>'), wide(' '.repeat(row.length), ''), wide(rule, '-'.repeat(40)), 'Self CPU time total: 30.000us',
    ].join('\n');
    expect(msByName(read(text))).toEqual({ 'Host_aten::mm': 0.03 });
    const beside = (line: string, cell: string): string => `${line.slice(0, 12)}  ${cell.padStart(12)}${line.slice(12)}`;
    const overloads = [beside(rule, '-'.repeat(12)), beside(header, 'Overload Name'), beside(rule, '-'.repeat(12)), beside(row, ''), beside(rule, '-'.repeat(12)), 'Self CPU time total: 30.000us'].join('\n');
    expect(msByName(read(overloads))).toEqual({ 'Host_aten::mm': 0.03 });
  });
});

describe('wherever a table stands', () => {
  const expected = read(OWN);
  const lines = OWN.trimEnd().split('\n');
  const log = (from: number): string => Array.from({ length: 5000 }, (_, index) => `2024-05-01 12:00:00,123 INFO step ${from + index} loss 0.${index} | CPU total usage 12 %`).join('\n');

  test.each([
    ['a docstring', `"""Profile of the run\n\n${OWN}\n"""\nimport torch\n`],
    ['an indented docstring', `def f():\n    """\n${lines.map((line) => `    ${line}`).join('\n')}\n    """\n`],
    ['a markdown fence', `# Results\n\n\`\`\`\n${OWN}\`\`\`\nmore\n`],
    ['a quotation', lines.map((line) => `> ${line}`).join('\n')],
    ['a comment', lines.map((line) => `# ${line}`).join('\n')],
    ['a comment without trailing blanks', lines.map((line) => `# ${line}`.trimEnd()).join('\n')],
    ['a long log', `${log(0)}\n${OWN}${log(5000)}\n`],
    ['a log whose first line has a prefix', `2024-05-01 12:00:00 INFO prof: ${OWN}`],
    ['a log whose every line has one', lines.map((line) => `[1,0]<stdout>: 2024-05-01 12:00:00 ${line}`).join('\n')],
    ['a notebook', lines.map((line) => `      ${JSON.stringify(`${line}\n`)},`).join('\n')],
    ['CRLF', OWN.replaceAll('\n', '\r\n')],
    ['colours', OWN.replaceAll('aten::mm', '\x1b[32maten::mm\x1b[0m')],
    ['lines of others between its rows', lines.map((line, index) => (index === 6 ? `${line}\n 45%|####5     | 450/1000 [04:02<04:56,  1.86it/s]\n[W kineto] note` : line)).join('\n')],
  ])('%s', (_, text) => {
    expect(read(text)).toEqual(expected);
  });

  test('cut anywhere it is read up to there or not recognised', () => {
    for (let length = 0; length < OWN.length; length += 53) {
      const text = OWN.slice(0, length);
      if (text.split('\n').length <= 4) continue;
      const profile = read(text);
      for (const { name, ms } of profile.ops) if (!name.endsWith('(rows not shown)')) expect(ms).toBe(expected.ops.find((op) => op.name === name)?.ms);
      expect(profile.warnings.join()).toMatch(text.includes('total: 22.720ms') ? /not show/ : /cut short|accelerator/);
    }
  });
});

describe('hostile tables', () => {
  test('negative and absurd times are left out, with a warning', () => {
    const broken = torchTable(ON_GPU.filter(({ cpu }) => cpu > 0)).replace('2.000ms', '-25112927.636us').replace('500.000us', '99999999999.000s');
    const profile = read(broken);
    expect(profile.ops.map(({ type }) => type)).not.toContain('aten::addmm');
    expect(profile.warnings.join()).toContain('2 of the times in the table are negative or beyond a day');
  });

  test('a negative total is none', () => {
    const profile = read(OWN.replace('total: 22.720ms', 'total: -20746us'));
    expect(profile.ops.map(({ type }) => type)).not.toContain('(rows not shown)');
    expect(profile.warnings.join()).toContain('1 of the times');
  });

  test.each([
    'a|b, c<d> \\ "e"', 'C:\\Users\\me\\model.py(12): forward', 'void at::native::(anonymous namespace)::softmax<float, 4>', 'a  b', '# of Calls', '模型 forward', '\u{1F525} hot', '__proto__', '-----  -----',
  ])('a range named %j', (name) => {
    const profile = read(torchTable([{ name, calls: 1, selfCpu: 7, cpu: 9 }, { name: 'aten::mm', calls: 1, selfCpu: 2, cpu: 2 }]));
    const printed = name.length < 52 ? name : `${name.slice(0, 52)}...`;
    expect(msByName(profile)).toEqual({ [`Host_${printed}`]: 0.007, 'Host_aten::mm': 0.002 });
  });

  test.each([
    ['a header alone', 'Name  Self CPU %  Self CPU  CPU total %  CPU total'],
    ['prose', 'The Name  of the column is CPU total %; see below\n-----  -----\n'],
    ['a table of another tool', 'Name  CPU time  Mem\n----------  ----------  ----------\nfoo  12%  3 GB\n'],
  ])('%s is none', (_, text) => expect(failureOf(text).code).toBe('unrecognised'));
});

describe('random averages', () => {
  fc.configureGlobal({ seed: 42, numRuns: 200 });
  const us = fc.oneof(fc.constant(0), fc.double({ min: 0.001, max: 5e7, noNaN: true }));
  const name = fc.oneof(
    fc.stringMatching(/^aten::[a-z_]{1,20}$/), fc.stringMatching(/^[A-Z][A-Za-z]{1,20}Backward0$/),
    fc.stringMatching(/^void [a-z:<>,|\\()* ]{0,90}[a-z]$/).map((text) => text.replace(/ {2,}/g, ' ')),
  );
  const average = fc.record({ name, calls: fc.integer({ min: 1, max: 5000 }), selfCpu: us, children: us, selfDevice: us });
  const averages = fc.uniqueArray(average, { selector: (row) => row.name.slice(0, 52), minLength: 1, maxLength: 30 });

  function expectSums(profile: Profile, place: 'host' | 'device', rows: readonly (readonly [string, number])[], steps: number): void {
    const printed = (total: number): number => (total >= 1e6 ? 500 : total >= 1e3 ? 0.5 : 0.0005) + 1e-9 * total;
    for (const [of, total] of rows) {
      const shown = of.length >= 52 ? `${of.slice(0, 52)}...` : of;
      const ms = profile.ops.find((op) => op.place === place && op.type === shown)?.ms ?? 0;
      expect([of, Math.abs(1000 * ms * steps - total) <= printed(total)]).toEqual([of, true]);
    }
  }

  test('on the host: what was written is read, and sums are exact to rounding', () => {
    fc.assert(fc.property(averages, fc.option(fc.tuple(fc.integer({ min: 1, max: 20 }), fc.double({ min: 1, max: 1e6, noNaN: true }))), fc.boolean(), fc.nat(30), (rows, step, memory, rowLimit) => {
      const table: Average[] = [
        ...(step ? [{ name: 'ProfilerStep*', calls: step[0], selfCpu: step[1], cpu: step[0] * step[1] }] : []),
        ...rows.map(({ children, ...row }) => ({ ...row, selfDevice: 0, cpu: row.selfCpu + children + 0.001 })),
      ];
      const total = table.reduce((sum, { selfCpu }) => sum + selfCpu, 0);
      if (total < 0.001) return;
      const limit = Math.max(1, rowLimit);
      const profile = read(torchTable(table, { memory, rowLimit: limit }));
      const steps = profile.steps?.value ?? 1;
      expect(steps).toBe(step?.[0] ?? 1);
      expectSums(profile, 'host', table.slice(0, limit).map((row) => [row.name, row.selfCpu]), steps);
      expect(Math.abs(1000 * steps * sumMs(profile, 'host') - total)).toBeLessThanOrEqual((total >= 1e6 ? 500 : 0.5) * (1 + table.length) + 1e-9 * total);
      for (const number of Object.values(inspectReport(profile))) if (typeof number === 'number') expect(Number.isFinite(number) && number >= 0).toBe(true);
    }));
  });

  test('on the device: launchers, kernels and ranges', () => {
    fc.assert(fc.property(averages.filter((rows) => rows.some(({ selfDevice }) => selfDevice > 1)), (rows) => {
      const launchers = rows.map(({ children, ...row }): Average => ({ ...row, cpu: row.selfCpu + children + 0.001, device: row.selfDevice }));
      const kernels = launchers.map((row, index): Average => ({ ...row, name: `kernel_${index}`, selfCpu: 0, cpu: 0, isKernel: true }));
      const ranges: Average[] = [
        { name: 'my range', calls: 1, selfCpu: 5, cpu: 50, selfDevice: 0, device: 1 },
        { name: 'my range', calls: 1, selfCpu: 0, cpu: 0, selfDevice: 1e8, device: 1e8 },
      ];
      const profile = read(torchTable([...ranges, ...launchers, ...kernels], { device: 'CUDA', rowLimit: -1 }));
      expectSums(profile, 'device', launchers.map((row) => [row.name, row.selfDevice ?? 0]), 1);
      const total = launchers.reduce((sum, { selfDevice = 0 }) => sum + selfDevice, 0);
      expect(Math.abs(1000 * sumMs(profile, 'device') - total)).toBeLessThanOrEqual((total >= 1e6 ? 500 : 0.5) * (1 + launchers.length) + 1e-9 * total);
    }));
  });

  test('the writer of these tests prints times as PyTorch does', () => {
    expect([0, 0.1234, 999.9994, 1000, 22_720, 1e6].map(formatTime)).toEqual(['0.000us', '0.123us', '999.999us', '1.000ms', '22.720ms', '1.000s']);
  });
});
