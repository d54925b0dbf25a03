/** Parsing of whole JSON files. */

import { fail, success, type Result } from '../../failure';
import type { ProfileText } from '../importer';
import { quote } from '../quote';

/** The document, or that it is cut short or broken; `action` says what to do about it. */
export function parsedJson({ name, text }: ProfileText, action: string): Result<unknown> {
  try {
    return success(JSON.parse(text));
  } catch {
    return fail('damaged', `${quote(name)} is cut short or is not valid JSON.`, action);
  }
}
