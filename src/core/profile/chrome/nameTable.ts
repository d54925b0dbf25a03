/** Names as small integers, found by their bytes, so that a million events of one name cost one string. */

import { decoded } from '../textDecoding';

/** Slots of the hash table: a power of two, at least twice the number of names. */
const SLOTS = 2 ** 18;

/** Traces have some thousand names; more come from names that are numbered, and those need not be told apart. */
const MAX_NAMES = 2 ** 16;
const MAX_BYTES = 2 ** 24;

/** FNV-1a (Fowler, Noll, Vo), 32 bit. */
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** What all names share that come after the table is full. */
const OVERFLOW_TEXT = '(more names)';

/** Gives equal bytes equal ids, counted from 0. */
export class NameTable {
  private readonly slots = new Int32Array(SLOTS).fill(-1);
  private readonly hashes: number[] = [];
  /** Where each name ends in `store`; it starts where the one before ends. */
  private readonly ends: number[] = [];
  private store = new Uint8Array(2 ** 16);
  private overflow = -1;

  /** The number of ids given out. */
  get size(): number {
    return this.ends.length;
  }

  /** The id of the name `[start, end)`. */
  idOf(bytes: Uint8Array, start: number, end: number): number {
    let hash = FNV_OFFSET;
    for (let index = start; index < end; index++) hash = Math.imul(hash ^ (bytes[index] ?? 0), FNV_PRIME);
    for (let slot = (hash ^ (hash >>> 15)) & (SLOTS - 1); ; slot = (slot + 1) & (SLOTS - 1)) {
      const id = this.slots[slot] ?? -1;
      if (id === -1) return this.add(bytes, start, end, hash, slot);
      if (this.hashes[id] === hash && this.isName(id, bytes, start, end)) return id;
    }
  }

  /** The name as text, escapes resolved where they are valid. */
  text(id: number): string {
    if (id === this.overflow) return OVERFLOW_TEXT;
    return unescaped(decoded(this.store.subarray(this.startOf(id), this.ends[id])));
  }

  private startOf(id: number): number {
    return id === 0 ? 0 : this.ends[id - 1] ?? 0;
  }

  private isName(id: number, bytes: Uint8Array, start: number, end: number): boolean {
    const from = this.startOf(id);
    if ((this.ends[id] ?? 0) - from !== end - start) return false;
    const { store } = this;
    for (let index = start, at = from; index < end; index++, at++) if (bytes[index] !== store[at]) return false;
    return true;
  }

  private add(bytes: Uint8Array, start: number, end: number, hash: number, slot: number): number {
    const from = this.ends.at(-1) ?? 0;
    const isFull = this.size >= MAX_NAMES || from + end - start > MAX_BYTES;
    if (isFull) return this.overflow === -1 ? (this.overflow = this.push(from, 0)) : this.overflow;
    if (from + end - start > this.store.length) this.grow(from + end - start);
    this.store.set(bytes.subarray(start, end), from);
    this.slots[slot] = this.size;
    return this.push(from + end - start, hash);
  }

  private push(end: number, hash: number): number {
    this.hashes.push(hash);
    return this.ends.push(end) - 1;
  }

  private grow(needed: number): void {
    const larger = new Uint8Array(Math.max(2 * this.store.length, needed));
    larger.set(this.store);
    this.store = larger;
  }
}

/** The text of a JSON string; as it stands when it has escapes that JSON does not know. */
function unescaped(raw: string): string {
  if (!raw.includes('\\')) return raw;
  try {
    return String(JSON.parse(`"${raw}"`));
  } catch {
    return raw;
  }
}
