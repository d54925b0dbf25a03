/** What the command line does with the user's own prices, discounts, currency and checkpoint interval. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseCommandLine } from '../../../src/cli/arguments';
import type { Advice } from '../../../src/core/advice/advice';
import { repoRoot, sampleWorkspace } from '../../../tools/paths';

const CLI = join(repoRoot, 'dist', 'cli.js');
const RESNET = join(sampleWorkspace, 'resnet18-128px-batch256-g4dn.xlarge.profet.json');
const ANSWERS = ['--anchor', 'g4dn.xlarge', '--step-ms', '264.2', '--batch', '256', '--samples-per-epoch', '5000', '--epochs', '20'];
const run = (...args: string[]) => spawnSync(process.execPath, [CLI, 'recommend', RESNET, ...ANSWERS, ...args], { encoding: 'utf8' });
const advice = (...args: string[]): Advice => {
  const { status, stdout, stderr } = run('--json', ...args);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout) as Advice;
};
const offersOf = (told: Advice, type: string) => told.candidates.find(({ instanceType }) => instanceType === type)?.offers ?? [];

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'instance-advisor-prices-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const priceFile = (content: object): string => {
  const path = join(folder, 'instance-prices.json');
  writeFileSync(path, JSON.stringify({ format: 'ml-instance-advisor/user-prices-1', asOf: '2026-09-01', ...content }));
  return path;
};

describe('the price file', () => {
  test('its price outranks the bundled one and says where it is from', () => {
    const path = priceFile({ prices: [{ instanceType: 'g5.xlarge', usdPerHour: 0.1, note: 'EDP' }] });
    expect(offersOf(advice('--price-file', path), 'g5.xlarge')).toMatchObject([{ usdPerHour: 0.1, layer: 'user', asOf: '2026-09-01', source: 'your price file ("EDP")', stale: false }]);
  });

  test('its machines are targets, whatever purchase options are chosen', () => {
    const told = advice('--price-file', priceFile({ machines: [{ name: 'my.jetson', like: 'g5.xlarge', watts: 60, usdPerKilowattHour: 0.3 }] }), '--purchase', 'spot');
    expect(told.verdict).toMatchObject({ instanceType: 'my.jetson', purchase: 'own' });
    expect(offersOf(told, 'my.jetson')).toMatchObject([{ usdPerHour: 0.018 }]);
  });

  test.each([
    ['damaged', { prices: [{ instanceType: 'g5.xlarge', usdPerHour: -1 }] }, 3, 'The price file "instance-prices.json" is damaged: prices[0].usdPerHour should be a number above 0, but is -1.'],
  ])('a %s one ends the command with the field', (_name, content, exitCode, sentence) => {
    const { status, stdout, stderr } = run('--price-file', priceFile(content));
    expect({ status, stdout }).toEqual({ status: exitCode, stdout: '' });
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain(sentence);
  });

  test('one that is not there is a usage failure', () => {
    const { status, stderr } = run('--price-file', join(folder, 'nowhere.json'));
    expect(status).toBe(2);
    expect(stderr).toMatch(/^The price file ".*nowhere\.json" cannot be read\. Check the name\.\n$/);
  });
});

describe('purchase options', () => {
  test('a discount adds the savings plan: 1.006 less 28 % is 0.72432', () => {
    const offers = offersOf(advice('--discount', '28'), 'g5.xlarge');
    expect(offers.map(({ purchase, usdPerHour, listUsdPerHour }) => [purchase, usdPerHour, listUsdPerHour])).toEqual([['savings-plan', 0.72432, 1.006], ['on-demand', 1.006, null]]);
  });

  test('a savings plan without a discount is said to be unknown', () => {
    expect(advice('--purchase', 'savings-plan,on-demand').warnings).toContain('No savings-plan price is known: your discount in per cent is not set.');
  });

  test('spot carries the band of the advisor, and with a checkpoint interval what lost work costs', () => {
    const plain = offersOf(advice('--purchase', 'spot'), 'g5.xlarge')[0];
    expect(plain).toMatchObject({ purchase: 'spot', interruption: { band: '>20%', asOf: '2025-06-28' }, expected: null, stale: true });
    const told = offersOf(advice('--purchase', 'spot', '--checkpoint-minutes', '30'), 'g5.xlarge')[0];
    // The job of 20 epochs is shorter than half an hour, so the job is the stretch: exp(r R) (exp(r t) - 1) / (r t) - 1 with r = 1 / 730, R = 1 / 6.
    const hours = (told?.usdPerJob?.estimate ?? NaN) / (told?.usdPerHour ?? NaN);
    expect(hours).toBeLessThan(0.5);
    const share = (Math.exp(1 / 730 / 6) * (Math.exp(hours / 730) - 1)) / (hours / 730) - 1;
    expect(told?.expected).toMatchObject({ interruptionsPerMonth: 1, checkpointMinutes: 30, restartMinutes: 10 });
    expect(told?.expected?.overheadShare).toBeCloseTo(share, 9);
    expect(told?.expected?.usdPerJob?.estimate).toBeCloseTo((told?.usdPerJob?.estimate ?? NaN) * (1 + share), 12);
    expect(told?.usdPerEpoch).toEqual(plain?.usdPerEpoch);
  });

  test('managed spot names its assumption, in the warnings too', () => {
    const told = advice('--purchase', 'sagemaker-spot', '--region', 'us-west-2');
    const sentence = 'Managed spot training is assumed to save what EC2 spot saves on EC2 on-demand: AWS publishes no rate for it.';
    expect(offersOf(told, 'g5.xlarge')[0]).toMatchObject({ purchase: 'sagemaker-spot', assumption: sentence });
    expect(told.warnings).toContain(sentence);
  });
});

describe('reports', () => {
  test('costs in the user\'s currency stand beside US dollars: 0.92 of each figure', () => {
    const told = advice('--currency', 'EUR=0.92');
    expect(told.currency).toEqual({ code: 'EUR', perUsd: 0.92 });
    const { stdout } = run('--currency', 'EUR=0.92');
    const [first] = told.candidates;
    const euros = ((first?.offers[0]?.usdPerEpoch?.estimate ?? NaN) * 0.92).toPrecision(3);
    expect(stdout).toContain('EUR/epoch');
    expect(stdout).toContain('$/epoch');
    expect(stdout).toContain(`EUR ${Number(euros)}`);
    expect(stdout).toContain('1 USD = 0.92 EUR, your rate; prices are in US dollars.');
    expect(run('--currency', 'EUR=0.92', '--csv').stdout).toMatch(/,EUR,0\.92\n/);
  });

  test('stale prices carry a mark that is explained, every price its layer, and what is not included is said', () => {
    const { stdout } = run();
    expect(stdout).toMatch(/2026-07-20\* bundled/); // bundled long before any day on which this test can run
    expect(stdout).toContain('* older than 7 days (spot: 1 hour).');
    expect(stdout).toContain('Storage and data transfer are not included.');
    expect(run('--markdown').stdout).toContain('Storage and data transfer are not included.');
    expect(run('--purchase', 'spot', '--markdown').stdout).toContain('Interrupted &gt;20% of a month');
  });
});

test('no AWS code is loaded unless live prices are asked for', () => {
  const script = `process.argv.splice(1, 0, 'node'); process.on('exit', () => console.error(Object.keys(require.cache).join(' '))); require(${JSON.stringify(CLI)});`;
  const { stderr } = spawnSync(process.execPath, ['-e', script, 'recommend', RESNET, ...ANSWERS, '--purchase', 'on-demand,spot'], { encoding: 'utf8' });
  expect(stderr).toContain('cli.js');
  expect(stderr).not.toMatch(/aws\.js|@aws-sdk/);
});

test.each([
  ['--discount 100', '--discount must be per cent below 100, not "100"'],
  ['--discount 0', '--discount must be a number above 0, not "0"'],
  ['--checkpoint-minutes soon', '--checkpoint-minutes must be a number above 0, not "soon"'],
  ['--currency 0.92', 'The currency must be a code and what one US dollar is in it, such as EUR=0.92, not "0.92".'],
])('%s is a usage failure', (line, sentence) => {
  const parsed = parseCommandLine(['recommend', 'a', ...line.split(' ')]);
  expect(parsed.ok ? '' : parsed.failure.message).toContain(sentence);
});
