/** What this VS Code says on its own in every run: files that code-server leaves out, native modules that stay unbuilt, connecting. */
const NOISE: readonly RegExp[] = [
  /media\/favicon/,
  /\/vsda\/rust\/web\//,
  /\/update\/check/,
  /when fetching the script/,
  /Failed to register a ServiceWorker for scope/,
  /Cannot find module '\.\/build\/Release\/watchdog'/,
  /Could not locate the bindings file/,
  /An unknown error occurred\. Please consult the log/, // a file search that quick open calls off while one types
  /\[lifecycle\] Long running operations during shutdown|IndexedDB database '[\w-]+' is closed/, // a reload of the window
  /^Resolv(ing|ed) connection token/,
  /^Creating a socket/,
  /additional builtin extensions/,
  /^ChatSessionStore/,
];

/** Whether a line of the console says nothing about the extension under test. */
export function isWorkbenchNoise(line: string): boolean {
  return NOISE.some((noise) => noise.test(line));
}
