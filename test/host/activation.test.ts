import assert from 'node:assert/strict';
import * as vscode from 'vscode';

const EXTENSION_ID = 'ml-instance-advisor.ml-instance-advisor';

suite('activation', () => {
  test('the extension is installed under its id and activates', async () => {
    const extension = vscode.extensions.getExtension(EXTENSION_ID);
    assert.ok(extension, `${EXTENSION_ID} is not installed`);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  test('the samples are open, and VS Code can search them', async () => {
    assert.equal(vscode.workspace.workspaceFolders?.length, 1);
    const scripts = await vscode.workspace.findFiles('**/train.py');
    assert.equal(scripts.length, 1);
  });
});
