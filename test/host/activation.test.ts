import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { extension, hoverOn } from './support';

/** Loaded files of the extension host, as Node's module cache knows them. */
const loadedFiles = (): string[] => Object.keys(require.cache);

suite('activation', () => {
  test('registers every command of the manifest and reads no data', async () => {
    const started = performance.now();
    const api = await extension().activate();
    console.log(`activation took ${(performance.now() - started).toFixed(1)} ms`);
    const manifest = extension().packageJSON as { contributes: { commands: { command: string }[] } };
    const registered = await vscode.commands.getCommands(true);
    for (const { command } of manifest.contributes.commands) assert.ok(registered.includes(command), `${command} is not registered`);
    assert.equal(api.viewState().status, 'empty');
  });

  test('loads no AWS code', async () => {
    await extension().activate();
    assert.deepEqual(loadedFiles().filter((file) => file.endsWith('aws.js') || file.includes('@aws-sdk')), []);
  });

  test('the hover says nothing while there is no advice', async () => {
    assert.equal(await hoverOn('model.fit(x, y)', 'fit'), '');
  });

  test('the samples are open, and VS Code can search them', async () => {
    assert.equal(vscode.workspace.workspaceFolders?.length, 1);
    const scripts = await vscode.workspace.findFiles('**/train.py');
    assert.equal(scripts.length, 1);
  });
});
