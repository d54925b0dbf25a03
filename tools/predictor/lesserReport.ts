/** The section of docs/accuracy.md on profiles that tell less than PROFET's. */

import { markdownTable } from './markdown';
import type { LogErrors } from './studies/otherLogs';
import type { LesserView, ViewSummary } from './views';

const TITLES: Readonly<Record<LesserView, string>> = {
  stepAndBusyShare: 'step time and GPU busy share',
  step: 'step time alone',
  sharesAndIdle: 'op times over an unknown number of steps, idle time known',
  sharesAndBusyShare: 'the same, idle time from the GPU busy share',
  shares: 'the same, nothing known about idle time',
};

const OP_FREE: readonly LesserView[] = ['stepAndBusyShare', 'step'];

/** The section. */
export function lesserSection(views: readonly ViewSummary[], logs: readonly LogErrors[]): string[] {
  const opFree = views.filter(({ view }) => OP_FREE.includes(view));
  const [first] = opFree;
  return [
    '## Profiles without op times',
    '',
    'A training log has a step time and perhaps a GPU busy share. Models of their own (`opFree` in the bundle) carry those over. As above, each architecture was left out in turn,',
    'intervals included; the busy share is that of PROFET\'s profile. *Wider* is how many intervals are wider than that of the whole profile of the same run. The last three lines are',
    'profiles with op times but without the number of steps, whose proportions count. The twelve PROFET pairs.',
    '',
    ...markdownTable(['known', 'n', 'MAPE', 'median', 'p90', 'bias', 'in the 80 % interval', 'in the 90 % interval', 'width', 'wider'], views.map(({ view, overall, wider }) => [
      TITLES[view], String(overall.n), ...[overall.mape, overall.medianApe, overall.p90Ape, overall.bias, overall.coverage80, overall.coverage90, overall.width80, wider].map((value) => value.toFixed(1)),
    ])),
    '',
    ...markdownTable(['pair', ...opFree.flatMap(({ view }) => [`MAPE, ${TITLES[view]}`, 'in the 80 % interval', 'width'])], (first?.pairs ?? []).map(({ anchor, target }, index) => [
      `${anchor} to ${target}`, ...opFree.flatMap(({ pairs }) => [pairs[index]?.mape, pairs[index]?.coverage80, pairs[index]?.width80].map((value) => value?.toFixed(1) ?? '')),
    ])),
    '',
    ...markdownTable(['architecture', ...opFree.flatMap(({ view }) => [`MAPE, ${TITLES[view]}`, 'in the 80 % interval'])], (first?.architectures ?? []).map(({ model }, index) => [
      model, ...opFree.flatMap(({ architectures }) => [architectures[index]?.mape, architectures[index]?.coverage80].map((value) => value?.toFixed(1) ?? '')),
    ])),
    '',
    'Without ops nothing tells an architecture that is unlike all others: of MobileNetV2 and InceptionResNetV2 the intervals hold far less than 80 %, of ordinary networks more.',
    '',
    'Logs of other data sets. The first two lines are runs of trainpred (T4 and V100 to each other and to A10G), their architecture left out; its steps contain start-up, and ran on a harness that',
    'no model here has seen. The others are PyTorch runs of Gavel on a K80 and a V100, taken for p2.xlarge and p3.2xlarge, with the wider intervals that other frameworks get (`OTHER_FRAMEWORK` in',
    'src/core/predictor/framework.ts). *Factor* is how much wider still the half-widths would have to be for 80 %. Networks that are not convolutional are outside of what the training data tells.',
    '',
    ...markdownTable(['log', 'n', 'MAPE', 'median', 'in the 80 % interval', 'factor'], logs.map(({ group, n, mape, medianApe, coverage80, factorNeeded }) =>
      [group, String(n), mape.toFixed(1), medianApe.toFixed(1), coverage80.toFixed(1), factorNeeded.toFixed(2)])),
    '',
  ];
}
