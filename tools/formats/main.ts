/** `npm run formats -- --data DIR`: reads every sample file and writes docs/formats.md. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { repoRoot } from '../paths';
import { formatsReport, readSamples } from './report';

const { values } = parseArgs({ options: { data: { type: 'string' } } });
if (values.data === undefined) {
  console.error('usage: npm run formats -- --data DIR');
  process.exitCode = 2;
} else {
  const rows = readSamples(values.data);
  writeFileSync(join(repoRoot, 'docs', 'formats.md'), formatsReport(rows));
  console.log(`docs/formats.md: ${rows.length} sample files`);
}
