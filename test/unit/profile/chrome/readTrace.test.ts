import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NameTable } from '../../../../src/core/profile/chrome/nameTable';
import { readTrace, type TraceEnd } from '../../../../src/core/profile/chrome/readTrace';
import { keyBytes } from '../../../../src/core/profile/chrome/jsonBytes';

fc.configureGlobal({ seed: 42, numRuns: 300 });

/** One event as far as the reader shows it; times relative to the first that is not metadata. */
interface Seen {
  readonly phase: string;
  readonly category: string;
  readonly name: string;
  readonly pid: string;
  readonly tid: string;
  readonly startUs: number;
  readonly durationUs: number;
  readonly device: number;
  readonly dims: unknown;
}

interface Reading {
  readonly events: readonly Seen[];
  readonly headers: Readonly<Record<string, unknown>>;
  readonly end: TraceEnd;
}

const DEVICE = keyBytes('device');
const DIMS = keyBytes('Input Dims');

function readPieces(pieces: Iterable<Uint8Array>): Reading {
  const names = new NameTable();
  const events: Seen[] = [];
  const headers: Record<string, unknown> = {};
  const end = readTrace(pieces, {
    header(key, value) { headers[key] = value; },
    event(event) {
      events.push({
        phase: event.phase === 0 ? '' : String.fromCharCode(event.phase),
        category: names.text(event.categoryIn(names)), name: names.text(event.nameIn(names)),
        pid: names.text(event.processIn(names)), tid: names.text(event.threadIn(names)),
        startUs: event.startUs, durationUs: event.durationUs, device: event.argNumber(DEVICE), dims: event.argValue(DIMS),
      });
      return true;
    },
  });
  return { events, headers, end };
}

function inPieces(bytes: Uint8Array, length: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / length) }, (_, index) => bytes.subarray(index * length, (index + 1) * length));
}

function readText(text: string): Reading {
  return readPieces([Buffer.from(text)]);
}

/** The same by JSON.parse. */
function parsedEvents(text: string): Omit<Seen, 'startUs' | 'durationUs'>[] {
  const document = JSON.parse(text) as { traceEvents?: Record<string, unknown>[] } | Record<string, unknown>[];
  return (Array.isArray(document) ? document : document.traceEvents ?? []).map((event) => {
    const args = (event['args'] ?? {}) as Record<string, unknown>;
    const word = (key: string): string => {
      const value = event[key];
      return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
    };
    return {
      phase: word('ph').slice(0, 1), category: word('cat'), name: word('name'), pid: word('pid'), tid: word('tid'),
      device: args['device'] === undefined ? Number.NaN : Number(args['device']), dims: args['Input Dims'],
    };
  });
}

const word = fc.oneof(fc.constantFrom('cpu_op', 'kernel', 'aten::conv2d', 'void f<float, 4>(char*)', ']}', '{"a":[', 'a\\b"c', 'größe', '\u2028', ''), fc.string({ unit: 'grapheme', maxLength: 40 }));
const id = fc.oneof(fc.nat(), fc.stringMatching(/^\d{1,20}$/));
const event = fc.record({
  ph: fc.constantFrom('X', 'B', 'i', 'f'), cat: word, name: word, pid: id, tid: id,
  ts: fc.nat(1e9), dur: fc.nat(1e6), s: word,
  args: fc.record({ device: fc.nat(16), 'Input Dims': fc.array(fc.array(fc.nat(9999))), 'Call stack': word, other: fc.jsonValue() }, { requiredKeys: [] }),
}, { requiredKeys: ['ph', 'ts'] });
const document = fc.record({
  before: fc.dictionary(fc.constantFrom('schemaVersion', 'deviceProperties', 'INFO'), fc.jsonValue()), events: fc.array(event, { maxLength: 12 }),
  after: fc.dictionary(fc.constantFrom('traceName', 'distributedInfo'), fc.jsonValue()), indent: fc.constantFrom(0, 1, 2, '\t'), isList: fc.boolean(),
}).map(({ before, events, after, indent, isList }) => JSON.stringify(isList ? events : { ...before, traceEvents: events, ...after }, null, indent));

