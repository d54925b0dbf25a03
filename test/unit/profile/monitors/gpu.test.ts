/** GPU monitors: nvidia-smi in its forms, and tegrastats. */

import { describe, expect, test } from 'vitest';
import { read, failureOf } from '../reading';

const MIB = 2 ** 20;

describe('nvidia-smi --query-gpu', () => {
  const csv = (...lines: string[]): string => `${lines.join('\n')}\n`;

  test('units in the header and in the cells, by hand', () => {
    const profile = read(csv(
      'timestamp, name, utilization.gpu [%], memory.used [MiB], memory.total [MiB]',
      '2026/07/14 08:12:38.898, Tesla T4, 92 %, 2000 MiB, 15360 MiB',
      '2026/07/14 08:12:39.898, Tesla T4, 98 %, 9000 MiB, 15360 MiB',
      '2026/07/14 08:12:40.898, Tesla T4, 50 %, 3000 MiB, 15360 MiB'));
    expect(profile).toEqual({
      format: 'nvidia-smi-csv',
      deviceName: { value: 'Tesla T4', source: 'name', certainty: 'measured' },
      deviceMemoryBytes: { value: 15_360 * MIB, source: 'memory.total', certainty: 'measured' },
      gpuBusyShare: { value: 0.8, source: 'utilization.gpu, mean of 3 samples', certainty: 'measured' },
      peakMemoryBytes: { value: 9000 * MIB, source: 'most memory.used in 3 samples', certainty: 'measured' },
      ops: [],
      warnings: [],
    });
  });

  test.each([
    ['nounits', 'utilization.gpu [%], memory.used [MiB]', '50, 1000'],
    ['no units at all', 'utilization.gpu,memory.used', '50,1000'],
    ['units in cells only', 'utilization.gpu, memory.used', '50 %, 1000 MiB'],
    ['bytes', 'utilization.gpu [%], memory.used [B]', `50 %, ${1000 * MIB} B`],
    ['columns saved by pandas', ',"utilization.gpu [%]","memory.used [MiB]"'.slice(1), '50 %,1000 MiB'],
  ])('%s', (_, header, row) => {
    const profile = read(csv(header, row, row, row));
    expect([profile.gpuBusyShare?.value, profile.peakMemoryBytes?.value]).toEqual([0.5, 1000 * MIB]);
  });

  test('the header may come before every row', () => {
    const block = ['index, utilization.gpu [%]', '0, 40 %'];
    expect(read(csv(...block, ...block, ...block)).gpuBusyShare).toMatchObject({ value: 0.4, source: 'utilization.gpu, mean of 3 samples' });
  });

  test.each(['index', 'uuid', 'gpu_uuid', 'pci.bus_id', 'gpu_bus_id'])('several GPUs are kept apart by %s, and the busiest is taken', (key) => {
    const profile = read(csv(`${key}, utilization.gpu [%], memory.used [MiB]`, 'a, 0 %, 9000 MiB', 'b, 80 %, 500 MiB', 'a, 2 %, 9000 MiB', 'b, 100 %, 700 MiB'));
    expect([profile.gpuBusyShare?.value, profile.peakMemoryBytes?.value]).toEqual([0.9, 700 * MIB]);
    expect(profile.warnings).toEqual(['2 GPUs are recorded; the figures are those of the busiest, "b" (90 % busy, the others 1 %).']);
  });

  test('GPUs that nothing tells apart are said to be mixed', () => {
    const profile = read(csv('timestamp, utilization.gpu [%]', '10:00:01, 0 %', '10:00:01, 100 %', '10:00:02, 0 %', '10:00:02, 100 %'));
    expect(profile.warnings[0]).toContain('cannot be told apart');
  });

  test('what the tool does not know is absent, not 0', () => {
    const profile = read(csv('name, utilization.gpu [%], memory.used [MiB], memory.total [MiB]', '[N/A], [N/A], [Not Supported], 8192 MiB'));
    expect(profile).toMatchObject({ deviceMemoryBytes: { value: 8192 * MIB } });
    expect([profile.deviceName, profile.gpuBusyShare, profile.peakMemoryBytes]).toEqual([undefined, undefined, undefined]);
  });

  test('other tables of the tool, commands and prose are no headers', () => {
    for (const line of [
      'timestamp, gpu_name, pid, process_name, used_gpu_memory [MiB]', '# $ nvidia-smi --query-gpu=timestamp,utilization.gpu --format=csv',
      'utilization.gpu', '"utilization.gpu"', 'The memory.used of a GPU, as one says, is what is used.',
    ]) expect(failureOf(csv(line, '1, 2, 3, 4, 5 MiB')).code).toBe('unrecognised');
  });

  test('without a header nobody can know', () => expect(failureOf(csv('0, Tesla T4, 92 %, 2000 MiB')).code).toBe('unrecognised'));

  test('a header alone records nothing', () => expect(read(csv('index, utilization.gpu [%]')).warnings).toEqual(['nvidia-smi recorded no sample.']));

  test('nonsense is left out with a warning; a name is shortened; a thousand GPUs do not fill the memory', () => {
    const rows = Array.from({ length: 1000 }, (_, index) => `${index}, ${'N'.repeat(5000)}, 50 %`);
    const profile = read(csv('index, name, utilization.gpu [%]', '0, x, 250 %', '0, x, -5 %', ...rows));
    expect(profile.deviceName?.value.length).toBeLessThanOrEqual(200);
    expect(profile.warnings).toEqual([expect.stringMatching(/^64 GPUs/) as string, 'Values of utilization.gpu that are no percentages were left out: 1.']);
  });

  test('rows cut short and foreign lines with commas do not count', () => {
    const profile = read(csv('index, utilization.gpu [%], memory.used [MiB]', '0, 10 %, 5 MiB', 'Epoch 1, loss 2, all well', '0, 30 %, 5 MiB', '0, 50 %, 5 MiB', '0, 90'));
    expect(profile.gpuBusyShare).toMatchObject({ value: 0.3, source: 'utilization.gpu, mean of 3 samples' });
  });
});

