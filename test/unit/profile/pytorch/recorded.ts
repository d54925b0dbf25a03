/** What the tests of PyTorch traces share. */

import { readTrace } from '../../../../src/core/profile/chrome/readTrace';
import { selfTimes } from '../../../../src/core/profile/chrome/selfTime';
import { Content } from '../../../../src/core/profile/content';
import { fileInMemory } from '../../../../src/core/profile/fileSource';
import { Recording } from '../../../../src/core/profile/pytorch/recording';

/** What is kept of a trace, before it becomes a profile. */
export function recorded(bytes: Uint8Array): { recording: Recording; events: number; isCut: boolean } {
  const content = Content.open(fileInMemory('trace', bytes));
  if (!content.ok) throw new Error(content.failure.message);
  const recording = new Recording();
  const { events, isCut } = readTrace(content.value.utf8(), recording);
  return { recording, events, isCut };
}

/** Microseconds of self time by operator over the whole trace. */
export function selfUsByName(recording: Recording): Map<string, number> {
  const whole = { startUs: Number.NEGATIVE_INFINITY, endUs: Number.POSITIVE_INFINITY };
  return new Map([...selfTimes(recording.hostOps, whole)].map(([name, us]) => [recording.names.text(name), us]));
}
