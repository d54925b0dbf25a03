/** One event of a line, read in place: profiles have millions. */

import { WireMessage, lengthField, varintField } from '../../protobuf/wireMessage';

/** A day in picoseconds: no event lasts longer, and beyond it the file is wrong. */
const MAX_PS = 86_400e12;

/** XEvent: 1 metadata, 2 offset, 3 duration, 4 statistics; 5 (a count) stands in place of an offset and has no place in time. */
export class EventReader {
  /** Names the event within its plane. */
  metadataId = 0;
  /** Picoseconds since the timestamp of the line. */
  offsetPs = 0;
  durationPs = 0;
  private bytes: Uint8Array = new Uint8Array();
  private readonly fields = new WireMessage(this.bytes);
  private readonly stat = new WireMessage(this.bytes);

  /** Takes the event; false when its times are impossible or it has none. */
  read(bytes: Uint8Array): boolean {
    this.bytes = bytes;
    this.metadataId = 0;
    this.offsetPs = 0;
    this.durationPs = 0;
    const { fields } = this;
    fields.reset(bytes);
    while (fields.next()) {
      if (fields.tag === varintField(1)) this.metadataId = fields.number();
      else if (fields.tag === varintField(2)) this.offsetPs = fields.number();
      else if (fields.tag === varintField(3)) this.durationPs = fields.number();
      else if (fields.tag === varintField(5)) return false;
    }
    return this.durationPs >= 0 && this.durationPs <= MAX_PS && Math.abs(this.offsetPs) <= MAX_PS;
  }

  /** The number or the reference that a statistic of the event holds, by the id of its kind; undefined when it has none. */
  statNumber(kind: number): number | undefined {
    const { fields, stat } = this;
    fields.reset(this.bytes);
    while (fields.next()) {
      if (fields.tag !== lengthField(4)) continue;
      fields.messageInto(stat);
      let id = 0;
      while (stat.next()) {
        if (stat.tag === varintField(1)) id = stat.number();
        else if (id === kind && stat.tag % 8 === 0) return stat.number();
        else if (id !== kind) break;
      }
    }
    return undefined;
  }
}

