import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { describeShared, fileAt, SHARED } from '../../shared';
import { failureOf, read, sumMs } from '../reading';

interface Event { readonly [key: string]: unknown }

/** A trace as TensorFlow writes it, with an empty event at its end. */
function trace(events: readonly Event[]): string {
  return JSON.stringify({ displayTimeUnit: 'ns', metadata: { 'highres-ticks': true }, traceEvents: [...events, {}] });
}
function named(what: 'process_name' | 'thread_name', pid: number, name: string, tid?: number): Event {
  return { ph: 'M', pid, ...(tid !== undefined && { tid }), name: what, args: { name } };
}
function complete(pid: number, tid: number, ts: number, dur: number, name: string, args?: Event): Event {
  return { pid, tid, ts, dur, name, ph: 'X', ...(args && { args }) };
}

/** A device: steps on thread 1, ops on 2, name scopes (which repeat the ops) on 3. */
function device(pid: number): Event[] {
  return [named('process_name', pid, `/device:GPU:${pid - 1}`), named('thread_name', pid, 'Steps', 1), named('thread_name', pid, 'TensorFlow Ops', 2), named('thread_name', pid, 'TensorFlow Name Scope', 3)];
}

describe('a GPU, by hand', () => {
  // Steps of 1,000 and 1,200 us; ops: 400 + 100 in the first, 600 in the second, 1,100 of 2,200 us; what lies before the first step does not count.
  const events = [
    named('process_name', 49, '/host:CPU'), ...device(1),
    complete(1, 1, 1000, 1000, '3'), complete(1, 1, 2000, 1200, '4'),
    complete(1, 2, 500, 400, 'Conv2D'), complete(1, 2, 1100, 400, 'Conv2D'), complete(1, 2, 1600, 100, 'model/dense/MatMul:MatMul'), complete(1, 2, 2100, 600, 'Conv2DBackpropFilter'),
    complete(1, 3, 1100, 1600, 'model'), complete(49, 9, 0, 4000, 'model/x:GatherV2'),
  ];
  const profile = read(trace(events));

  test('steps', () => expect(profile).toMatchObject({ format: 'tensorflow-trace', framework: { value: 'tensorflow' }, stepMs: { value: 1.1, certainty: 'measured' }, steps: { value: 2, certainty: 'measured' } }));
  test('ops per step add up to the step', () => {
    expect(profile.ops.map(({ name, family, ms }) => [name, family, Number(ms.toFixed(9))])).toEqual([
      ['Device_IDLE', 'idle', 0.55], ['Device_Conv2DBackpropFilter', 'convolution', 0.3], ['Device_Conv2D', 'convolution', 0.2], ['Device_MatMul', 'matmul', 0.05],
    ]);
    expect(sumMs(profile, 'device')).toBeCloseTo(1.1, 9);
  });
  test('share of time, mode, devices', () =>
    expect(profile).toMatchObject({ gpuBusyShare: { value: 0.5 }, mode: { value: 'training' }, deviceCount: { value: 1 }, warnings: [] }));
  test('gzip is the same', () => expect(read(gzipSync(trace(events)))).toEqual(profile));
  test('later versions call the thread otherwise, and do not say whose ops they are', () => {
    const later = read(trace(events).replace('"TensorFlow Ops"', '"Framework Ops"').replace('model/x:GatherV2', 'x'));
    expect({ ...later, framework: profile.framework }).toEqual(profile);
    expect(later.framework).toBeUndefined();
  });
  test('cut short it says so', () => expect(read(trace(events).slice(0, -200)).warnings[0]).toContain('cut short'));

  test('of two devices the busiest', () => {
    const two = read(trace([...events, ...device(2), complete(2, 1, 1000, 1000, '3'), complete(2, 1, 2000, 1200, '4'), complete(2, 2, 1000, 2000, 'Conv2D')]));
    expect(two).toMatchObject({ deviceCount: { value: 2 }, gpuBusyShare: { value: 2000 / 2200 } });
    expect(two.warnings).toEqual(['Ops ran on 2 devices; times are those of the busiest.']);
  });
});