describe('nvidia-smi dmon', () => {
  test('columns by name, header repeated, - for what is unknown', () => {
    const head = ['# gpu    pwr  gtemp  mtemp     sm    mem    enc    dec   mclk   pclk     fb   bar1', '# Idx      W      C      C      %      %      %      %    MHz    MHz     MB     MB'];
    const row = (sm: string, fb: number): string => `    0     69     41      -  ${sm}      0      0      0   2619    345   ${fb}      2`;
    const profile = read([...head, row('20', 100), row('40', 900), ...head, row('60', 300), row('-', 300)].join('\n'));
    expect(profile).toMatchObject({ format: 'nvidia-smi-dmon', gpuBusyShare: { value: 0.4, source: 'sm, mean of 3 samples' }, peakMemoryBytes: { value: 900 * MIB }, warnings: [] });
  });

  test('-o DT puts date and time in front; several GPUs', () => {
    const text = ['#Date       Time        gpu     sm    mem', '#YYYYMMDD   HH:MM:SS    Idx      %      %',
      ' 20260714   08:12:38      0      5      1', ' 20260714   08:12:38      1     95      1', ' 20260714   08:12:39      0      5      1', ' 20260714   08:12:39      1     97      1'].join('\n');
    expect(read(text)).toMatchObject({ gpuBusyShare: { value: 0.96, certainty: 'guess' }, warnings: [expect.stringContaining('the busiest, "1"') as string] });
  });

  test('pmon is per process', () => {
    expect(failureOf('# gpu         pid   type     sm    mem\n# Idx           #    C/G      %      %\n    0      11345     C     99     10\n').code).toBe('unrecognised');
  });
});

