import { expect, test } from 'vitest';
import { bundledPackages, thirdPartyNotices } from '../../../tools/build/thirdPartyNotices.mjs';

test('finds packages, scoped and nested ones too, once each', () => {
  const inputs = {
    'src/core/format.ts': {},
    'node_modules/chart.js/dist/chart.js': {},
    'node_modules/chart.js/dist/helpers.js': {},
    'node_modules/@aws-sdk/client-ec2/index.js': {},
    'node_modules/a/node_modules/b/index.js': {},
  };
  expect(bundledPackages([{ inputs }])).toEqual(['node_modules/@aws-sdk/client-ec2', 'node_modules/a/node_modules/b', 'node_modules/chart.js']);
});

test('passes on the licence text with name and version', () => {
  const text = thirdPartyNotices(['node_modules/fflate']);
  expect(text).toMatch(/fflate \d+\.\d+\.\d+ \(MIT\)/);
  expect(text).toContain('Permission is hereby granted');
});