describe('a CPU, by hand', () => {
  const host = named('process_name', 49, '/host:CPU');
  test('steps that a loop marked; self times by type; stages of the input pipeline are Dataset', () => {
    const profile = read(trace([
      host, complete(49, 1, 0, 100, 'train', { step_num: '5' }), complete(49, 1, 100, 140, 'train', { step_num: '6' }),
      complete(49, 2, 10, 60, 'model/a:MatMul'), complete(49, 2, 20, 10, 'Iterator::Model::Zip'), complete(49, 2, 110, 40, 'b:_FusedMatMul'), complete(49, 2, 150, 5, 'EagerExecute: MatMul'),
    ]));
    expect(profile).toMatchObject({ stepMs: { value: 0.12, certainty: 'measured' }, steps: { value: 2 } });
    expect(profile.ops.map(({ name, ms }) => [name, Number(ms.toFixed(9))])).toEqual([['Host_MatMul', 0.025], ['Host__FusedMatMul', 0.02], ['Host_Dataset', 0.005]]);
    expect(profile.warnings).toEqual(['No op ran on an accelerator; host times are added over threads.']);
  });
  test('ops without steps give no step time', () => {
    const profile = read(trace([host, complete(49, 2, 10, 60, 'model/a:MatMul')]));
    expect(profile.stepMs).toBeUndefined();
    expect(profile.warnings[0]).toContain('gives no step time');
  });
  test('nothing at all is damaged', () => {
    expect(failureOf(trace([host])).message).toContain('holds no step and no op');
    expect(failureOf(trace([host, complete(49, 1, -5, -5, 'train_function'), complete(49, 1, 5, 1e300, 'a:MatMul')])).code).toBe('damaged');
  });
});

describeShared('TensorFlow traces of the index', () => {
  const RUN = join('samples/tf_profile_runs/2020_08_05_13_37_44', '8c859046be41.ant.amazon.com.trace.json.gz');

  // overview_page.pb of the same run: step time 84.553 ms over 1 step; tensorflow_stats.pb: 33 op types, top self times in us.
  test('a run on a CPU has the step and the ops of its other tables', () => {
    const profile = read(fileAt(SHARED, RUN).bytes);
    expect(profile).toMatchObject({ stepMs: { value: 84.553, certainty: 'derived' }, steps: { value: 1 }, mode: { value: 'training' } });
    expect(profile.ops).toHaveLength(33);
    const msOf = (name: string): number => profile.ops.find((op) => op.name === name)?.ms ?? 0;
    expect(msOf('Host_GatherV2')).toBeCloseTo(158.896, 6);
    expect(msOf('Host_MatMul')).toBeCloseTo(18.819, 6);
    expect(Math.abs(msOf('Host_Dataset') / 55.864 - 1)).toBeLessThan(1e-3);
    expect(Math.abs(sumMs(profile, 'host') / (444.578 - 189.116) - 1)).toBeLessThan(1e-3);
  });

  test('one with eight GPUs and nothing on them gives a guess and says so', () => {
    const profile = read(fileAt(SHARED, 'samples/tf_trace_json/sagemaker_missing_metadata_ip-172-31-19-241.trace.json.gz').bytes);
    expect(profile.stepMs).toMatchObject({ value: 63.929222, certainty: 'guess' });
    expect(profile.deviceCount).toBeUndefined();
    expect(profile.warnings.join()).toContain('lists 8 devices and no ops on them');
  });

  test('the demo of the trace viewer is no profile', () =>
    expect(failureOf(fileAt(SHARED, 'samples/tf_trace_json/tb_trace_viewer_demo_trace.json').bytes).message).toContain('a Chrome trace of another program'));
});
