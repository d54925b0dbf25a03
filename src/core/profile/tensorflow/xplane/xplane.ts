/** `xplane.pb`: everything that the profiler of TensorFlow and JAX recorded, events in time; of any size. */

import { fail, success, type Result } from '../../../failure';
import type { Content } from '../../content';
import { WireError, lengthField, utf8, varintField } from '../../protobuf/wireMessage';
import { withStream } from '../../protobuf/wireStream';
import { quote } from '../../quote';
import type { PartReader, RunPart } from '../part';
import { DeviceRecording } from './deviceRecording';
import { HostRecording } from './hostRecording';
import { EventBatch } from './lineTimes';
import { readLines, readPlanes, type Plane } from './space';
import { XPLANE, xplaneFacts, xplaneTable, type XplaneRecording } from './xplaneFacts';

const HOST_PLANE = '/host:CPU';
const DEVICE_PLANE = /^\/device:(?!CPU)/;

/** Reads an xplane in two passes, names first. */
export const tensorflowXplane: PartReader = {
  id: XPLANE,
  sniff: ({ bytes }) => isSpace(bytes) || isSpoiled(bytes),
  read: (file) => (isSpoiled(file.bytes) ? spoiled(file) : readXplane(file)),
};

/** XSpace: its first plane starts with its number or its name, and the name with a slash or with "Task Environment". */
function isSpace(bytes: Uint8Array): boolean {
  try {
    return withStream([bytes], (stream) => {
      if (!stream.next() || stream.tag !== lengthField(1)) return false;
      const end = stream.enter();
      while (stream.next(end)) {
        if (stream.tag !== lengthField(2)) {
          if (stream.tag !== varintField(1)) return false;
          continue;
        }
        return /^(?:\/\w+|Task Environment$|#\w)/.test(utf8(stream.take() ?? new Uint8Array(), 100));
      }
      return false;
    });
  } catch (error) {
    if (error instanceof WireError) return false;
    throw error;
  }
}

/** Bytes that are no UTF-8 were replaced by U+FFFD when the file was saved as text; they cannot be brought back. */
function isSpoiled(bytes: Uint8Array): boolean {
  const isReplaced = bytes[1] === 0xef && bytes[2] === 0xbf && bytes[3] === 0xbd;
  return isReplaced && /^\n\uFFFD.{0,40}\/(?:device|host):/s.test(utf8(bytes, 200));
}

function spoiled(file: Content): Result<never> {
  return fail('damaged', `${quote(file.name)} was an xplane.pb and was saved as text on its way, which replaced many of its bytes for good.`, 'Copy the original again as a binary file.');
}

function readXplane(file: Content): Result<RunPart> {
  const { planes, end } = readPlanes(file.pieces(), (name) => name === HOST_PLANE || DEVICE_PLANE.test(name));
  const recording = record(file, planes);
  const isCut = end === 'cut' || file.isCut;
  const warnings = isCut || end === 'malformed' ? [`The file is ${isCut ? 'cut short' : 'damaged'} in its plane ${quote(planes.at(-1)?.name ?? '')}: only what stands before could be read.`] : [];
  const table = xplaneTable(file.name, recording, warnings);
  const facts = xplaneFacts(recording, warnings);
  if (table === undefined && facts.steps === undefined && recording.devices.length === 0) {
    const why = warnings.length > 0 ? `is ${isCut ? 'cut short' : 'damaged'} before the names of its events, so nothing in it can be read` : 'holds no step and no op';
    return fail('damaged', `${quote(file.name)} ${why}.`, warnings.length > 0 ? 'Copy it again from the machine that was profiled.' : 'Profile steps in the middle of a training run.');
  }
  return success({ facts, ...(table && { table }), untimed: [NO_STEPS] });
}

const NO_STEPS = 'The profile marks no steps: wrap each in tf.profiler.experimental.Trace or jax.profiler.StepTraceAnnotation, or use the TensorBoard callback of Keras.';

/** Reads the lines. All clocks are those of one host, so times are counted from the first line. */
function record(file: Content, planes: readonly Plane[]): XplaneRecording {
  const batch = new EventBatch();
  const recordings = planes.map((plane) => {
    if (plane.name === HOST_PLANE) return new HostRecording(plane, batch);
    return DEVICE_PLANE.test(plane.name) ? new DeviceRecording(plane, batch) : undefined;
  });
  let originNs: bigint | undefined;
  readLines(file.pieces(), (index, line, timestampNs) => {
    originNs ??= timestampNs;
    const basePs = Number(timestampNs - originNs) * 1000;
    const recording = recordings[index];
    return recording instanceof DeviceRecording ? recording.open(line, basePs) : recording?.open(basePs);
  });
  return {
    hosts: recordings.filter((recording) => recording instanceof HostRecording),
    devices: recordings.filter((recording) => recording instanceof DeviceRecording),
  };
}
