/** `nvidia-smi -q -x`, once or in a loop. A few elements are looked for by name: the documents are flat and written by one program. */

import { success, type Result } from '../../failure';
import { wholeTextImporter, type ProfileText } from '../importer';
import type { Profile } from '../profile';
import { numberOf } from './figures';
import { GpuLoad } from './gpuLoad';

/** The importer. */
export const nvidiaSmiXml = wholeTextImporter({
  id: 'nvidia-smi-xml',
  label: 'nvidia-smi -q -x XML',
  monitor: true,
  sniff: ({ text }) => /^\s*(?:<\?xml[^>]{0,200}>)?\s*(?:<!DOCTYPE[^>]{0,200}>)?\s*<nvidia_smi_log>/.test(text),
  read,
});

const MIB = 2 ** 20;

function read({ text }: ProfileText): Result<Profile> {
  const load = new GpuLoad({ busy: 'gpu_util', used: 'fb_memory_usage', total: 'fb_memory_usage', name: 'product_name' });
  let split = false;
  for (const { id, content } of gpusOf(text)) {
    const parts = element(content, 'mig_devices') ?? '';
    split ||= parts.includes('<mig_device>');
    // Each part has a memory element of its own, before the one of the whole GPU.
    const whole = content.replace(parts, '');
    const memory = element(whole, 'fb_memory_usage') ?? '';
    load.add({
      gpu: id,
      name: plainText(element(whole, 'product_name')),
      busyPercent: amount(element(element(whole, 'utilization') ?? '', 'gpu_util'), '%'),
      usedBytes: bytes(element(memory, 'used')),
      totalBytes: bytes(element(memory, 'total')),
    });
  }
  const cut = text.trimEnd().endsWith('</nvidia_smi_log>') ? [] : ['The file is cut short: what follows in it is missing here.'];
  const migs = split ? ['MIG splits a GPU here: the figures are of the whole, and a job sees the smaller memory of its part.'] : [];
  return success({ format: nvidiaSmiXml.id, ...load.fields(), ops: [], warnings: [...cut, ...migs, ...load.warnings()] });
}

/** The GPUs with their PCI addresses; the last one may lack its end. */
function* gpusOf(text: string): Generator<{ id: string; content: string }> {
  for (const part of text.split('<gpu id="').slice(1)) {
    const end = part.indexOf('</gpu>');
    yield { id: part.slice(0, Math.max(0, part.indexOf('"'))), content: end < 0 ? part : part.slice(0, end) };
  }
}

/** What stands inside the first element of a name. */
function element(text: string, name: string): string | undefined {
  const start = text.indexOf(`<${name}>`);
  const end = start < 0 ? -1 : text.indexOf(`</${name}>`, start);
  return end < 0 ? undefined : text.slice(start + name.length + 2, end).trim();
}

/** The number of `23028 MiB` or `8 %`; undefined for `N/A`. */
function amount(text: string | undefined, unit: string): number | undefined {
  const [number = '', given] = text?.split(' ') ?? [];
  return given === unit ? numberOf(number) : undefined;
}

function bytes(text: string | undefined): number | undefined {
  const mebibytes = amount(text, 'MiB');
  return mebibytes === undefined ? undefined : mebibytes * MIB;
}

const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': '\'' };

function plainText(text: string | undefined): string | undefined {
  return text?.replace(/&(?:amp|lt|gt|quot|apos);/g, (entity) => ENTITIES[entity] ?? entity);
}
