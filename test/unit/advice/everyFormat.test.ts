import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { advise } from '../../../src/core/advice/advise';
import { assembleKnowledge } from '../../../src/core/advice/knowledge';
import { buildRequest } from '../../../src/core/advice/request';
import type { Profile } from '../../../src/core/profile/profile';
import { IMPORTERS, isMonitor, SCANNERS } from '../../../src/core/profile/registry';
import { readSamples } from '../../../tools/formats/report';
import { repoRoot } from '../../../tools/paths';
import { describeShared, SHARED } from '../shared';

describeShared('recommend runs from every format that has a sample', () => {
  const loaded = assembleKnowledge((file) => readFileSync(join(repoRoot, 'media', 'data', file), 'utf8'));
  if (!loaded.ok) throw new Error(loaded.failure.message);
  const knowledge = loaded.value;
  const byFormat = new Map<string, Profile[]>();
  for (const { result } of readSamples(SHARED)) {
    if (result.ok) byFormat.set(result.value.format, [...(byFormat.get(result.value.format) ?? []), result.value]);
  }
  const formats = [...byFormat.keys()].filter((format) => !isMonitor(format)).sort();

  test('nearly every format has one', () => {
    const known = [...IMPORTERS, ...SCANNERS].filter(({ monitor }) => monitor !== true).length;
    expect(formats.length).toBeGreaterThan(0.6 * known);
  });

  /** Advice from the profile on the given anchor, the step given where the file has none; or why not. */
  const adviceOn = (anchor: string, profile: Profile) => {
    const answers = { anchor, batchSize: 32, samplesPerEpoch: 50_000, ...(profile.stepMs === undefined ? { stepMs: 100 } : {}) };
    const request = buildRequest({ name: 'run', profile }, answers, { region: 'us-east-1', purchases: ['on-demand'] }, knowledge);
    return request.ok ? advise(request.value, knowledge) : request;
  };

  test.each(formats)('%s', (format) => {
    const outcomes = (byFormat.get(format) ?? []).flatMap((profile) => ['g4dn.xlarge', 'c7i.2xlarge'].map((anchor) => ({ profile, advice: adviceOn(anchor, profile) })));
    // What cannot be predicted is refused with a reason: inference, a TPU, another precision, a GPU's profile on a CPU type.
    for (const { advice } of outcomes) if (!advice.ok) expect(advice.failure).toMatchObject({ code: 'unpredictable', message: expect.stringMatching(/^[^\n]{10,600}\.$/) as string });
    const given = outcomes.flatMap(({ profile, advice }) => (advice.ok ? [{ profile, advice: advice.value }] : []));
    expect(given.length).toBeGreaterThan(0);
    for (const { profile, advice } of given) {
      const others = advice.candidates.filter(({ instanceType }) => instanceType !== advice.anchor.instanceType);
      expect(others.length).toBeGreaterThan(0);
      for (const { stepMs, why, predictedOpFamilies } of others) {
        expect(stepMs.low).toBeGreaterThan(0);
        expect(stepMs.high).toBeGreaterThan(stepMs.low);
        // Without op times the prediction says so, and claims no mix of work.
        if (profile.ops.length > 0) continue;
        expect(predictedOpFamilies).toBeNull();
        expect(why.join(' ')).toMatch(/no op (?:profile|times)|benchmark of all vCPUs|has the same GPU/);
      }
    }
  });
});
