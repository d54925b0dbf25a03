import { describe, expect, test } from 'vitest';
import { inspectReport } from '../../../../src/core/profile/inspect';
import { failureOf, read } from '../reading';

const report = (content: string | Uint8Array): ReturnType<typeof inspectReport> => inspectReport(read(content));

/** 3 epochs of 800 samples in batches of 16: 150 steps in 300 s. Rates as the Trainer rounds them. */
const FINAL = {
  best_metric: null, epoch: 3.0, eval_steps: 500, global_step: 150, is_local_process_zero: true,
  log_history: [
    { epoch: 1.0, loss: 0.5, step: 50 },
    { epoch: 1.0, eval_loss: 0.4, eval_runtime: 3.1, eval_samples_per_second: 100.0, step: 50 },
    { epoch: 3.0, step: 150, total_flos: 1e15, train_loss: 0.3, train_runtime: 300.0, train_samples_per_second: 8.0, train_steps_per_second: 0.5 },
  ],
  max_steps: 150, num_train_epochs: 3, total_flos: 1e15, train_batch_size: 16,
};
const state = (changes: object = {}): string => JSON.stringify({ ...FINAL, ...changes }, null, 2);

describe('trainer_state.json', () => {
  test('at the end of a training', () => {
    const found = report(state());
    expect(found).toMatchObject({
      format: 'hf-trainer-state', framework: 'pytorch', mode: 'training', stepMs: 2000, steps: 150, stepsPerEpoch: 50, epochs: 3, epochSeconds: 100, jobSeconds: 300, batchSize: 16, warnings: [],
    });
    expect(found.sources).toMatchObject({
      stepMs: 'train_runtime / global_step, evaluation and saving included (derived)',
      batchSize: 'train batch size on one device (measured)',
    });
  });

  test('eight devices, or accumulated steps: the rates tell what a step works on', () => {
    expect(report(state({ train_batch_size: 2 }))).toMatchObject({ batchSize: 16, sources: { batchSize: expect.stringContaining('all devices') as string } });
  });

  test('a run that stopped early: its own steps, not the planned rate', () => {
    const found = report(state({ global_step: 100, epoch: 2.0, log_history: [{ train_runtime: 200.0, train_samples_per_second: 12.0, train_steps_per_second: 0.75 }] }));
    expect(found).toMatchObject({ stepMs: 2000, epochs: 2, stepsPerEpoch: 50, batchSize: 16 });
    expect(found.warnings).toEqual(['The run stopped at step 100 of about 150 planned; its rates per second are of the plan and were not used.']);
  });

  test('of a checkpoint: no time', () => {
    const found = report(state({ global_step: 50, epoch: 1.0, log_history: [{ epoch: 1.0, loss: 0.5, step: 50 }] }));
    expect(found).toMatchObject({ stepMs: null, jobSeconds: null, epochs: 1, stepsPerEpoch: 50, batchSize: 16 });
    expect(found.warnings[0]).toContain('no train_runtime');
  });

  test('older versions: no batch size, an empty history', () => {
    expect(report(state({ train_batch_size: undefined, log_history: [] }))).toMatchObject({ batchSize: null, stepMs: null, stepsPerEpoch: 50 });
  });

  test.each([
    ['cut short', state().slice(0, -40), 'cut short'],
    ['a history that is none', state({ log_history: 5 }), 'log_history should be a list'],
    ['a step that is text', state({ global_step: 'many' }), 'global_step should be a number'],
    ['a list', `[${state()}]`.slice(1, -1).replace('{', '{"a": ['), 'cut short'],
  ])('%s is one sentence', (_, text, part) => expect(failureOf(text, 'trainer_state.json').message).toContain(part));

  test.each([['negative', -5], ['huge', 1e300], ['nothing', 0]])('%s times are unknown', (_, seconds) => {
    expect(report(state({ log_history: [{ train_runtime: seconds }] }))).toMatchObject({ stepMs: null, jobSeconds: null });
  });
});

describe('train_results.json', () => {
  const results = { epoch: 3.0, total_flos: 1e15, train_loss: 0.3, train_runtime: 300.0, train_samples: 800, train_samples_per_second: 8.0, train_steps_per_second: 0.5 };

  test('has only the planned rate: a guess, with a warning', () => {
    const found = report(JSON.stringify(results));
    expect(found).toMatchObject({ format: 'hf-trainer-results', stepMs: 2000, epochs: 3, stepsPerEpoch: 50, samplesPerEpoch: 800, batchSize: 16, jobSeconds: 300 });
    expect(found.sources.stepMs).toContain('guess');
    expect(found.warnings.join()).toContain('counts planned steps');
  });

  test('of an evaluation alone it is nothing', () => {
    expect(failureOf('{"epoch": 3.0, "eval_loss": 0.4, "eval_runtime": 3.1}').code).toBe('unrecognised');
  });
});

