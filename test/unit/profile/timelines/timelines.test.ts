/** Horovod's and SageMaker Debugger's timelines: Chrome traces with a rhythm and little else. */

import { describe, expect, test } from 'vitest';
import { describeShared, fileAt, SHARED } from '../../shared';
import { failureOf, read } from '../reading';

/** Two tensors reduced in each of `steps` steps, every 100 us, the last pair 900 us later. The file is still being written: no closing bracket. */
function horovod(steps: number): string {
  const events = ['{"name": "CYCLE_START", "ph": "i", "ts": 5, "s": "g"}'];
  for (let step = 0; step < steps; step++) {
    for (const pid of [1, 2]) {
      const ts = step * 100 + (step === steps - 1 ? 900 : 0) + pid;
      events.push(`{"ph": "B", "name": "NEGOTIATE_ALLREDUCE", "ts": ${ts}, "pid": ${pid}}`, `{"ph": "E", "ts": ${ts + 3}, "pid": ${pid}}`, `{"ph": "B", "name": "NCCL_ALLREDUCE", "ts": ${ts + 4}, "pid": ${pid}}`);
    }
  }
  return `[\n${events.join(',\n')},\n`;
}

describe('Horovod timeline', () => {
  test('a step is from one negotiation of a tensor to its next; a pause does not matter', () => {
    const profile = read(horovod(5));
    expect(profile).toMatchObject({ format: 'horovod-timeline', stepMs: { value: 0.1, certainty: 'derived' }, steps: { value: 5 }, mode: { value: 'training' }, ops: [] });
    expect(profile.warnings).toHaveLength(1);
    expect(profile.warnings[0]).toContain('communication only');
  });
  test('closed or open it is the same', () => expect(read(`${horovod(5).trimEnd().slice(0, -1)}\n]\n`)).toEqual(read(horovod(5))));
  test('one step is none', () => expect(failureOf(horovod(1)).message).toContain('covers less than two steps'));
  test('cut in an event it says so', () => expect(read(horovod(5).slice(0, -20)).warnings[1]).toContain('cut short'));
  test('without any order of time', () => expect(failureOf('[{"ph":"B","name":"NEGOTIATE_ALLREDUCE","ts":-1e400,"pid":1},{"ph":"B","name":"NEGOTIATE_ALLREDUCE","ts":"x","pid":1}]').code).toBe('damaged'));
});

describe('SageMaker Debugger timeline', () => {
  const head = '{"name": "process_name", "ph": "M", "pid": 0, "args": {"start_time_since_epoch_in_micros": 1594662605425850}}';
  const step = (name: string, ts: number): string => `{"name": "Step:ModeKeys.${name}", "pid": 1, "ph": "X", "ts": ${ts}, "dur": 50, "args": {"step_num": "1"}}`;

  test('steps of training, not of evaluation', () =>
    expect(read(`[\n${[head, ...[0, 80, 160, 240].map((ts) => step('TRAIN', ts)), ...[500, 900].map((ts) => step('EVAL', ts))].join(',\n')}\n]`))
      .toMatchObject({ format: 'sagemaker-timeline', stepMs: { value: 0.08, certainty: 'measured' }, steps: { value: 4 }, mode: { value: 'training' } }));
  test('evaluation alone gives nothing', () => expect(failureOf(`[${head},${step('EVAL', 0)},${step('EVAL', 90)}]`).message).toContain('without training steps'));
});

describeShared('timelines of the index', () => {
  const SAMPLES = `${SHARED}/samples`;
  test.each(['horovod_1593673051473228_88359-8c859046be41.ant.amazon.com_horovod_timeline.json', 'horovod_timeline_small.json'])('%s covers one step', (name) =>
    expect(failureOf(fileAt(SAMPLES, 'horovod_timeline', name).bytes, name).message).toContain('covers less than two steps'));

  // By a second method: the median of the differences between the starts of its 30 training steps is 85,033 us.
  test('the Python timeline: 30 training steps', () =>
    expect(read(fileAt(SAMPLES, 'sagemaker_debugger/pythontimeline_905.json').bytes)).toMatchObject({ stepMs: { certainty: 'measured' }, steps: { value: 30 } }));
  test.each([['pythontimeline_905.json', 85.033], ['model_timeline_905.json', 85.156]])('%s: a step of %d ms', (name, ms) =>
    expect(read(fileAt(SAMPLES, 'sagemaker_debugger', name).bytes).stepMs?.value).toBeCloseTo(ms, 6));
  test('fetches of input batches are a guess', () =>
    expect(read(fileAt(SAMPLES, 'sagemaker_debugger/model_timeline_905.json').bytes).stepMs?.certainty).toBe('guess'));
});
