import { describe, expect, test } from 'vitest';
import { parseCommandLine } from '../../../src/cli/arguments';

const parse = (line: string) => parseCommandLine(line.split(' ').filter((word) => word !== ''));

test('all options of recommend', () => {
  const parsed = parse('recommend a.json --anchor ml.g4dn.xlarge --step-ms 12.5 --batch 64 --samples-per-epoch 50000 --epochs 3 --precision tf32 '
    + '--region eu-west-1 --targets g5.xlarge,p4d.24xlarge --purchase spot,on-demand --prices live --budget 4.5 --deadline 90m --json');
  expect(parsed).toEqual({
    ok: true,
    value: {
      command: 'recommend', file: 'a.json', format: 'json', anchor: 'g4dn.xlarge', stepMs: 12.5, batchSize: 64, samplesPerEpoch: 50_000, epochs: 3,
      precision: 'tf32', region: 'eu-west-1', targets: ['g5.xlarge', 'p4d.24xlarge'], purchases: ['on-demand', 'spot'], livePrices: true,
      budgetUsd: 4.5, deadlineSeconds: 5400,
    },
  });
});

test('defaults are on-demand in us-east-1 at bundled prices, as a table', () => {
  expect(parse('recommend a.json')).toEqual({
    ok: true,
    value: { command: 'recommend', file: 'a.json', format: 'text', region: 'us-east-1', purchases: ['on-demand'], livePrices: false },
  });
});

test('what-if questions', () => {
  const whatIf = (line: string) => {
    const parsed = parse(`recommend a.json ${line}`);
    return parsed.ok && parsed.value.command === 'recommend' ? parsed.value.whatIf : undefined;
  };
  expect(whatIf('')).toBeUndefined();
  expect(whatIf('--what-if-batch 64')).toEqual({ batchSize: 64 });
  expect(whatIf('--what-if-pixels 128:224')).toEqual({ pixels: { from: 128, to: 224 } });
  expect(whatIf('--what-if-batch 64 --second-batch 32 --second-step-ms 12.5')).toEqual({ batchSize: 64, second: { batchSize: 32, stepMs: 12.5 } });
});

test.each([['90m', 5400], ['3h', 10_800], ['2d', 172_800], ['45 min', 2700], ['30', 30]])('deadline %s is %d s', (text, seconds) => {
  expect(parseCommandLine(['recommend', 'a', '--deadline', text])).toMatchObject({ value: { deadlineSeconds: seconds } });
});

describe('usage failures name the flag and what was given', () => {
  test.each([
    ['', 'No command'],
    ['predict a.json', '"predict" is not a command'],
    ['recommend', 'recommend needs a file'],
    ['recommend a b', '"b" is one too many'],
    ['recommend a --batch -3', '--batch must be a number above 0, not "-3"'],
    ['recommend a --batch 2.5', '--batch must be a whole number'],
    ['recommend a --batch zero', '--batch must be a number above 0, not "zero"'],
    ['recommend a --step-ms 0', '--step-ms must be a number above 0'],
    ['recommend a --step-ms Infinity', '--step-ms must be a number above 0'],
    ['recommend a --epochs 1e99', '--epochs must be a whole number'],
    ['recommend a --precision fp8', '--precision must be fp32 or tf32 or amp, not "fp8"'],
    ['recommend a --purchase cash', '--purchase must be on-demand or savings-plan or spot or sagemaker or sagemaker-spot or sagemaker-hosting, not "cash"'],
    ['recommend a --region Mars', '--region must be an AWS region'],
    ['recommend a --anchor T4', '--anchor must be an instance type such as g4dn.xlarge, not "T4"'],
    ['recommend a --deadline soon', '--deadline must be a time'],
    ['recommend a --json --csv', 'Choose one of --json and --csv'],
    ['recommend a --what-if-pixels 128', '--what-if-pixels must be two sizes such as 128:224'],
    ['recommend a --what-if-batch 64 --second-batch 32', '--second-batch and --second-step-ms go together'],
    ['recommend a --second-batch 32 --second-step-ms 3', '--second-batch needs --what-if-batch'],
    ['recommend a --bogus 1', "Unknown option '--bogus'"],
    ['inspect a --anchor g4dn.xlarge', 'inspect does not take --anchor'],
  ])('%s', (line, words) => {
    const parsed = parse(line);
    expect(parsed).toMatchObject({ ok: false, failure: { code: 'usage' } });
    const message = parsed.ok ? '' : parsed.failure.message;
    expect(message).toContain(words);
    expect(message.trim().split(/[.!?]\s/)).toHaveLength(1);
  });
});
