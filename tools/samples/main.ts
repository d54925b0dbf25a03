/**
 * Writes the sample profiles that ship, media/samples: `tsx tools/samples/main.ts --data DIR`, DIR with the layout of shared/data.
 * Same input, same bytes out.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Sample } from '../../src/core/advice/samples';
import { workloadFigures, type Workload, type WorkloadFigures } from './workloads';

const OUT = join(import.meta.dirname, '../../media/samples');

/** One sample for each kind of run that behaves differently on other hardware. */
const SAMPLES: readonly (Workload & { readonly kind: string })[] = [
  { instance: 'g4dn.xlarge', model: 'ResNet18', pixels: 128, batchSize: 256, kind: 'compute-bound: the GPU is hardly ever idle' },
  { instance: 'g4dn.xlarge', model: 'LeNet5', pixels: 32, batchSize: 64, kind: 'launch-bound: the GPU mostly waits for the host' },
  { instance: 'g4dn.xlarge', model: 'MobileNetV2', pixels: 128, batchSize: 64, kind: 'depthwise convolutions: bound by memory bandwidth; `train.py` is its script' },
  { instance: 'p2.xlarge', model: 'VGG16', pixels: 64, batchSize: 128, kind: 'taken on a retired instance type' },
];

/** Images per epoch in the PROFET measurements, by image size. */
const SAMPLES_PER_EPOCH: Readonly<Record<number, number>> = { 32: 50_000, 64: 5_000, 128: 5_000, 224: 2_000, 256: 2_000 };

function main(): void {
  const { values } = parseArgs({ options: { data: { type: 'string' } } });
  if (values.data === undefined) throw new Error('Usage: tsx tools/samples/main.ts --data DIR');
  mkdirSync(OUT, { recursive: true });
  const lines: string[] = [];
  const index: Sample[] = [];
  for (const sample of SAMPLES) {
    const figures = workloadFigures(values.data, sample);
    writeFileSync(join(OUT, fileName(sample)), `${JSON.stringify([figures.ops], undefined, 1)}\n`);
    lines.push(tableLine(sample, sample.kind, figures));
    index.push(indexEntry(sample, figures));
  }
  writeFileSync(join(OUT, 'samples.json'), `${JSON.stringify(index, undefined, 1)}\n`);
  writeFileSync(join(OUT, 'README.md'), readme(lines));
  console.log(`${SAMPLES.length} samples in media/samples`);
}

function fileName({ instance, model, pixels, batchSize }: Workload): string {
  return `${model.toLowerCase()}-${pixels}px-batch${batchSize}-${instance}.profet.json`;
}

/** What a user would have to answer; the list is read by the editor's *Try a Sample Profile* and by the demo. */
function indexEntry(sample: Workload, { stepMs }: WorkloadFigures): Sample {
  const samplesPerEpoch = SAMPLES_PER_EPOCH[sample.pixels];
  if (samplesPerEpoch === undefined) throw new Error(`The number of samples at ${sample.pixels} pixels is not known`);
  return {
    file: fileName(sample),
    answers: { anchor: sample.instance, stepMs: Number(stepMs.toPrecision(4)), batchSize: sample.batchSize, samplesPerEpoch, epochs: 20 },
  };
}

function tableLine(sample: Workload, kind: string, { ops, stepMs, repeats }: WorkloadFigures): string {
  const deviceUs = Object.entries(ops).reduce((sum, [name, us]) => sum + (name.startsWith('Device_') ? us : 0), 0);
  const cells = [
    `\`${fileName(sample)}\``, sample.model, sample.instance, sample.batchSize, stepMs.toPrecision(4), (deviceUs / 2000).toPrecision(4),
    SAMPLES_PER_EPOCH[sample.pixels], repeats, kind,
  ];
  return `| ${cells.join(' | ')} |`;
}

function readme(lines: readonly string[]): string {
  return `# Sample profiles

Op times of training runs in the JSON form of PROFET: microseconds over **two** steps by \`Device_<op>\` and \`Host_<op>\`.
What the files themselves do not hold, and the extension asks for, is in this table.

| file | model | instance type | batch size | step time, ms | device time per step in the file, ms | samples per epoch | runs | kind |
|---|---|---|---|---|---|---|---|---|
${lines.join('\n')}

Each figure is the median over the runs of one workload, rounded to four digits. The step time was measured without the profiler;
the device time (half the sum of the \`Device_\` figures, idle included) contains the slowing by the profiler.

Source: PROFET, github.com/ddps-lab/profet @e69477fe (MIT), TensorFlow 2 with Keras in fp32 on one GPU, synthetic images in memory.
Written by \`tools/samples/main.ts\`; do not edit by hand. \`train.py\` is an example script made for this project.
`;
}

main();
