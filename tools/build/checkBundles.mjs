// What a build must not become: arrows that point the wrong way, and bundles or data over their budget.
// Plain JavaScript, because esbuild.mjs imports it before anything is compiled.
import { readdirSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';

/** @typedef {{ bytes: number }} Output */
/** @typedef {{ imports: readonly { path: string, external?: boolean }[] }} Input */
/** @typedef {{ inputs: Record<string, Input>, outputs: Record<string, Output> }} Metafile the part of esbuild's metafile that is read here */
/** @typedef {{ budgetBytes: number, forbidden: readonly RegExp[], external?: readonly RegExp[] }} Rule */

const AWS_SDK = /(^|\/)node_modules\/@(aws-sdk|smithy)\//;
const AWS = /^src\/aws\//;
const CLI = /^src\/cli\//;
const IMPORTERS = /^src\/(disk\/|core\/profile\/registry\.ts$)/;
const HOST = /^src\/(host\/|extension\.ts$)/;
const WEBVIEW = /^webview\//;
const NOT_SHIPPED = /^(tools|test)\//;
const NODE_BUILTIN = new RegExp(`^(node:.*|(${builtinModules.join('|')})(/.*)?)$`);

/** Per bundle: its size when minified, the inputs it may not hold, and the outside modules it may not ask for. @type {Record<string, Rule>} */
const RULES = {
  extension: { budgetBytes: 400_000, forbidden: [AWS_SDK, AWS, CLI, IMPORTERS, WEBVIEW, NOT_SHIPPED] },
  reader: { budgetBytes: 400_000, forbidden: [AWS_SDK, AWS, CLI, HOST, WEBVIEW, NOT_SHIPPED], external: [/^vscode$/] },
  cli: { budgetBytes: 500_000, forbidden: [AWS_SDK, AWS, HOST, WEBVIEW, NOT_SHIPPED], external: [/^vscode$/] },
  aws: { budgetBytes: 2_000_000, forbidden: [CLI, HOST, WEBVIEW, NOT_SHIPPED], external: [/^vscode$/] },
  webview: { budgetBytes: 500_000, forbidden: [AWS_SDK, AWS, CLI, HOST, NOT_SHIPPED], external: [/^vscode$/, NODE_BUILTIN] },
};

/** What `npm run train` and `npm run catalog` write and the extension ships. */
const DATA_FOLDER = 'media/data';
const DATA_BUDGET_BYTES = 1_500_000;

/** Packages that compute and touch nothing else: the only ones that src/core may use. */
const PURE_PACKAGES = ['fflate', 'ml-cart', 'ml-knn', 'ml-matrix', 'ml-random-forest', 'papaparse'];
const MAY_ENTER_CORE = new RegExp(`^src/core/|(^|/)node_modules/(${PURE_PACKAGES.join('|')})/`);

/** @param {number} bytes */
const kilobytes = (bytes) => `${Math.round(bytes / 1000)} kB`;

/**
 * Size of what a bundle ships: its scripts and styles, without source maps.
 * @param {Metafile} metafile
 */
function shippedBytes({ outputs }) {
  return Object.entries(outputs).reduce((sum, [file, { bytes }]) => (file.endsWith('.map') ? sum : sum + bytes), 0);
}

/**
 * One sentence for each import that breaks an arrow.
 * @param {string} name
 * @param {Metafile} metafile
 * @returns {string[]}
 */
export function brokenArrows(name, { inputs }) {
  const { forbidden, external } = RULES[name] ?? { forbidden: [], external: [] };
  return Object.entries(inputs).flatMap(([file, { imports }]) => {
    const problems = forbidden.some((pattern) => pattern.test(file)) ? [`The ${name} bundle holds ${file}, which does not belong there.`] : [];
    for (const { path, external: outside = false } of imports) {
      if (path === '<runtime>') continue;
      if (outside && external?.some((pattern) => pattern.test(path))) problems.push(`${file} asks for ${path}, which the ${name} bundle cannot have.`);
      else if (file.startsWith('src/core/') && (outside || !MAY_ENTER_CORE.test(path))) problems.push(`${file} imports ${path}, but src/core is pure.`);
    }
    return problems;
  });
}

/**
 * One sentence when a bundle is over its budget.
 * @param {string} name
 * @param {Metafile} metafile
 * @returns {string[]}
 */
export function overBudget(name, metafile) {
  const budget = RULES[name]?.budgetBytes ?? Infinity;
  const bytes = shippedBytes(metafile);
  return bytes > budget ? [`The ${name} bundle has ${kilobytes(bytes)}, over its budget of ${kilobytes(budget)}.`] : [];
}

/**
 * Size of all files in a folder; 0 when there is none.
 * @param {string} folder
 */
export function folderBytes(folder) {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return 0;
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).reduce((sum, file) => {
    const status = statSync(join(folder, file));
    return status.isFile() ? sum + status.size : sum;
  }, 0);
}

/**
 * Prints each bundle's size and every problem. Budgets hold for the production build, arrows always.
 * @param {Record<string, Metafile>} metafiles by bundle
 * @param {{ production: boolean }} options
 * @returns {boolean} whether all is well
 */
export function checkBundles(metafiles, { production }) {
  for (const [name, metafile] of Object.entries(metafiles)) console.log(`${name.padEnd(10)} ${kilobytes(shippedBytes(metafile)).padStart(9)}`);
  const dataBytes = folderBytes(DATA_FOLDER);
  console.log(`${DATA_FOLDER} ${kilobytes(dataBytes).padStart(9)}`);

  const problems = Object.entries(metafiles).flatMap(([name, metafile]) => [
    ...brokenArrows(name, metafile),
    ...(production ? overBudget(name, metafile) : []),
  ]);
  if (dataBytes > DATA_BUDGET_BYTES) problems.push(`${DATA_FOLDER} has ${kilobytes(dataBytes)}, over its budget of ${kilobytes(DATA_BUDGET_BYTES)}.`);
  for (const problem of problems) console.error(problem);
  return problems.length === 0;
}
