// The licences of all packages inside the bundles, as one text: most of them ask to be passed on with the code.
// Plain JavaScript, because esbuild.mjs imports it before anything is compiled.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Folders of the packages (`node_modules/chart.js`) whose files are inputs of the metafiles, sorted.
 * @param {readonly { inputs: Record<string, unknown> }[]} metafiles
 * @returns {string[]}
 */
export function bundledPackages(metafiles) {
  const folders = metafiles.flatMap(({ inputs }) => Object.keys(inputs).flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []));
  return [...new Set(folders)].sort();
}

/**
 * Name, version, licence and licence text of each package; packages with the same text share it.
 * Throws when a package names no licence, because then it must not be shipped.
 * @param {readonly string[]} folders
 */
export function thirdPartyNotices(folders) {
  /** @type {Map<string, string[]>} */
  const byText = new Map();
  for (const folder of folders) {
    const { name, version, license } = /** @type {{ name: string, version: string, license?: string }} */ (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
    if (license === undefined) throw new Error(`${name} names no licence.`);
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file === undefined ? `Licence: ${license}` : readFileSync(join(folder, file), 'utf8').trim();
    byText.set(text, [...(byText.get(text) ?? []), `${name} ${version} (${license})`]);
  }
  const sections = [...byText].map(([text, names]) => `${names.join('\n')}\n\n${text}\n`);
  return `Software inside the bundles of this extension.\n\n${sections.join(`\n${'-'.repeat(80)}\n\n`)}`;
}
