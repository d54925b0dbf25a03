import { describe, expect, test } from 'vitest';
import type { Profile } from '../../../../src/core/profile/profile';
import { fixture } from '../../shared';
import { failureOf, HEADER, ONE_GPU_TWO_STEPS, read, statsCsv, statsJson, sumMs, type Row } from '../reading';

const CSV = statsCsv(ONE_GPU_TWO_STEPS);

function withoutFormat(profile: Profile): Omit<Profile, 'format'> {
  const { format, ...rest } = profile;
  expect(format).toMatch(/^tensorflow-stats-(csv|json)$/);
  return rest;
}

describe('one GPU, two steps', () => {
  const profile = read(CSV);

  test('the step is the device time with idle over two steps', () => {
    expect(profile.stepMs?.value).toBeCloseTo(100.1, 9);
    expect(profile.stepMs?.certainty).toBe('derived');
    expect(profile.steps).toMatchObject({ value: 2, certainty: 'derived' });
    expect(profile.deviceCount?.value).toBe(1);
    expect(profile.gpuBusyShare?.value).toBeCloseTo(1 - 20_000 / 200_200, 12);
    expect(profile.mode?.value).toBe('training');
    expect(profile.warnings).toEqual([]);
  });

  test('ops are total times grouped by type, as PROFET groups them', () => {
    expect(profile.ops.map(({ name, ms }) => [name, ms])).toEqual([
      ['Device_Conv2D', 70], ['Device_Conv2DBackpropFilter', 20], ['Device_IDLE', 10], ['Host_Dataset', 1.25], ['Host_IteratorGetNext', 0.25],
      ['Device_AssignAddVariableOp', 0.1],
    ]);
  });

  test('JSON gives the same', () => expect(withoutFormat(read(statsJson(ONE_GPU_TWO_STEPS)))).toEqual(withoutFormat(profile)));
});

describe('columns go by their names', () => {
  const expected = read(CSV);
  const cells = CSV.trimEnd().split('\r\n').map((line) => line.split(','));
  const joined = (table: readonly (readonly string[])[]): string => table.map((line) => line.join(',')).join('\n');

  test.each([
    ['labels of newer versions', CSV.replace('Type,Operation,', 'Operation Type,Operation Name,')],
    ['other case, blanks and punctuation', CSV.replace(HEADER, HEADER.toUpperCase().replaceAll(',', ' , ').replace('/', ' / '))],
    ['another order', joined(cells.map((line) => [...line].reverse()))],
    ['an index column as pandas writes it', joined(cells.map((line, index) => [index === 0 ? '' : String(index - 1), ...line]))],
    ['further columns', joined(cells.map((line, index) => [...line, index === 0 ? 'GPU TensorCore utilization' : '0.5']))],
    ['LF', CSV.replaceAll('\r\n', '\n')],
    ['CR', CSV.replaceAll('\r\n', '\r')],
    ['no line end after the last row', CSV.trimEnd()],
    ['blank lines', CSV.replaceAll('\r\n', '\r\n\r\n')],
    ['every cell quoted', cells.map((line) => line.map((cell) => `"${cell}"`).join(',')).join('\r\n')],
    ['exponents and blanks around numbers', CSV.replace(',80000,', ', 8.0e4 ,')],
  ])('%s', (_, csv) => expect(read(csv)).toEqual(expected));

  test('commas, quotation marks and line ends inside a quoted name', () => {
    expect(read(CSV.replace('net/conv2/Conv2D', '"net, ""conv2""\r\nConv2D"'))).toEqual(expected);
  });

  test('place, type and total time are enough; steps are then a guess', () => {
    const profile = read('Host/device,Type,Total time (us),Total self-time (us)\nDevice,MatMul,3000,3000\nDevice,IDLE,1000,1000\n');
    expect(profile.steps).toMatchObject({ value: 1, certainty: 'guess' });
    expect(profile.stepMs).toMatchObject({ value: 4, certainty: 'guess' });
    expect(profile.warnings.join()).toContain('is a guess');
  });
});

