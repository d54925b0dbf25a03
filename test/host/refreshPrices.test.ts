import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { jsonError, offeringsPage, priceElement, productsPage, startAwsServer, type AwsCall, type AwsServer, type Reply } from '../unit/aws/awsServer';
import { eventually, extension, sample, stateWith } from './support';

const PLANTED = { account: '123456789012', accessKey: 'AKIAPLANTEDKEY000000' };
const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('mlInstanceAdvisor');
const set = (name: string, value: unknown): Thenable<void> => settings().update(name, value, vscode.ConfigurationTarget.Workspace);
const g5 = async () => (await stateWith('ready')).advice.candidates.find(({ instanceType }) => instanceType === 'g5.xlarge')?.offers[0];
const write = (uri: vscode.Uri, text: string): Thenable<void> => vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
const priceFile = (content: object): string => JSON.stringify({ format: 'ml-instance-advisor/user-prices-1', asOf: '2026-09-01', ...content }, null, 2);

/** Waits for the next advice after `act`. */
async function nextAdvice(act: () => Thenable<unknown>): Promise<void> {
  const api = await extension().activate();
  let seen = false;
  const listener = api.onDidChangeState((state) => (seen ||= state.status === 'ready'));
  await act();
  await eventually('another advice', () => (seen ? true : undefined));
  listener.dispose();
}

suite('Refresh Prices from AWS', () => {
  let server: AwsServer;
  let reply: (call: AwsCall) => Reply = () => 'hang';
  suiteSetup(async () => {
    server = await startAwsServer((call) => reply(call));
    Object.assign(process.env, { AWS_ENDPOINT_URL: server.endpoint, AWS_ACCESS_KEY_ID: PLANTED.accessKey, AWS_SECRET_ACCESS_KEY: 'planted', AWS_EC2_METADATA_DISABLED: 'true' });
    await vscode.commands.executeCommand('mlInstanceAdvisor.trySample');
    await stateWith('ready');
  });
  suiteTeardown(() => server.close());

  test('a refusal leaves the bundled prices with their date', async () => {
    reply = () => jsonError(400, 'AccessDeniedException', `arn:aws:iam::${PLANTED.account}:user/x with ${PLANTED.accessKey}`);
    await vscode.commands.executeCommand('mlInstanceAdvisor.refreshPrices');
    assert.deepEqual([(await g5())?.layer, (await g5())?.asOf, (await g5())?.stale], ['bundled', '2026-07-20', true]);
  });

  test('live prices replace bundled ones; a second time nothing is asked', async () => {
    reply = (call) => (call.action === 'GetProducts' ? productsPage([priceElement('x', { usd: '0.7500000000' })]) : offeringsPage(['g4dn.xlarge', 'g5.xlarge']));
    await vscode.commands.executeCommand('mlInstanceAdvisor.refreshPrices');
    assert.deepEqual([(await g5())?.usdPerHour, (await g5())?.layer, (await g5())?.stale], [0.75, 'live', false]);
    const asked = server.calls.length;
    await vscode.commands.executeCommand('mlInstanceAdvisor.refreshPrices');
    assert.equal(server.calls.length, asked);
  });
});

suite('prices by themselves', () => {
  let server: AwsServer;
  suiteSetup(async () => {
    server = await startAwsServer((call) => (call.action === 'GetProducts' ? productsPage([priceElement('x', { usd: '0.8100000000' })]) : offeringsPage(['g4dn.xlarge', 'g5.xlarge'])));
    process.env['AWS_ENDPOINT_URL'] = server.endpoint;
  });
  suiteTeardown(async () => {
    await set('livePrices', undefined);
    await set('region', undefined);
    await server.close();
  });

  test('nothing is asked until the setting allows it; then a new advice asks once', async () => {
    await set('region', 'eu-west-1');
    await vscode.commands.executeCommand('mlInstanceAdvisor.trySample');
    assert.equal((await g5())?.layer, 'bundled');
    assert.equal(server.calls.length, 0);
    await set('livePrices', true);
    const api = await extension().activate();
    await eventually('a live price', () => {
      const state = api.viewState();
      const offers = state.status === 'ready' ? state.advice.candidates.flatMap((candidate) => candidate.offers) : [];
      return offers.some(({ layer, usdPerHour, region }) => layer === 'live' && usdPerHour === 0.81 && region === 'eu-west-1') ? true : undefined;
    });
    const asked = server.calls.length;
    await vscode.commands.executeCommand('mlInstanceAdvisor.trySample');
    assert.equal(server.calls.length, asked);
  });
});

suite('price file', () => {
  const uri = (): vscode.Uri => sample('instance-prices.json');
  suiteTeardown(() => set('priceFile', undefined));

  test('its prices outrank all others, and saving it makes another advice', async () => {
    await write(uri(), priceFile({ prices: [{ instanceType: 'g5.xlarge', usdPerHour: 0.11, note: 'EDP' }] }));
    await nextAdvice(() => set('priceFile', 'instance-prices.json'));
    assert.deepEqual([(await g5())?.usdPerHour, (await g5())?.layer, (await g5())?.source], [0.11, 'user', 'your price file ("EDP")']);
    const editor = await vscode.window.showTextDocument(uri());
    await nextAdvice(async () => {
      const place = editor.document.getText().indexOf('0.11');
      await editor.edit((edit) => edit.replace(new vscode.Range(editor.document.positionAt(place), editor.document.positionAt(place + 4)), '0.12'));
      await editor.document.save();
    });
    assert.equal((await g5())?.usdPerHour, 0.12);
  });

  test('a damaged one changes no figure but its own', async () => {
    await nextAdvice(async () => {
      await write(uri(), priceFile({ prices: [{ instanceType: 'g5.xlarge', usdPerHour: 0 }] }));
      await set('checkpointMinutes', 30);
    });
    assert.notEqual((await g5())?.layer, 'user');
    await set('checkpointMinutes', undefined);
  });

  test('the editor marks each wrong field and completes the right ones', async () => {
    const text = priceFile({ prices: [{ instanceType: 'g5.xlarge', usdPerHour: 0, purchase: 'cash' }], machines: [{ name: 'Workstation' }] });
    await write(uri(), text);
    const document = await vscode.workspace.openTextDocument(uri());
    await vscode.window.showTextDocument(document);
    const problems = await eventually('diagnostics of the JSON schema', () => {
      const found = vscode.languages.getDiagnostics(uri()).filter(({ range }) => document.lineAt(range.start.line).text.match(/usdPerHour|purchase|Workstation|\{/) !== null);
      return found.length >= 4 ? found : undefined;
    });
    const marked = problems.map(({ range }) => document.getText(range));
    assert.ok(marked.includes('0'), marked.join());
    assert.ok(marked.includes('"cash"'));
    assert.ok(marked.includes('"Workstation"'));
    const inside = document.positionAt(text.indexOf('"instanceType"'));
    const list = await vscode.commands.executeCommand<vscode.CompletionList>('vscode.executeCompletionItemProvider', uri(), inside);
    const labels = list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    for (const field of ['region', 'validUntil', 'note']) assert.ok(labels.includes(field), labels.join());
  });

  test('Open Price File opens the one of the setting', async () => {
    await vscode.commands.executeCommand('mlInstanceAdvisor.openPriceFile');
    assert.equal(vscode.window.activeTextEditor?.document.uri.path, uri().path);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
});