describe('nvidia-smi -q -x', () => {
  const gpu = (id: string, util: string, used: string): string =>
    `<gpu id="${id}"><product_name>Tesla &lt;T4&gt;</product_name><mig_devices>None</mig_devices><fb_memory_usage><total>15360 MiB</total><used>${used}</used></fb_memory_usage>`
    + `<bar1_memory_usage><total>256 MiB</total><used>5 MiB</used></bar1_memory_usage><utilization><gpu_util>${util}</gpu_util></utilization></gpu>`;
  const log = (...gpus: string[]): string => `<?xml version="1.0" ?>\n<!DOCTYPE nvidia_smi_log SYSTEM "nvsmi_device_v11.dtd">\n<nvidia_smi_log>${gpus.join('')}</nvidia_smi_log>\n`;

  test('a loop of documents', () => {
    const profile = read([log(gpu('0', '40 %', '100 MiB')), log(gpu('0', '60 %', '300 MiB')), log(gpu('0', '80 %', '200 MiB'))].join(''));
    expect(profile).toMatchObject({
      format: 'nvidia-smi-xml', deviceName: { value: 'Tesla <T4>' }, deviceMemoryBytes: { value: 15_360 * MIB },
      gpuBusyShare: { value: 0.6, certainty: 'measured' }, peakMemoryBytes: { value: 300 * MIB }, warnings: [],
    });
  });

  test('the memory of a MIG part is not the whole one', () => {
    const part = '<mig_devices><mig_device><fb_memory_usage><total>19968 MiB</total><used>12 MiB</used></fb_memory_usage></mig_device></mig_devices>';
    const profile = read(log(gpu('0', 'N/A', '50 MiB').replace('<mig_devices>None</mig_devices>', part)));
    expect([profile.peakMemoryBytes?.value, profile.deviceMemoryBytes?.value, profile.gpuBusyShare]).toEqual([50 * MIB, 15_360 * MIB, undefined]);
    expect(profile.warnings[0]).toContain('MIG');
  });

  test('cut short anywhere it is read without failing, and says so', () => {
    const whole = log(gpu('0', '40 %', '100 MiB')).trim();
    for (let length = whole.indexOf('<nvidia_smi_log>') + 16; length < whole.length; length += 3) expect(read(whole.slice(0, length)).warnings[0]).toContain('cut short');
  });

  test('many open elements take no long time', () => {
    expect(read(`<nvidia_smi_log>${'<gpu id="'.repeat(100_000)}${'<mig_devices>'.repeat(100_000)}`).gpuBusyShare).toBeUndefined();
  });
});

describe('tegrastats', () => {
  test.each([
    ['Xavier', '07-14-2026 08:12:38 RAM 3201/7850MB (lfb 4x2MB) SWAP 0/3925MB (cached 0MB) CPU [50%@1189,30%@1189,off,off] EMC_FREQ 0% GR3D_FREQ 22% PLL@21C', 40, 22, 3201],
    ['Orin', 'RAM 3201/7850MB (lfb 4x2MB) CPU [50%@1189,30%@1189] GR3D_FREQ 43%@[305,0]', 40, 43, 3201],
    ['TX1', 'RAM 3468/3983MB (lfb 48x4MB) SWAP 873/8192MB (cached 295MB) cpu [17%,13%,29%,5%]@408 EMC 1%@408 APE 25 GR3D 3%@76', 16, 3, 3468],
    ['Thor tells no load', 'RAM 3201/7850MB (lfb 4x2MB) CPU [50%@1189,30%@1189] GR3D_FREQ @[305,0]', 40, undefined, 3201],
  ])('%s', (_, line, cpu, gpu, ram) => {
    const profile = read([line, line, line].join('\n'));
    expect(profile.format).toBe('tegrastats');
    expect(profile.cpuUtilization?.value).toBeCloseTo(cpu / 100, 9);
    expect(profile.gpuBusyShare?.value).toBe(gpu === undefined ? undefined : gpu / 100);
    expect(profile.peakHostMemoryBytes).toMatchObject({ value: ram * MIB, certainty: 'measured' });
  });
});
