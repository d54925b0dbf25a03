/** `overview_page` and `input_pipeline` as TensorBoard answers them: lists of DataTables with figures as text, rounded, in their properties. */

import type { Summary } from './summary';

type Properties = Readonly<Record<string, string>>;

/** The table of steps has this column. */
const STEP_COLUMN = 'stepnum';

/** Rounded figures have one decimal; a mean of the listed steps that rounds to the same is the finer one. */
const ROUNDING = 0.051;

/** The kind of answer that begins so; the summary of the run is further down than the head of an answer when it lists many steps. */
export function summaryAnswerKind(text: string): 'overview' | 'input-pipeline' | undefined {
  if (!/^\s*\[\s*\{/.test(text) || !/"(?:stepnum|steptime_ms_average)"/.test(text)) return undefined;
  return /"(?:selfTimePercent|host_count|device_core_count|tpu_core_count)"/.test(text) ? 'overview' : 'input-pipeline';
}

/** The figures of an answer, or undefined when it is not whole. */
export function readSummaryAnswer(text: string): Summary | undefined {
  const tables = parsed(text);
  if (!Array.isArray(tables)) return undefined;
  const properties = Object.assign({}, ...tables.map(propertiesOf)) as Properties;
  const times = tables.map(stepTimes).find((found) => found !== undefined);
  const average = amount(properties['steptime_ms_average']);
  return withoutUndefined({
    average: finer(average, times),
    deviation: amount(properties['steptime_ms_standard_deviation']),
    minimum: amount(properties['steptime_ms_minimum']),
    maximum: amount(properties['steptime_ms_maximum']),
    steps: times?.length,
    inputPercent: amount(properties['infeed_percent_average']) ?? percent(amount(properties['infeed_time_ms_avg']), average),
    deviceComputeMs: amount(properties['device_compute_time_ms_avg']) ?? amount(properties['compute_ms_average']) ?? amount(properties['tc_compute_ms_average']),
    deviceType: properties['device_type'] ?? properties['tpu_type'] ?? properties['hardware_type'],
    deviceCount: amount(properties['device_core_count'] ?? properties['tpu_core_count']),
    hostCount: amount(properties['host_count']),
    batchSize: perCore(properties['batch_size']),
  });
}

/** Of the optional figures, those that are known. */
function withoutUndefined(figures: { readonly [Field in keyof Summary]: Summary[Field] | undefined }): Summary {
  return Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== undefined));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function propertiesOf(table: unknown): Properties {
  const properties = isObject(table) && isObject(table['p']) ? table['p'] : {};
  return Object.fromEntries(Object.entries(properties).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

/** Milliseconds of each listed step, its parts (`hostComputeTimeMs`, `inputTimeMs`, ...) added; undefined when the table is another one. */
function stepTimes(table: unknown): number[] | undefined {
  if (!isObject(table) || !Array.isArray(table['cols']) || !Array.isArray(table['rows'])) return undefined;
  const ids = table['cols'].map((column: unknown) => (isObject(column) ? String(column['id']) : ''));
  if (!ids.includes(STEP_COLUMN)) return undefined;
  return table['rows'].map((row: unknown) => {
    const cells: unknown[] = isObject(row) && Array.isArray(row['c']) ? row['c'] : [];
    const values = cells.map((cell) => (isObject(cell) ? cell['v'] : undefined));
    return ids.reduce((sum, id, index) => sum + (id.endsWith('TimeMs') ? Number(values[index]) : 0), 0);
  });
}

function finer(average: number | undefined, times: readonly number[] = []): number | undefined {
  const mean = times.reduce((sum, ms) => sum + ms, 0) / times.length;
  return average !== undefined && Math.abs(mean - average) <= ROUNDING ? mean : average;
}

/** `1114.5`, `81.4%`, `8 (Replica count = 8, num cores per replica = 1)`; undefined for `nan` and nothing. */
function amount(text: string | undefined): number | undefined {
  const [, digits] = /^\s*(\d+(?:\.\d+)?(?:e[+-]?\d+)?)(?![\w.])/i.exec(text ?? '') ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** `1024 (per-core batch size = 128)`: the first is that of all cores together. */
function perCore(text: string | undefined): number | undefined {
  return amount(/per-core batch size = ([^)]*)/.exec(text ?? '')?.[1]);
}

function percent(part: number | undefined, whole: number | undefined): number | undefined {
  return part === undefined || whole === undefined || whole === 0 ? undefined : (100 * part) / whole;
}
