/** `overview_page.pb` and `input_pipeline.pb`, messages of tensorflow/core/profiler/protobuf/{overview_page,input_pipeline}.proto. */

import type { Content } from '../content';
import { WireError, WireMessage, doubleField, lengthField, utf8, varintField } from '../protobuf/wireMessage';
import { withStream, type WireStream } from '../protobuf/wireStream';
import type { Summary } from './summary';

/** Fields of OverviewPage. */
const INPUT_ANALYSIS = lengthField(2);
const RUN_ENVIRONMENT = lengthField(6);

/** Fields of InputPipelineAnalysisResult. */
const STEP_TIME = lengthField(2);
const INPUT_PERCENT = lengthField(3);
const STEP_DETAILS = lengthField(4);
const STEP_BREAKDOWN = lengthField(8);
const HARDWARE = lengthField(9);

/** What is in the file; `isCut` when it stops early. */
export interface SummaryFile {
  readonly summary: Summary;
  readonly isCut: boolean;
}

type Figures = { -readonly [Field in keyof Summary]: Summary[Field] };

/** The kind of file that begins with these bytes. */
export function summaryKind(bytes: Uint8Array): 'overview' | 'input-pipeline' | undefined {
  try {
    return withStream([bytes], (stream) => {
      // Both begin with their field 2, the step times or the analysis that holds them; of a run without steps only the latter remains.
      if (!stream.next() || stream.tag !== INPUT_ANALYSIS) return undefined;
      const length = stream.enter();
      if (!stream.next(length)) return undefined;
      if (stream.tag % 8 === 1) return stream.tag <= doubleField(4) && length <= 40 ? 'input-pipeline' : undefined;
      return stream.tag === STEP_TIME || mentionsProfiler(bytes) ? 'overview' : undefined;
    });
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}

/** Messages of any type carry the name of theirs. */
function mentionsProfiler(bytes: Uint8Array): boolean {
  return utf8(bytes, 8192).includes('type.googleapis.com/tensorflow.profiler.');
}

/** Reads an `overview_page.pb`; undefined when it is no such message. */
export function readOverview(file: Content): SummaryFile | undefined {
  return readFigures(file, (stream, figures) => {
    while (stream.next()) {
      if (stream.tag === INPUT_ANALYSIS) readAnalysis(stream, stream.enter(), figures);
      else if (stream.tag === RUN_ENVIRONMENT) readEnvironment(taken(stream), figures);
    }
  });
}

/** Reads an `input_pipeline.pb`; undefined when it is no such message. */
export function readInputPipeline(file: Content): SummaryFile | undefined {
  return readFigures(file, (stream, figures) => { readAnalysis(stream, Infinity, figures); });
}

function readFigures(file: Content, read: (stream: WireStream, figures: Figures) => void): SummaryFile | undefined {
  const figures: Figures = {};
  try {
    withStream(file.pieces(), (stream) => { read(stream, figures); });
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return error.kind === 'cut' ? { summary: figures, isCut: true } : undefined;
  }
  return { summary: figures, isCut: file.isCut };
}

function taken(stream: WireStream): WireMessage {
  return new WireMessage(stream.take() ?? new Uint8Array());
}

function textOf(stream: WireStream): string {
  return utf8(stream.take() ?? new Uint8Array(), 100);
}

function readAnalysis(stream: WireStream, end: number, figures: Figures): void {
  figures.steps ??= 0;
  while (stream.next(end)) {
    if (stream.tag === STEP_TIME) readStepTime(taken(stream), figures);
    else if (stream.tag === INPUT_PERCENT) figures.inputPercent = averageOf(taken(stream)) ?? 0;
    else if (stream.tag === STEP_DETAILS) figures.steps++;
    else if (stream.tag === STEP_BREAKDOWN) readBreakdown(taken(stream), figures);
    else if (stream.tag === HARDWARE) figures.deviceType ??= textOf(stream);
  }
}

/** StepSummary: 1 average, 2 standard deviation, 3 minimum, 4 maximum. */
function readStepTime(summary: WireMessage, figures: Figures): void {
  while (summary.next()) {
    if (summary.tag === doubleField(1)) figures.average = summary.double();
    else if (summary.tag === doubleField(2)) figures.deviation = summary.double();
    else if (summary.tag === doubleField(3)) figures.minimum = summary.double();
    else if (summary.tag === doubleField(4)) figures.maximum = summary.double();
  }
}

function averageOf(summary: WireMessage): number | undefined {
  while (summary.next()) if (summary.tag === doubleField(1)) return summary.double();
  return undefined;
}

/** Any: 1 type, 2 message. GenericStepTimeBreakdown: 4 device compute. */
function readBreakdown(any: WireMessage, figures: Figures): void {
  let type = '';
  while (any.next()) {
    if (any.tag === lengthField(1)) type = any.text(200);
    if (any.tag !== lengthField(2) || !type.endsWith('.GenericStepTimeBreakdown')) continue;
    const breakdown = any.message();
    while (breakdown.next()) {
      const average = breakdown.tag === lengthField(4) ? averageOf(breakdown.message()) : undefined;
      if (average !== undefined) figures.deviceComputeMs = average;
    }
  }
}

/** OverviewPageRunEnvironment: 1 hosts, 4 device type, 5 devices (0 for a CPU), 11 training. */
function readEnvironment(environment: WireMessage, figures: Figures): void {
  while (environment.next()) {
    if (environment.tag === varintField(1)) figures.hostCount = environment.number();
    else if (environment.tag === lengthField(4)) figures.deviceType = environment.text(100);
    else if (environment.tag === varintField(5)) figures.deviceCount = environment.number();
    else if (environment.tag === varintField(11)) figures.isTraining = environment.number() === 1;
  }
}