describe('steps and devices', () => {
  const stepsOf = (rows: readonly Row[]): unknown => read(statsCsv(rows)).steps;

  test('fetches of a batch count, then step counters, then variable updates', () => {
    expect(stepsOf([['Device', 'MatMul', 'a', 5, 1], ['Host', 'IteratorGetNext', 'b', 5, 1]])).toMatchObject({ value: 5, certainty: 'derived' });
    expect(stepsOf([['Device', 'MatMul', 'a', 5, 1], ['Device', 'AssignAddVariableOp', 'b', 5, 1]])).toMatchObject({ value: 5, certainty: 'derived' });
    expect(stepsOf([['Device', 'MatMul', 'a', 5, 1], ['Device', 'ResourceApplyAdam', 'b', 5, 1]])).toMatchObject({ value: 5, certainty: 'derived' });
  });

  test('when most ops occur at another pace, the number is a guess and so is the step time', () => {
    const profile = read(statsCsv([['Device', 'MatMul', 'a', 7, 70], ['Device', 'Relu', 'a', 7, 70], ['Host', 'IteratorGetNext', 'b', 5, 1]]));
    expect(profile.steps).toMatchObject({ value: 5, certainty: 'guess' });
    expect(profile.stepMs).toMatchObject({ certainty: 'guess' });
    expect(profile.warnings.join()).toContain('(5) is a guess');
  });

  test('without such ops the pace of most ops is a guess', () => {
    expect(stepsOf([['Device', 'MatMul', 'a', 4, 1], ['Device', 'Relu', 'b', 4, 1], ['Device', 'Sum', 'c', 8, 1]])).toMatchObject({ value: 4, certainty: 'guess' });
  });

  test('replicas by name: two GPUs, three steps, 600 us of device time are 0.1 ms; host time is divided by steps only', () => {
    const profile = read(statsCsv([
      ['Device', 'IDLE', 'IDLE', 2, 300], ['Device', 'MatMul', 'net/MatMul', 3, 150], ['Device', 'MatMul', 'replica_1/net/MatMul', 3, 150],
      ['Host', 'IteratorGetNext', 'IteratorGetNext', 3, 3000],
    ]));
    expect(profile.deviceCount).toMatchObject({ value: 2, certainty: 'derived' });
    expect(profile.stepMs?.value).toBeCloseTo(0.1, 12);
    expect(sumMs(profile, 'host')).toBe(1);
    expect(profile.warnings).toEqual(['The table adds 2 devices and 3 steps; device times were divided by 6.']);
  });

  test('idle time of four devices of which one works is not divided by four', () => {
    const profile = read(statsCsv([['Device', 'IDLE', 'IDLE', 4, 100], ['Device', 'MatMul', 'a', 2, 100], ['Host', 'IteratorGetNext', 'b', 2, 1]]));
    expect(profile.deviceCount).toBeUndefined();
    expect(profile.stepMs?.value).toBeCloseTo(0.1, 12);
    expect(profile.warnings.join()).toContain('4 devices');
  });

  test('a name cannot claim a billion replicas', () => {
    const profile = read(statsCsv([['Device', 'MatMul', 'replica_999999999/a', 2, 100], ['Host', 'IteratorGetNext', 'b', 2, 1]]));
    expect(profile.deviceCount?.value).toBe(2);
  });

  test('self time makes the step where nested ops would count twice', () => {
    const profile = read(statsCsv([['Device', 'While', 'a', 1, 900, 100], ['Device', 'MatMul', 'a/b', 1, 800], ['Host', 'IteratorGetNext', 'b', 1, 1]]));
    expect(profile.stepMs?.value).toBeCloseTo(0.9, 12);
  });
});

describe('profiles of a CPU', () => {
  test.each([['mlp_3step', 3], ['cnn_1step', 1]])('%s has %i steps, host ops only and no step time', (name, steps) => {
    const { bytes } = fixture(`tensorflow/2.21/${name}.framework_op_stats.json`);
    const profile = read(bytes);
    // Second method: the sum over the raw cells of table 0, columns by position.
    const [table] = JSON.parse(new TextDecoder().decode(bytes)) as [{ rows: { c: { v: number }[] }[] }];
    const totalUs = table.rows.reduce((sum, { c }) => sum + (c[5]?.v ?? 0), 0);
    expect(profile.steps).toMatchObject({ value: steps, certainty: 'derived' });
    expect(sumMs(profile, 'host')).toBeCloseTo(totalUs / 1000 / steps, 6);
    expect(sumMs(profile, 'device')).toBe(0);
    expect(profile.stepMs).toBeUndefined();
    expect(profile.gpuBusyShare).toBeUndefined();
    expect(profile.mode?.value).toBe('training');
    expect(profile.warnings.join()).toContain('No op ran on an accelerator');
  });
});

