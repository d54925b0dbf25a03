/** The document that every webview of the extension starts from: constant, so that no data ever reaches HTML. */

/** What differs between two shells. URIs and `cspSource` are strings as the webview gives them. */
export interface WebviewShell {
  /** Fresh random base64 for each document. */
  readonly nonce: string;
  /** `webview.cspSource`. */
  readonly cspSource: string;
  readonly scriptUri: string;
  readonly styleUri: string;
  readonly title: string;
  /** Where the document stands: the ground differs. */
  readonly place: 'sidebar' | 'editor';
  /** BCP 47 tag of the display language (`vscode.env.language`). */
  readonly language: string;
}

/**
 * Builds the shell. Nothing may load or run except our script, our stylesheet, and what carries the nonce;
 * the toolkit looks the nonce up in the `csp-nonce` meta element for a style element of its own.
 */
export function webviewHtml(shell: WebviewShell): string {
  const nonce = escaped(shell.nonce);
  const source = escaped(shell.cspSource);
  const policy = [
    "default-src 'none'",
    `style-src ${source} 'nonce-${nonce}'`,
    `font-src ${source}`,
    `img-src ${source}`,
    `script-src 'nonce-${nonce}'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escaped(shell.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta property="csp-nonce" content="${nonce}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${escaped(shell.styleUri)}">
<title>${escaped(shell.title)}</title>
</head>
<body>
<div id="app" data-place="${shell.place}"></div>
<script nonce="${nonce}" src="${escaped(shell.scriptUri)}"></script>
</body>
</html>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
