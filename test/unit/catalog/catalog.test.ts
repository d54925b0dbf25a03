import { describe, expect, test } from 'vitest';
import { launchability } from '../../../src/core/catalog/launchability';
import { loadCatalog } from '../../../src/core/catalog/loadCatalog';
import { bundledCatalog } from '../pricing/bundled';

const catalog = bundledCatalog();

describe('bundled catalog', () => {
  test('holds every type of the table, and says which devices they have', () => {
    expect(catalog.instanceTypes).toHaveLength(535);
    expect(catalog.instanceTypes.filter((type) => type.accelerator !== undefined)).toHaveLength(95);
    for (const { name, accelerator } of catalog.instanceTypes) {
      if (accelerator !== undefined) expect(catalog.device(accelerator.device), name).toBeDefined();
    }
  });

  // Published specifications of AWS.
  test.each([
    ['g4dn.xlarge', { vCpus: 4, memoryGiB: 16, architecture: 'x86_64', accelerator: { device: 'T4', count: 1, memoryGiB: 16 } }],
    ['p2.xlarge', { vCpus: 4, memoryGiB: 61, accelerator: { device: 'K80', count: 1, memoryGiB: 12 } }],
    ['p3dn.24xlarge', { vCpus: 96, accelerator: { device: 'V100 32GB', count: 8, memoryGiB: 32 } }],
    ['p4de.24xlarge', { accelerator: { device: 'A100 80GB', count: 8, memoryGiB: 80 } }],
    ['g6f.large', { accelerator: { device: 'L4', count: 0.125, memoryGiB: 2.79 } }],
    ['trn2.48xlarge', { accelerator: { device: 'Trainium2', count: 16, memoryGiB: 96 } }],
    ['c7g.xlarge', { vCpus: 4, memoryGiB: 8, architecture: 'arm64', processor: 'AWS Graviton3', burstable: false }],
    ['t3.medium', { vCpus: 2, memoryGiB: 4, burstable: true }],
  ])('%s', (name, expected) => {
    expect(catalog.find(name)).toMatchObject(expected);
  });

  test('SageMaker names and capitals find the same type; others find nothing', () => {
    expect(catalog.find(' ml.G5.xlarge')?.name).toBe('g5.xlarge');
    expect(catalog.find('g5')).toBeUndefined();
  });

  test('disputed and unchecked figures are marked or absent', () => {
    expect(catalog.device('A10G')).toMatchObject({ verified: false, memoryGiB: 22.35, memoryBandwidthGBs: 600 });
    expect(catalog.device('A10G')).not.toHaveProperty('fp16TensorTflops'); // three sources, three figures
    expect(catalog.device('Trainium2')).toMatchObject({ verified: false });
    expect(catalog.device('T4')).toMatchObject({ verified: true, fp32Tflops: 8.1, fp16TensorTflops: 65 });
    expect(catalog.device('A100')?.memoryBandwidthGBs).toBe(1555);
    expect(catalog.device('A100 80GB')?.memoryBandwidthGBs).toBe(2039);
  });
});

describe('launchability', () => {
  test('retired types cannot be launched, with the date of their last listing', () => {
    expect(launchability(catalog, 'p3.2xlarge', 'us-east-1')).toEqual({ launchable: false, reason: 'p3.2xlarge is retired: AWS stopped listing it after 2026-04-01.' });
    const retired = catalog.instanceTypes.filter((type) => type.retired !== undefined);
    expect([...new Set(retired.map((type) => type.name.split('.')[0]))].sort()).toEqual(['dl1', 'g3', 'g3s', 'p2', 'p3']);
    for (const { name, launchableIn } of retired) {
      expect(launchableIn).toEqual([]);
      expect(launchability(catalog, name, 'ap-south-1').launchable).toBe(false);
    }
  });

  test('offered, not offered, unknown', () => {
    expect(launchability(catalog, 'g6.xlarge', 'us-east-1')).toEqual({ launchable: true });
    expect(launchability(catalog, 'ml.g6.xlarge', 'eu-west-1')).toEqual({ launchable: false, reason: 'g6.xlarge is not offered in eu-west-1 (offerings of 2026-08-01).' });
    expect(launchability(catalog, 'g6.xlarge', 'ap-south-1')).toEqual({
      launchable: null,
      reason: 'Whether g6.xlarge can be launched in ap-south-1 is unknown: the offerings of 2026-08-01 cover only us-east-1, us-east-2, us-west-2, eu-west-1, eu-central-1, ap-northeast-1, ap-northeast-2.',
    });
    expect(launchability(catalog, 'x9.large', 'us-east-1')).toEqual({
      launchable: null, reason: 'Whether x9.large can be launched in us-east-1 is unknown: the catalog of 2026-08-01 does not have this type.',
    });
  });
});

describe('a damaged catalog is refused by the name of its field', () => {
  const type = { name: 'g5.xlarge', vCpus: 4, memoryGiB: 16, architecture: 'x86_64', processor: 0, accelerator: { device: 'A10G', count: 1, memoryGiB: 22.35 }, launchableIn: [0] };
  const good = {
    format: 'ml-instance-advisor/catalog-1', offeringsAsOf: '2026-08-01', offeringRegions: ['us-east-1'], processors: ['AMD EPYC 7R32'],
    devices: [{ name: 'A10G', vendor: 'NVIDIA', verified: false, source: 'list' }], instanceTypes: [type],
  };

  test('the good one is read', () => {
    const result = loadCatalog(good);
    expect(result.ok && result.value.find('g5.xlarge')).toEqual({ ...type, processor: 'AMD EPYC 7R32', burstable: false, launchableIn: ['us-east-1'] });
  });

  test.each([
    ['[]', [], 'the document should be an object, but is []'],
    ['a count of CPUs as text', { ...good, instanceTypes: [{ ...type, vCpus: 'x' }] }, 'instanceTypes[0].vCpus should be a number above 0, but is "x"'],
    ['no memory', { ...good, instanceTypes: [type, { ...type, memoryGiB: undefined }] }, 'instanceTypes[1].memoryGiB should be a number above 0, but is missing'],
    ['a region out of range', { ...good, instanceTypes: [{ ...type, launchableIn: [1] }] }, 'instanceTypes[0].launchableIn[0] should be an index into offeringRegions, but is 1'],
    ['an unknown device', { ...good, devices: [] }, 'instanceTypes[0].accelerator.device should be a name in devices, but is "A10G"'],
    ['a strange architecture', { ...good, instanceTypes: [{ ...type, architecture: 'mips' }] }, 'instanceTypes[0].architecture should be "x86_64" or "arm64", but is "mips"'],
    ['a device without source', { ...good, devices: [{ name: 'A10G', vendor: 'NVIDIA', verified: true }] }, 'devices[0].source should be a text, but is missing'],
  ])('%s', (_name, json, sentence) => {
    expect(loadCatalog(json)).toMatchObject({ ok: false, failure: { code: 'damaged', message: `The instance catalog is damaged: ${sentence}.` } });
  });
});
