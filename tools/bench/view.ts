/**
 * `npm run bench -- view`: advice for 150 types in the host, the first paint after its message in Chromium, a frame of the
 * slider, and memory over 200 updates. Ratios are to work of a known kind measured in the same run.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Advice } from '../../src/core/advice/advice';
import { advise, type Knowledge } from '../../src/core/advice/advise';
import { buildRequest } from '../../src/core/advice/request';
import type { Sample } from '../../src/core/advice/samples';
import { rungAt, rungSizes } from '../../src/core/advice/whatIfRungs';
import { fileInMemory } from '../../src/core/profile/fileSource';
import { readProfile } from '../../src/core/profile/registry';
import type { HostMessage } from '../../src/core/protocol';
// eslint-disable-next-line @typescript-eslint/no-restricted-imports -- the harness of the view's tests, which starts the view and is no part of it
import { Harness, type OpenView } from '../../test/webview/harness';
import { sampleWorkspace } from '../paths';
import { line, medianCpuMs, unwrapped } from './measure';

const TYPES = 150;
const UPDATES = 200;
const REGION = 'us-east-1';

/** Knowledge in which 150 types can be predicted, each with the work of a measured prediction. */
function widened(knowledge: Knowledge, anchor: string): Knowledge {
  const { predictor, catalog } = knowledge;
  const [known = anchor] = predictor.targets(anchor).filter((type) => type !== anchor);
  const names = catalog.instanceTypes.filter(({ launchableIn }) => launchableIn.includes(REGION)).map(({ name }) => name).slice(0, TYPES - 1);
  return {
    ...knowledge,
    predictor: {
      ...predictor,
      targets: () => [anchor, ...names],
      predict(request, target) {
        const result = predictor.predict(request, target === anchor ? anchor : known);
        return result.ok ? { ok: true, value: { ...result.value, instanceType: target } } : result;
      },
    },
  };
}

/** Milliseconds from a message to the end of the frame that shows it, the median of several; the page reports each. */
async function paintMs(view: OpenView, message: HostMessage): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < 9; run++) {
    times.push(await view.page.evaluate((data) => new Promise<number>((resolve) => {
      const started = performance.now();
      window.postMessage(data, '*');
      // A message is a task of its own; the second frame after it starts when the first has been painted.
      setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - started))), 0);
    }), message));
  }
  return times.sort((a, b) => a - b)[4] ?? Number.NaN;
}

/** The same for a plain table of as many cells, made anew: what a page of this size costs at least. */
function plainTableMs(view: OpenView): Promise<number> {
  return view.page.evaluate((rows) => new Promise<number>((resolve) => {
    const started = performance.now();
    const table = document.createElement('table');
    for (let row = 0; row < rows; row++) {
      const line_ = table.insertRow();
      for (let cell = 0; cell < 9; cell++) line_.insertCell().textContent = `${row * cell} ms`;
    }
    document.body.append(table);
    requestAnimationFrame(() => requestAnimationFrame(() => {
      resolve(performance.now() - started);
      table.remove();
    }));
  }), TYPES);
}

/** Milliseconds of script and layout for one position of the slider. */
function slideMs(view: OpenView): Promise<number> {
  return view.page.evaluate(async () => {
    const slider = document.querySelector<HTMLInputElement>('.what-if input');
    const times: number[] = [];
    for (let step = 1; step <= 30 && slider !== null; step++) {
      slider.value = String(step);
      // The view draws in the frame that follows; what runs behind it in the same frame is called last.
      slider.dispatchEvent(new Event('input'));
      times.push(await new Promise<number>((resolve) => {
        const asked = performance.now();
        requestAnimationFrame((frame) => {
          void document.body.offsetHeight;
          resolve(performance.now() - Math.max(asked, frame));
        });
      }));
    }
    return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
  });
}

/** Bytes of script memory after a collection. */
async function heapBytes(view: OpenView): Promise<number> {
  const session = await view.page.context().newCDPSession(view.page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize;
}

function stateOf(advice: Advice, batch: number): HostMessage {
  return {
    type: 'state', profiles: [], current: null,
    state: {
      status: 'ready', profileName: advice.profile.name, advice,
      controls: {
        region: REGION, regions: [REGION], epochs: advice.job.epochs, purchases: ['on-demand', 'spot', 'sagemaker'],
        budgetUsd: null, deadlineSeconds: null, profiledBatch: batch, whatIfBatch: null,
      },
    },
  };
}

/** Measures and prints. */
export async function benchView(bundled: Knowledge, sample: Sample, referenceMs: number): Promise<void> {
  const knowledge = widened(bundled, sample.answers.anchor);
  const profile = unwrapped(readProfile(fileInMemory(sample.file, readFileSync(join(sampleWorkspace, sample.file)))));
  const named = { name: sample.file, profile };
  const scope = { region: REGION, purchases: ['on-demand', 'spot', 'sagemaker'] as const };
  const request = unwrapped(buildRequest(named, sample.answers, scope, knowledge));
  line(`host: advice for ${TYPES} types`, medianCpuMs(() => advise(request, knowledge)), 'parsing the JSON of the knowledge', referenceMs);
  const advice = unwrapped(advise(request, knowledge));
  const { batchSize } = sample.answers;
  const ladder = rungSizes(batchSize).map((size) => unwrapped(rungAt(size, named, sample.answers, scope, knowledge)));

  const harness = await Harness.start();
  try {
    const view = await harness.open({ width: 1000, height: 900 });
    const message = stateOf(advice, batchSize);
    await view.post(message);
    const plainMs = await plainTableMs(view);
    line('view: message to paint, 12 rows', await paintMs(view, message), `a plain table of ${TYPES} rows`, plainMs);
    await view.page.getByText(`Show All ${advice.candidates.length}`).click();
    line(`view: message to paint, ${advice.candidates.length} rows`, await paintMs(view, message), `a plain table of ${TYPES} rows`, plainMs);
    await view.page.locator('.fold.whatif > summary').click();
    await view.page.evaluate(() => window.scrollTo(0, 0));
    await view.post({ type: 'whatIf', ladder, problem: null });
    line('view: a frame of the slider, all rows', await slideMs(view), `a plain table of ${TYPES} rows`, plainMs);
    await view.page.getByText('Show Fewer').click();
    line('view: a frame of the slider, 12 rows', await slideMs(view), `a plain table of ${TYPES} rows`, plainMs);
    const before = await heapBytes(view);
    for (let update = 0; update < UPDATES; update++) await view.post(message);
    const grown = (await heapBytes(view)) - before;
    console.log(`view: script memory after ${UPDATES} updates: ${(before / 1e6).toFixed(1)} MB and ${(grown / 1e6).toFixed(2)} MB more`);
  } finally {
    await harness.stop();
  }
}
