import { describe, expect, test } from 'vitest';
import { total, vitestOutcome } from '../../../tools/testing/outcome';
import { selectStages } from '../../../tools/testing/stages';

const testOf = (status: string, title: string, ...ancestorTitles: string[]) => ({ status, title, ancestorTitles });

describe('counting a vitest report', () => {
  test('passed, failed and skipped tests over several files', () => {
    const report = {
      testResults: [
        { name: 'a', status: 'passed', assertionResults: [testOf('passed', 'one'), testOf('skipped', 'two', 'needs ../shared'), testOf('pending', 'three', 'needs ../shared')] },
        { name: 'b', status: 'failed', assertionResults: [testOf('failed', 'four'), testOf('todo', 'five')] },
      ],
    };
    const { passed, failed, skipped, skips } = vitestOutcome(report, 1, '');
    expect({ passed, failed, skipped }).toEqual({ passed: 1, failed: 1, skipped: 3 });
    expect(skips).toEqual(['needs ../shared (2 tests)', 'five']);
  });

  test('a file that breaks before its tests run is a failure', () => {
    const report = { testResults: [{ name: 'a', status: 'failed', assertionResults: [] }] };
    expect(vitestOutcome(report, 1, '').failed).toBe(1);
  });

  test('an exit code that no test explains is a failure', () => {
    expect(vitestOutcome({ testResults: [] }, 1, '').failed).toBe(1);
    expect(vitestOutcome(undefined, 1, '').failed).toBe(1);
  });

  test('stages add up', () => {
    const outcome = vitestOutcome({ testResults: [{ name: 'a', status: 'passed', assertionResults: [testOf('passed', 'one')] }] }, 0, '');
    expect(total([outcome, outcome])).toEqual({ passed: 2, failed: 0, skipped: 0 });
  });
});

describe('choosing stages', () => {
  test('a stage brings what it stands on', () => {
    expect([...selectStages(['workbench'])].sort()).toEqual(['build', 'package', 'workbench']);
  });

  test('no name means all', () => {
    expect(selectStages([]).size).toBe(8);
  });

  test('an unknown name is refused with the names there are', () => {
    expect(() => selectStages(['units'])).toThrow(/No stage is called units: choose from lint, types, /);
  });
});
