/** `xplane.pb`: the message XSpace of tsl/profiler/protobuf/xplane.proto, read twice in pieces, as names stand behind what they name. */

import { WireError, WireMessage, doubleField, lengthField, utf8, varintField } from '../../protobuf/wireMessage';
import { withStream, type WireStream } from '../../protobuf/wireStream';
import { EventReader } from './event';

/** Fields of XSpace, XPlane and XLine. */
const PLANE = lengthField(1);
const PLANE_NAME = lengthField(2);
const LINE = lengthField(3);
const EVENT_METADATA = lengthField(4);
const STAT_METADATA = lengthField(5);
const PLANE_STAT = lengthField(6);
const LINE_NAME = lengthField(2);
const LINE_TIMESTAMP = varintField(3);
const LINE_EVENT = lengthField(4);

/** Names of ops carry their type at the end; beyond this many bytes they are programs in text. */
const MAX_NAME_BYTES = 1024;

/** All names of a file together, bytes; what has more is no profile of a few steps. */
const MAX_NAMES_BYTES = 48 * 2 ** 20;

/** What a plane says of itself. */
export interface Plane {
  readonly name: string;
  /** Names of events and of the kinds of statistics by their ids; the latter also hold texts that statistics refer to. */
  readonly events: ReadonlyMap<number, string>;
  readonly stats: ReadonlyMap<number, string>;
  /** Category of an operation of XLA by the id of its events. */
  readonly categories: ReadonlyMap<number, string>;
  /** Properties of the device. */
  readonly properties: ReadonlyMap<string, number | string>;
}

/** How reading ended: `whole`, `cut` in the middle, or `malformed`. */
export type SpaceEnd = 'whole' | WireError['kind'];

/** Receives the events of one line. */
export interface LineSink {
  event(event: EventReader): void;
  end(): void;
}

/** The planes of the file without their lines. `isWanted` decides by name which are read at all. */
export function readPlanes(pieces: Iterable<Uint8Array>, isWanted: (name: string) => boolean): { readonly planes: readonly Plane[]; readonly end: SpaceEnd } {
  const planes: PlaneBuilder[] = [];
  const budget = { bytes: MAX_NAMES_BYTES };
  const end = walk(pieces, (stream, planeEnd) => {
    const plane = new PlaneBuilder(budget);
    planes.push(plane);
    while (stream.next(planeEnd)) {
      if (plane.name !== '' && !isWanted(plane.name)) continue;
      plane.field(stream);
    }
  });
  return { planes: planes.map((plane) => plane.build()), end };
}

/** The lines of the file; `open` gives the sink of a line by the index of its plane, or undefined to pass it over. */
export function readLines(pieces: Iterable<Uint8Array>, open: (plane: number, line: string, timestampNs: bigint) => LineSink | undefined): SpaceEnd {
  const event = new EventReader();
  let plane = -1;
  return walk(pieces, (stream, planeEnd) => {
    plane++;
    while (stream.next(planeEnd)) if (stream.tag === LINE) readLine(stream, event, (name, timestampNs) => open(plane, name, timestampNs));
  });
}

function walk(pieces: Iterable<Uint8Array>, readPlane: (stream: WireStream, end: number) => void): SpaceEnd {
  try {
    withStream(pieces, (stream) => {
      while (stream.next()) if (stream.tag === PLANE) readPlane(stream, stream.enter());
    });
    return 'whole';
  } catch (error) {
    if (error instanceof WireError) return error.kind;
    throw error;
  }
}

/** Name and time stand before the events; a line of a cut file ends with what it has. */
function readLine(stream: WireStream, event: EventReader, open: (name: string, timestampNs: bigint) => LineSink | undefined): void {
  const end = stream.enter();
  let [name, timestampNs] = ['', 0n];
  let sink: LineSink | undefined;
  let isOpen = false;
  try {
    while (stream.next(end)) {
      if (stream.tag === LINE_NAME) name = textOf(stream.take());
      else if (stream.tag === LINE_TIMESTAMP) timestampNs = stream.bigint();
      else if (stream.tag === LINE_EVENT) {
        if (!isOpen) sink = open(name, timestampNs);
        isOpen = true;
        const bytes = sink && stream.take();
        if (bytes && event.read(bytes)) sink?.event(event);
      }
    }
  } finally {
    sink?.end();
  }
}

