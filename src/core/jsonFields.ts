/** Reads untrusted JSON by fields; the first field that is not as it should be becomes a failure that names it. */

import { fail, success, type Result } from './failure';

/** Leaves a reader at the first bad field; `readJson` turns it into a failure, so it goes no further. */
class FieldError extends Error {}

/** A value in a JSON document that knows where it stands. The methods throw unless called inside `readJson`. */
export class JsonField {
  constructor(
    private readonly value: unknown,
    private readonly parent?: JsonField,
    private readonly key = '',
  ) {}

  /** A field of this object; it may be absent until its value is asked for. */
  field(name: string): JsonField {
    return new JsonField(this.object()[name], this, `.${name}`);
  }

  /** A field of this object, or undefined when the object has none of that name. */
  optional(name: string): JsonField | undefined {
    return this.object()[name] === undefined ? undefined : this.field(name);
  }

  /** The elements of this array. */
  items(): JsonField[] {
    if (!Array.isArray(this.value)) return this.refuse('a list');
    return this.value.map((item, index) => new JsonField(item, this, `[${index}]`));
  }

  /** The fields of this object with their names. */
  entries(): [string, JsonField][] {
    return Object.entries(this.object()).map(([name, value]) => [name, new JsonField(value, this, `[${JSON.stringify(name)}]`)]);
  }

  /** Text that is not empty. */
  text(): string {
    if (typeof this.value !== 'string' || this.value === '') return this.refuse('a text');
    return this.value;
  }

  /** A finite number above 0. */
  positive(): number {
    if (typeof this.value !== 'number' || !Number.isFinite(this.value) || this.value <= 0) return this.refuse('a number above 0');
    return this.value;
  }

  /** A finite number. */
  finite(): number {
    if (typeof this.value !== 'number' || !Number.isFinite(this.value)) return this.refuse('a number');
    return this.value;
  }

  /** A list of finite numbers; long ones are read without an object for each. */
  numbers(): readonly number[] {
    if (!Array.isArray(this.value)) return this.refuse('a list');
    const values: readonly unknown[] = this.value;
    if (!values.every((value): value is number => Number.isFinite(value))) return this.items().map((item) => item.finite());
    return values;
  }

  /** True or false. */
  flag(): boolean {
    if (typeof this.value !== 'boolean') return this.refuse('true or false');
    return this.value;
  }

  /** One of the given texts. */
  oneOf<T extends string>(choices: readonly T[]): T {
    const found = choices.find((choice) => choice === this.value);
    if (found === undefined) return this.refuse(choices.map((choice) => JSON.stringify(choice)).join(' or '));
    return found;
  }

  /** The element of a list at this index. */
  indexInto<T>(list: readonly T[], what: string): T {
    const found = typeof this.value === 'number' ? list[this.value] : undefined;
    if (found === undefined) return this.refuse(`an index into ${what}`);
    return found;
  }

  /** Refuses this value and says what it should be; ends the reading. */
  refuse(expected: string): never {
    const found = this.value === undefined ? 'missing' : JSON.stringify(this.value).slice(0, 40);
    throw new FieldError(`${this.path().replace(/^\./, '') || 'the document'} should be ${expected}, but is ${found}`);
  }

  private object(): Record<string, unknown> {
    if (typeof this.value !== 'object' || this.value === null || Array.isArray(this.value)) return this.refuse('an object');
    return this.value as Record<string, unknown>;
  }

  /** As one would write it in code after the document's name: `.instanceTypes[3].vCpus`. Only errors pay for it. */
  private path(): string {
    return (this.parent?.path() ?? '') + this.key;
  }
}

/** What `read` makes of the document, or a failure that names the first bad field; `what` starts the sentence ("The bundled catalog"). */
export function readJson<T>(json: unknown, what: string, action: string, read: (root: JsonField) => T): Result<T> {
  try {
    return success(read(new JsonField(json)));
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    // Names and values in it are foreign text: they must not break the line or reverse it.
    const detail = error.message.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\uFFFD');
    return fail('damaged', `${what} is damaged: ${detail}.`, action);
  }
}