describe('any valid trace', () => {
  test('is read as JSON.parse reads it', () => {
    fc.assert(fc.property(document, (text) => {
      const { events, end } = readText(text);
      expect(end.isCut).toBe(false);
      expect(events.map(({ phase, category, name, pid, tid, device, dims }) => ({ phase, category, name, pid, tid, device, dims }))).toEqual(parsedEvents(text));
    }));
  });

  test('has the times of JSON.parse, counted from the first', () => {
    fc.assert(fc.property(fc.array(event, { minLength: 1, maxLength: 12 }), (list) => {
      const origin = list[0]?.ts ?? 0;
      expect(readText(JSON.stringify(list)).events.map(({ startUs, durationUs }) => [startUs, durationUs]))
        .toEqual(list.map(({ ts, dur }) => [ts - origin, dur ?? Number.NaN]));
    }));
  });

  test('is the same in pieces of any length', () => {
    fc.assert(fc.property(document, fc.integer({ min: 1, max: 40 }), (text, length) => {
      expect(readPieces(inPieces(Buffer.from(text), length))).toEqual(readText(text));
    }));
  });

  test('cut at any byte gives exactly its whole events, and says so', () => {
    fc.assert(fc.property(fc.array(event, { maxLength: 12 }), fc.double({ min: 0, max: 1, noNaN: true }), (list, share) => {
      const parts = list.map((entry) => Buffer.from(JSON.stringify(entry)));
      const bytes = Buffer.concat([Buffer.from('{"traceEvents":['), ...parts.flatMap((part) => [part, Buffer.from(' ,')]), Buffer.from('],"traceName":"t"}')]);
      const length = Math.floor(share * bytes.length);
      let [end, whole] = ['{"traceEvents":['.length, 0];
      for (const part of parts) {
        if (end + part.length <= length) whole++;
        end += part.length + 2;
      }
      const reading = readPieces([bytes.subarray(0, length)]);
      expect(reading.events).toEqual(readPieces([bytes]).events.slice(0, whole));
      expect(reading.end).toEqual({ events: whole, isCut: 0 < length && length < bytes.length, oversized: 0 });
    }));
  });

  test('damaged in any byte neither throws nor hangs nor gives impossible times', () => {
    fc.assert(fc.property(document, fc.array(fc.tuple(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.nat(255)), { minLength: 1, maxLength: 6 }), (text, edits) => {
      const bytes = Buffer.from(text);
      for (const [share, byte] of edits) bytes[Math.floor(share * bytes.length)] = byte;
      for (const { startUs, durationUs } of readPieces(inPieces(bytes, 7)).events) {
        expect(Math.abs(startUs)).not.toBe(Number.POSITIVE_INFINITY);
        expect(Number.isNaN(durationUs) || (durationUs >= 0 && Number.isFinite(durationUs))).toBe(true);
      }
    }));
  });
});

describe('headers', () => {
  test('before and after the events, in any order', () =>
    expect(readText('{"schemaVersion": 1, "traceEvents": [{"ph":"X"}], "distributedInfo": {"world_size": 2}, "n": NaN}').headers)
      .toEqual({ schemaVersion: 1, distributedInfo: { world_size: 2 } }));
  test('one of 5 MB is passed over, and what follows is read', () => {
    const { headers, events } = readPieces(inPieces(Buffer.from(`{"INFO": ["${'x\\"]}'.repeat(1_200_000)}"], "traceEvents": [{"ph":"X","name":"a"}], "traceName": "t"}`), 2 ** 18));
    expect(headers).toEqual({ traceName: 't' });
    expect(events).toHaveLength(1);
  });
});

describe('numbers', () => {
  test.each([
    ['12', 12], ['12.5', 12.5], ['1e3', 1000], ['1.5E-2', 0.015], ['"7.25"', 7.25], ['0.001', 0.001], ['+3', 3],
    ['123456.500000000000000000000001', 123456.5],
    ['-1', Number.NaN], ['NaN', Number.NaN], ['Infinity', Number.NaN], ['-Infinity', Number.NaN], ['1e999', Number.NaN], ['null', Number.NaN], ['""', Number.NaN],
    ['"abc"', Number.NaN], ['{}', Number.NaN], ['[1]', Number.NaN], ['true', Number.NaN], ['0x10', Number.NaN], ['"1,5"', Number.NaN], ['9e15', Number.NaN],
    [`1${'0'.repeat(500)}`, Number.NaN],
  ])('a duration of %s', (text, us) => expect(readText(`[{"ph":"X","ts":1,"dur":${text}}]`).events[0]?.durationUs).toBe(us));

  test('nanoseconds behind 16 digits are kept, where a double would round to quarters of a microsecond', () => {
    const { events } = readText('[{"ph":"X","ts":1712195495519689.047},{"ph":"X","ts":1712195495519689.048},{"ph":"X","ts":1712195495519695.812}]');
    expect(events.map(({ startUs }) => Math.round(startUs * 1000 - (events[0]?.startUs ?? 0) * 1000))).toEqual([0, 1, 6765]);
  });
  test('ids above 2^53 stay apart, and a number is the same id as its string', () => {
    const { events } = readText('[{"ph":"X","ts":1,"pid":10159970886766084423,"tid":1},{"ph":"X","ts":1,"pid":10159970886766084424,"tid":"1"}]');
    expect(events.map(({ pid }) => pid)).toEqual(['10159970886766084423', '10159970886766084424']);
    expect(events.map(({ tid }) => tid)).toEqual(['1', '1']);
  });
  test('times of metadata are not the origin', () =>
    expect(readText('[{"ph":"M","ts":0,"name":"process_name"},{"ph":"X","ts":5000},{"ph":"X","ts":4990}]').events.map(({ startUs }) => startUs)).toEqual([Number.NaN, 0, -10]));
});

