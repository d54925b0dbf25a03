import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { acceptGuesses, commandLineAdvice, extension, hoverOn, sample, stateWith } from './support';

const RESNET = 'resnet18-128px-batch256-g4dn.xlarge.profet.json';
const VGG = 'vgg16-64px-batch128-p2.xlarge.profet.json';

const recommend = (uri: vscode.Uri): Thenable<unknown> => vscode.commands.executeCommand('mlInstanceAdvisor.recommend', uri);

suite('Recommend Instance', () => {
  test('the sample gives the same numbers as the command line', async () => {
    await vscode.commands.executeCommand('mlInstanceAdvisor.trySample');
    const { advice } = await stateWith('ready');
    // The answers of media/samples/samples.json for its first entry.
    const flags = ['--anchor', 'g4dn.xlarge', '--step-ms', '264.2', '--batch', '256', '--samples-per-epoch', '5000', '--epochs', '20'];
    const told = commandLineAdvice(vscode.Uri.joinPath(extension().extensionUri, 'media', 'samples', RESNET), flags);
    assert.deepEqual(JSON.parse(JSON.stringify(advice)), told);
    assert.ok(told.candidates.length >= 2);
  });

  test('what the file leaves open is asked with guesses first, and equals the command line given the same', async () => {
    await acceptGuesses(recommend(sample(RESNET)));
    const { advice, profileName } = await stateWith('ready');
    assert.equal(profileName, RESNET);
    const { anchor, job } = advice;
    assert.ok(job.batchSize !== null && job.samplesPerEpoch !== null);
    const told = commandLineAdvice(sample(RESNET), [
      '--anchor', anchor.instanceType, '--batch', String(job.batchSize), '--samples-per-epoch', String(job.samplesPerEpoch), '--epochs', String(job.epochs),
    ]);
    assert.deepEqual(JSON.parse(JSON.stringify(advice)), told);
  });

  test('answers are remembered: the second time nothing is asked', async () => {
    await recommend(sample(RESNET)); // would wait for a dialog for ever
    assert.equal((await stateWith('ready')).profileName, RESNET);
  });

  test('a dismissed dialog leaves what was shown', async () => {
    const before = await stateWith('ready');
    const asking = recommend(sample(VGG));
    let settled = false;
    void asking.then(() => (settled = true));
    while (!settled) {
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
      await new Promise((next) => setTimeout(next, 100));
    }
    assert.deepEqual(await stateWith('ready'), before);
  });

  test('a file that is no profile is refused in one sentence, with the next action', async () => {
    await recommend(sample('train.py'));
    const { message, action } = await stateWith('failed');
    assert.match(message, /train\.py/);
    assert.doesNotMatch(message, /\n|undefined|NaN|at .*:\d+:\d+/);
    assert.ok(action.length > 10);
  });

  test('an empty file is refused by name', async () => {
    const uri = sample('nothing.json');
    await vscode.workspace.fs.writeFile(uri, new Uint8Array());
    await recommend(uri);
    assert.match((await stateWith('failed')).message, /nothing\.json/);
  });
});

suite('hover', () => {
  test('shows the last advice in two lines on model.fit and DataLoader, and nowhere else', async () => {
    await vscode.commands.executeCommand('mlInstanceAdvisor.trySample');
    const { advice } = await stateWith('ready');
    for (const [text, find] of [['model.fit(x, y)', 'fit'], ['loader = DataLoader(data)', 'DataLoader']] as const) {
      const hover = await hoverOn(text, find);
      assert.match(hover, /per epoch\*\*/);
      assert.ok(hover.includes(advice.anchor.instanceType));
      assert.equal(hover.trim().split('\n').length, 2);
    }
    assert.equal(await hoverOn('scaler.fit(x)', 'fit'), '');
  });
});