function textOf(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? '' : utf8(bytes, MAX_NAME_BYTES);
}

/** Gathers a plane; its own statistics may stand before the names of their kinds. */
class PlaneBuilder {
  name = '';
  private readonly events = new Map<number, string>();
  private readonly stats = new Map<number, string>();
  private readonly texts = new Map<number, Stat[]>();
  private readonly own: Stat[] = [];

  constructor(private readonly budget: { bytes: number }) {}

  field(stream: WireStream): void {
    const { tag } = stream;
    if (tag === PLANE_NAME) this.name = textOf(stream.take());
    else if (tag === EVENT_METADATA || tag === STAT_METADATA) this.metadata(stream.take(), tag);
    else if (tag === PLANE_STAT) this.own.push(readStat(new WireMessage(stream.take() ?? new Uint8Array())));
  }

  build(): Plane {
    const { name, events, stats } = this;
    const category = [...stats].find(([, stat]) => stat === 'hlo_category')?.[0];
    const categories = new Map([...this.texts].flatMap(([id, texts]) => texts.filter((stat) => stat.id === category).map((stat) => [id, String(this.valueOf(stat))] as const)));
    const properties = new Map(this.own.map((stat) => [stats.get(stat.id) ?? '', this.valueOf(stat)]));
    return { name, events, stats, categories, properties };
  }

  private valueOf({ value, refersTo }: Stat): number | string {
    return refersTo === undefined ? value : (this.stats.get(refersTo) ?? '');
  }

  /** An entry of a map: 1 key, 2 the metadata (1 id, 2 name, 5 statistics of an event). */
  private metadata(bytes: Uint8Array | undefined, tag: number): void {
    if (bytes === undefined || bytes.length > this.budget.bytes) return;
    let id = 0;
    let name = '';
    const entry = new WireMessage(bytes);
    while (entry.next()) {
      if (entry.tag === varintField(1)) id = entry.number();
      if (entry.tag !== lengthField(2)) continue;
      const metadata = entry.message();
      while (metadata.next()) {
        if (metadata.tag === lengthField(2)) name = metadata.text(MAX_NAME_BYTES);
        else if (metadata.tag === lengthField(5) && tag === EVENT_METADATA) this.text(id, readStat(metadata.message()));
      }
    }
    this.budget.bytes -= name.length + 64;
    (tag === EVENT_METADATA ? this.events : this.stats).set(id, name);
  }

  /** Which statistic is the category is known only when the names of all are. */
  private text(event: number, stat: Stat): void {
    if (typeof stat.value === 'number' && stat.refersTo === undefined) return;
    const texts = this.texts.get(event);
    if (texts === undefined) this.texts.set(event, [stat]);
    else texts.push(stat);
    this.budget.bytes -= 64;
  }
}

interface Stat {
  readonly id: number;
  readonly value: number | string;
  /** Id of the statistic whose name is the value. */
  readonly refersTo?: number;
}

/** XStat: 1 kind, then one of 2 double, 3 and 4 integers, 5 text, 7 reference. */
function readStat(stat: WireMessage): Stat {
  let id = 0;
  let value: number | string = '';
  let refersTo: number | undefined;
  while (stat.next()) {
    if (stat.tag === varintField(1)) id = stat.number();
    else if (stat.tag === doubleField(2)) value = stat.double();
    else if (stat.tag === varintField(3) || stat.tag === varintField(4)) value = stat.number();
    else if (stat.tag === lengthField(5)) value = stat.text(MAX_NAME_BYTES);
    else if (stat.tag === varintField(7)) refersTo = stat.number();
  }
  return { id, value, ...(refersTo !== undefined && { refersTo }) };
}