describe('forgiving', () => {
  test.each([
    ['a list without closing bracket, as Horovod leaves it', '[\n{"ph":"X","name":"a"},\n{"ph":"X","name":"b"},\n', 2, false],
    ['a list that ends in an event', '[{"ph":"X","name":"a"},{"ph":"X","na', 1, true],
    ['an object without end', '{"traceEvents":[{"ph":"X","name":"a"}', 1, true],
    ['an object that ends behind its events', '{"traceEvents":[{"ph":"X","name":"a"}]', 1, true],
    ['missing commas', '[{"ph":"X" "name":"a"} {"ph":"X","name":"b"}]', 2, false],
    ['what is no event', '[1,null,"}{",[{"ph":"X"}],{"ph":"X","name":"a"}]', 1, false],
    ['invalid escapes', '[{"ph":"X","name":"a\\x\\q","args":{"s":"\\"}}"}},{"ph":"X"}]', 2, false],
    ['line breaks in strings', '[{"ph":"X","name":"a\n\tb"}]', 1, false],
    ['an empty last event, as TensorFlow writes it', '[{"ph":"X","name":"a"},{}]', 2, false],
    ['text behind the end', '[{"ph":"X"}] trailing {', 1, false],
    ['no trace', 'hello', 0, false],
    ['traceEvents that is no list', '{"traceEvents": {"a": [1]}, "x": 1}', 0, false],
    ['stray closing brackets', '{]]"a":]],"traceEvents":[}}{"ph":"X",]"name":"a"}]}', 1, false],
  ])('%s', (_, text, count, isCut) => {
    const { end } = readText(text);
    expect(end).toEqual({ events: count, isCut, oversized: 0 });
    expect(readPieces(inPieces(Buffer.from(text), 1)).end).toEqual(end);
  });

  test('of a key that stands twice the last counts', () =>
    expect(readText('[{"ph":"i","ph":"X","name":"a","name":"b","dur":1,"dur":2,"ts":1}]').events[0]).toMatchObject({ phase: 'X', name: 'b', durationUs: 2 }));

  test.each([
    ['nesting', `{"ph":"X","args":${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}}`, 0],
    ['a string', `{"ph":"X","args":{"s":"${'\\\\\\"'.repeat(500_000)}"}}`, 0],
    ['a string beyond what is kept', `{"ph":"X","args":{"s":"${'\\\\\\"}'.repeat(1_000_000)}"}}`, 1],
  ])('%s of a million levels or characters', (_, giant, oversized) => {
    const { end, events } = readPieces(inPieces(Buffer.from(`[{"ph":"X","name":"a"},${giant},{"ph":"X","name":"b"}]`), 2 ** 16));
    expect(end).toEqual({ events: 3 - oversized, isCut: false, oversized });
    expect(events.at(-1)?.name).toBe('b');
  });

  test('a string that never ends takes no memory: 64 MB of it are read in pieces of 1 MB', () => {
    function* endless(): Generator<Uint8Array> {
      yield Buffer.from('[{"ph":"X","name":"a"},{"ph":"X","name":"');
      for (let index = 0; index < 64; index++) yield Buffer.alloc(2 ** 20, 'x');
    }
    expect(readPieces(endless()).end).toEqual({ events: 1, isCut: true, oversized: 0 });
  });
});

describe('names', () => {
  test('a hundred thousand different ones do not fill memory: the later share one', () => {
    const names = new NameTable();
    const ids = new Set(Array.from({ length: 100_000 }, (_, index) => {
      const bytes = Buffer.from(`name ${index}`);
      return names.idOf(bytes, 0, bytes.length);
    }));
    expect(ids.size).toBeLessThanOrEqual(2 ** 16 + 1);
    expect(names.text(0)).toBe('name 0');
    expect(names.text(Math.max(...ids))).toBe('(more names)');
  });
  test('are the same only if all bytes are', () => {
    fc.assert(fc.property(fc.array(fc.string({ maxLength: 6 }), { maxLength: 30 }), (words) => {
      const names = new NameTable();
      const ids = words.map((text) => {
        const bytes = Buffer.from(`<${text}>`);
        return names.idOf(bytes, 1, bytes.length - 1);
      });
      expect(new Set(ids).size).toBe(new Set(words.map((text) => Buffer.from(text).toString('hex'))).size);
      for (const [index, text] of words.entries()) expect(ids[index]).toBe(ids[words.indexOf(text)]);
    }));
  });
});
