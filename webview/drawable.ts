/** Longest label drawn, characters; the table holds the whole name. */
const LABEL_LENGTH = 18;

/** Text for a canvas, which cannot isolate directions or wrap: without control and direction characters, cut when long. */
export function drawable(text: string, length = LABEL_LENGTH): string {
  const plain = text.slice(0, 10 * length).replace(/[\p{Cc}\p{Cf}]/gu, '');
  return plain.length > length ? `${plain.slice(0, length - 1)}…` : plain;
}
