/** `tensorflow_stats.pb`: the table that TensorFlow 2.2 to 2.5 wrote, `TfStatsDatabase` of tensorflow/core/profiler/protobuf/tf_stats.proto. */

import { fail, success, type Result } from '../../failure';
import type { Content } from '../content';
import { WireError, WireMessage, doubleField, lengthField, varintField } from '../protobuf/wireMessage';
import { withStream, type WireStream } from '../protobuf/wireStream';
import { quote } from '../quote';
import type { OpTable } from './opTable';
import { partOfTable, type PartReader } from './part';
import { readRows, type StatsRecord } from './rows';

const ID = 'tensorflow-stats-pb';

/** Fields of TfStatsDatabase and TfStatsTable. */
const WITH_IDLE = lengthField(4);
const WITHOUT_IDLE = lengthField(5);
const RECORD = lengthField(1);

/** Columns under the ids that the same table has as JSON, and the field of TfStatsRecord that holds each. */
const COLUMNS: readonly (readonly [string, number])[] = [
  ['host_or_device', lengthField(2)], ['type', lengthField(3)], ['operation', lengthField(4)],
  ['occurrences', varintField(5)], ['total_time', doubleField(6)], ['total_self_time', doubleField(8)],
];

/** Reads the table with idle; of a file that is cut short, its whole records. */
export const tensorflowStatsPb: PartReader = {
  id: ID,
  sniff: ({ bytes }) => isStatsDatabase(bytes),
  read: (file) => {
    const table = readTable(file);
    return table.ok ? success(partOfTable(table.value)) : table;
  },
};

/** A table that starts with a record that starts with its rank or its place. */
function isStatsDatabase(bytes: Uint8Array): boolean {
  try {
    return withStream([bytes], (stream) => {
      if (!stream.next() || (stream.tag !== WITH_IDLE && stream.tag !== WITHOUT_IDLE)) return false;
      if (!stream.next(stream.enter()) || stream.tag !== RECORD) return false;
      const record = new WireMessage(stream.take() ?? new Uint8Array());
      while (record.next()) if (record.tag === lengthField(2)) return /^(host|device)$/i.test(record.text(10));
      return false;
    });
  } catch (error) {
    if (error instanceof WireError) return false;
    throw error;
  }
}

function readTable(file: Content): Result<OpTable> {
  const { records, problem } = readRecords(file);
  if (problem === 'malformed' || (problem !== undefined && records.length === 0)) {
    return fail('damaged', `${quote(file.name)} is damaged after ${records.length} records.`, 'Copy it again from the machine that was profiled, as a binary file.');
  }
  const rows = readRows({ fileName: file.name, columns: COLUMNS.map(([name]) => [name]), records });
  if (!rows.ok) return rows;
  const warnings = problem === undefined ? [] : [`The table is cut short after ${records.length} records: its times are lower bounds.`];
  return success({ fileName: file.name, format: ID, rows: rows.value, hasIdle: true, namedBy: 'op', warnings });
}

/** The records of the first table that has any, the one with idle; `problem` says why they are not all. */
function readRecords(file: Content): { readonly records: readonly StatsRecord[]; readonly problem?: WireError['kind'] } {
  const records: StatsRecord[] = [];
  try {
    withStream([file.whole()], (stream) => {
      while (records.length === 0 && stream.next()) if (stream.tag === WITH_IDLE || stream.tag === WITHOUT_IDLE) readRecordsInto(records, stream);
    });
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return { records, problem: error.kind };
  }
  return { records };
}

function readRecordsInto(records: StatsRecord[], stream: WireStream): void {
  const end = stream.enter();
  while (stream.next(end)) {
    const bytes = stream.tag === RECORD ? stream.take() : undefined;
    if (bytes !== undefined) records.push({ where: `record ${records.length + 1}`, cells: cellsOf(new WireMessage(bytes)) });
  }
}

/** In proto3 a number that is 0 and a text that is empty are not written. */
function cellsOf(record: WireMessage): unknown[] {
  const cells: unknown[] = ['', '', '', 0, 0, 0];
  while (record.next()) {
    const column = COLUMNS.findIndex(([, tag]) => tag === record.tag);
    if (column !== -1) cells[column] = column < 3 ? record.text() : column === 3 ? record.number() : record.double();
  }
  return cells;
}