describe('DataTable cells', () => {
  const JSON_TEXT = statsJson(ONE_GPU_TWO_STEPS);
  const expected = read(JSON_TEXT);

  test.each([
    ['formatted', JSON_TEXT.replaceAll('{"v":80000}', '{"v":80000,"f":"80,000"}')],
    ['ids that were renamed, known by label', JSON_TEXT.replaceAll('"id":"total_time","label":"total_time"', '"id":"c5","label":"Total time (us)"')],
    ['one table without its list', JSON.stringify((JSON.parse(JSON_TEXT) as object[])[0])],
    ['rows before columns', JSON.stringify((JSON.parse(JSON_TEXT) as object[]).map((table) => Object.fromEntries(Object.entries(table).reverse())))],
    ['white space', JSON.stringify(JSON.parse(JSON_TEXT), undefined, 2)],
    ['an unknown self time', JSON_TEXT.replace('{"v":40000}]', 'null]')],
    ['cut in the second table', JSON_TEXT.slice(0, -40)],
  ])('%s', (_, text) => expect(read(text)).toEqual(expected));

  test('a missing type is called Unknown', () => {
    expect(read(JSON_TEXT.replaceAll('{"v":"Conv2D"}', 'null')).ops[0]).toMatchObject({ name: 'Device_Unknown', ms: 70, family: 'other' });
  });

  test('cut in the first table: whole rows are read, with a warning', () => {
    const cut = JSON_TEXT.slice(0, JSON_TEXT.indexOf('"IDLE"'));
    const profile = read(cut);
    expect(profile.ops.map(({ type }) => type)).toEqual(['Conv2D', 'Conv2DBackpropFilter']);
    expect(profile.warnings.join()).toContain('cut short after 3 rows');
  });
});

describe('damage', () => {
  const line = (find: string, replace: string): string => CSV.replace(find, replace);

  test('a last row cut in its middle is left out, with a warning', () => {
    const profile = read(CSV.slice(0, CSV.lastIndexOf(',500,')));
    expect(profile.warnings.join()).toContain('cut short in line 8');
    expect(profile.ops.map(({ name }) => name)).not.toContain('Host_IteratorGetNext');
    expect(profile.stepMs?.value).toBeCloseTo(100.1, 9);
  });

  test('a last row cut inside a quotation too', () => {
    const quoted = CSV.replace('IteratorGetNext,2', '"IteratorGetNext",2');
    expect(read(quoted.slice(0, quoted.lastIndexOf('Next'))).warnings.join()).toContain('cut short in line 8');
  });

  test.each([
    ['only a header', `${HEADER}\r\n`, 'no rows'],
    ['no total time', line('Total time (us)', 'Total time (ms)'), 'no column "Total time (us)"'],
    ['no type', line('Type', 'Kind'), 'no column "Type"'],
    ['no place', line('Host/device', 'Where'), 'no column "Host/device"'],
    ['a word as time', line(',60000,', ',abc,'), '"abc" as "Total time (us)", where a number of microseconds between 0 and one day belongs, in line 3'],
    ['a decimal comma', line(',60000,', ',"60000,5",'), 'in line 3'],
    ['a negative time', line(',60000,', ',-60000,'), '"-60000" as "Total time (us)"'],
    ['NaN', line(',60000,', ',NaN,'), 'in line 3'],
    ['Infinity', line(',60000,', ',1e999,'), 'in line 3'],
    ['no time', line(',60000,', ',,'), 'has nothing as "Total time (us)"'],
    ['a negative count', line('conv1/Conv2D,2', 'conv1/Conv2D,-2'), '"-2" as "#Occurrences"'],
    ['another place', line('3,Device', '3,Gpu'), '"Gpu" as "Host/device", where Host or Device belongs, in line 4'],
    ['an unquoted comma in a name', line('net/conv1', 'net,conv1'), '9 cells in line 3 under a header of 8'],
    ['a short row in the middle', line(',60000,30000,60000', ''), '5 cells in line 3'],
    ['an open quotation', line('net/conv1', '"net/conv1'), 'quotation mark'],
    ['a stray quotation and a cut', line('net/conv1', '"net"/conv1').slice(0, -20), 'quotation mark'],
    ['all times zero', statsCsv([['Device', 'MatMul', 'a', 1, 0]]), 'no op that took any time'],
    ['JSON cut in its first row', statsJson(ONE_GPU_TWO_STEPS).replace(/("rows":.{60}).*/s, '$1'), 'cut short'],
    ['JSON without rows', '[{"cols":[{"id":"host_or_device"},{"id":"type"},{"id":"total_time"}],"rows":[]}]', 'no rows'],
    ['JSON rows of another kind', '[{"cols":[{"id":"host_or_device"},{"id":"type"},{"id":"total_time"}],"rows":[1,null]}]', 'in row 1'],
  ])('%s is one sentence that names the place', (_, text, part) => {
    const failure = failureOf(text, 'stats.csv');
    expect(failure.code).toBe('damaged');
    expect(failure.message).toContain(part);
  });
});
