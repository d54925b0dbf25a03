import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/**
 * The arrows of docs/architecture.md as lint rules: what a folder may not import.
 * core <- aws, cli, host, webview, tools; host and webview meet only in core/protocol.ts.
 */
const NODE = { group: ['node:*', 'fs', 'path', 'os', 'child_process', 'http', 'https', 'zlib'], message: 'Pure code: no Node here.' };
const VSCODE = { group: ['vscode'], message: 'Only src/host and src/extension.ts know the editor.' };
const AWS = { group: ['@aws-sdk/*', '@smithy/*'], message: 'Only src/aws talks to AWS.' };
const AWS_FOLDER = { group: ['**/aws', '**/aws/*'], message: 'Load the aws bundle by dynamic import only.', allowTypeImports: true };
const DISK = { group: ['**/disk/*'], message: 'Only the command line and the reading worker know the disk.' };
const HOST = { group: ['**/host/*', '**/extension'], message: 'Nothing imports the host.' };
const CLI = { group: ['**/cli/*'], message: 'Nothing imports the CLI.' };
const WEBVIEW = { group: ['**/webview/*'], message: 'Host and webview meet only in core/protocol.ts.' };
const DOM_GLOBALS = ['window', 'document', 'process', 'Buffer', 'setTimeout', 'console', '__dirname', 'require'];

const arrows = (files, groups, ignores = []) => ({
  files,
  ignores,
  rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns: groups }] },
});

export default tseslint.config(
  { ignores: ['dist/**', 'out/**', 'node_modules/**', '.cache/**', 'test/fixtures/**'] },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  { languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } } },
  {
    files: ['**/*.ts'],
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      eqeqeq: 'error',
    },
  },
  { ...arrows(['src/core/**/*.ts'], [NODE, VSCODE, AWS, AWS_FOLDER, DISK, HOST, CLI, WEBVIEW]) },
  { files: ['src/core/**/*.ts'], rules: { 'no-restricted-globals': ['error', ...DOM_GLOBALS] } },
  arrows(['src/disk/**/*.ts'], [VSCODE, AWS, AWS_FOLDER, HOST, CLI, WEBVIEW]),
  arrows(['src/aws/**/*.ts'], [VSCODE, DISK, HOST, CLI, WEBVIEW]),
  arrows(['src/cli/**/*.ts'], [VSCODE, AWS, AWS_FOLDER, HOST, WEBVIEW]),
  arrows(['src/host/**/*.ts', 'src/extension.ts'], [AWS, AWS_FOLDER, { ...DISK, allowTypeImports: true }, CLI, WEBVIEW]),
  arrows(['webview/**/*.ts'], [NODE, VSCODE, AWS, AWS_FOLDER, DISK, HOST, CLI]),
  arrows(['webview/**/*.ts'], [NODE, VSCODE, AWS, AWS_FOLDER, DISK, HOST, CLI,
    { group: ['@vscode/webview-ui-toolkit', '@vscode/webview-ui-toolkit/*'], message: 'The toolkit is deprecated upstream: import it in webview/toolkit.ts only.' }], ['webview/toolkit.ts']),
  arrows(['tools/**/*.ts'], [VSCODE, HOST, CLI, WEBVIEW]),
  {
    files: ['**/*.mjs', '**/*.cjs', '**/*.js'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly', Buffer: 'readonly', setTimeout: 'readonly', setInterval: 'readonly' } },
  },
  { files: ['test/**/*.ts'], rules: { '@typescript-eslint/no-floating-promises': 'error', 'max-lines': 'off' } },
);