describe('console', () => {
  const RESULT = "{'train_runtime': 300.0, 'train_samples_per_second': 8.0, 'train_steps_per_second': 0.5, 'train_loss': 0.3, 'epoch': 3.0}\n";

  test('a dictionary alone: the planned rate as a guess', () => {
    const found = report(`{'loss': 0.5, 'learning_rate': 5e-05, 'epoch': 2.9}\n${RESULT}`);
    expect(found).toMatchObject({ format: 'hf-trainer-log', stepMs: 2000, batchSize: 16, epochs: 3, jobSeconds: 300 });
    expect(found.sources.stepMs).toContain('guess');
  });

  test('numbers as strings, and with an exponent', () => {
    expect(report(RESULT.replaceAll(/: ([\d.]+)/g, ": '$1'"))).toMatchObject({ stepMs: 2000, jobSeconds: 300 });
    expect(report("{'train_runtime': '2.035e+04', 'train_samples_per_second': '0.983', 'train_steps_per_second': '0.061', 'epoch': '1'}\n")).toMatchObject({ jobSeconds: 20_350, batchSize: 16 });
  });

  test("the steps of the Trainer's own bar, among those of its evaluations", () => {
    const found = report(` 66%|██████    | 100/150 [03:20<01:40,  2.00s/it]\n100%|██| 10/10 [00:03<00:00,  3.33it/s]\n100%|██████████| 150/150 [05:00<00:00,  2.00s/it]\n${RESULT}`);
    expect(found).toMatchObject({ format: 'hf-trainer-log', stepMs: 2000, steps: 150, stepsPerEpoch: 50 });
    expect(found.sources.stepMs).toContain('derived');
  });

  test('its plan: samples, batch, steps; grouped digits', () => {
    const plan = '[INFO|trainer.py:1519] >> ***** Running training *****\n[INFO|trainer.py:1520] >>   Num examples = 1,600\n  Num Epochs = 3\n  Instantaneous batch size per device = 4\n  Total train batch size (w. parallel, distributed & accumulation) = 32\n  Gradient Accumulation steps = 8\n  Total optimization steps = 150\n';
    expect(report(plan + RESULT)).toMatchObject({ samplesPerEpoch: 1600, batchSize: 32, stepsPerEpoch: 50, sources: { batchSize: expect.stringContaining('total train batch size') as string } });
  });

  test('the table of metrics, whose runtime is a clock', () => {
    const table = '***** train metrics *****\n  epoch                    =        3.0\n  total_flos               = 20135801GF\n  train_loss               =     0.8453\n  train_runtime            = 0:05:00.00\n  train_samples            =        800\n  train_samples_per_second =        8.0\n  train_steps_per_second   =        0.5\n';
    const expected = { jobSeconds: 300, samplesPerEpoch: 800, batchSize: 16, epochs: 3 };
    expect(report(table)).toMatchObject(expected);
    expect(report(RESULT + table)).toMatchObject(expected);
  });

  test('TrainOutput has the steps that were done', () => {
    const found = report("TrainOutput(global_step=100, training_loss=1.64, metrics={'train_runtime': 200.0, 'train_samples_per_second': 12.0, 'train_steps_per_second': 0.75, 'total_flos': 2.8e14, 'train_loss': 1.64, 'epoch': 2.0})\n");
    expect(found).toMatchObject({ stepMs: 2000, steps: 100, batchSize: 16, epochs: 2, stepsPerEpoch: 50 });
    expect(found.warnings.join()).toContain('stopped at step 100 of about 150');
  });

  test('the last of two trainings', () => {
    expect(report(`TrainOutput(global_step=10, metrics={'train_runtime': 5.0, 'epoch': 1.0})\n${RESULT.replace('300.0', '600.0')}`)).toMatchObject({ jobSeconds: 600, steps: null });
  });

  test('the progress of a notebook', () => {
    const html = "<div>\n  <progress value='500' max='500' style='width:300px'></progress>\n  [500/500 00:54, Epoch 2/2]\n</div>\n";
    expect(report(html)).toMatchObject({ stepMs: 108, steps: 500, epochs: 2, stepsPerEpoch: 250, jobSeconds: 54 });
    expect(report(`${html}TrainOutput(global_step=500, metrics={'train_runtime': 54.5, 'epoch': 2.0})\n`)).toMatchObject({ stepMs: 109, stepsPerEpoch: 250, epochs: 2, jobSeconds: 54.5 });
    expect(report(`TrainOutput(global_step=90, metrics={'train_runtime': 900, 'epoch': 1.0})\n${html}`)).toMatchObject({ stepMs: 108, steps: 500, jobSeconds: 54 });
    expect(report('[ 72/500 00:10, Epoch 0.29/2]\n').epochs).toBeNull();
    expect(failureOf('[ 72/500 00:10 < 01:00, 7.1 it/s, Epoch 0.28/2]\n').code).toBe('unrecognised');
  });

  test.each(["{'train_runtime': -5.0}", "{'train_runtime': nan}", "{'train_runtime': 0}", `{'train_runtime': ${'9'.repeat(500)}}`])('%s is no result', (text) => {
    expect(failureOf(`${text}\n`).code).toBe('unrecognised');
  });
});
