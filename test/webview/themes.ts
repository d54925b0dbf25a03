/** Tokens that VS Code 1.100 gives a webview in its four default themes (only those that the view or its toolkit read). */

/** A kind of theme, as the class of `<body>` names it. */
export type ThemeKind = 'vscode-dark' | 'vscode-light' | 'vscode-high-contrast' | 'vscode-high-contrast-light';

/** What the editor sets for one theme. */
export interface EditorTheme {
  /** Classes of `<body>`; the light high contrast theme carries both high contrast classes. */
  readonly bodyClasses: string;
  /** Without the `--vscode-` prefix. A token without a value in a theme is absent, as in the editor. */
  readonly tokens: Readonly<Record<string, string>>;
}

const font = { 'font-family': 'system-ui, "Ubuntu", "Droid Sans", sans-serif', 'font-size': '13px', 'font-weight': 'normal' };

/** Dark Modern, Light Modern, Dark High Contrast, Light High Contrast. */
export const THEMES: Readonly<Record<ThemeKind, EditorTheme>> = {
  'vscode-dark': {
    bodyClasses: 'vscode-dark',
    tokens: {
      ...font,
      'foreground': '#cccccc', 'descriptionForeground': '#9d9d9d', 'errorForeground': '#f85149', 'focusBorder': '#0078d4',
      'editor-background': '#1f1f1f', 'editor-foreground': '#cccccc', 'sideBar-background': '#181818', 'widget-border': '#313131',
      'charts-blue': '#3794ff', 'charts-foreground': '#cccccc', 'charts-lines': 'rgba(204, 204, 204, 0.5)',
      'editorHoverWidget-background': '#202020', 'editorHoverWidget-foreground': '#cccccc', 'editorHoverWidget-border': '#454545',
      'button-background': '#0078d4', 'button-foreground': '#ffffff', 'button-hoverBackground': '#026ec1', 'button-border': 'rgba(255, 255, 255, 0.07)',
      'button-secondaryBackground': '#313131', 'button-secondaryForeground': '#cccccc', 'button-secondaryHoverBackground': '#3c3c3c',
      'checkbox-background': '#313131', 'checkbox-border': '#3c3c3c', 'checkbox-foreground': '#cccccc',
      'dropdown-background': '#313131', 'dropdown-border': '#3c3c3c', 'dropdown-foreground': '#cccccc', 'settings-dropdownListBorder': '#454545',
      'input-background': '#313131', 'input-foreground': '#cccccc', 'input-placeholderForeground': '#989898',
      'inputValidation-errorBackground': '#5a1d1d', 'inputValidation-errorBorder': '#be1100', 'inputValidation-infoBorder': '#007acc',
      'list-activeSelectionBackground': '#04395e', 'list-activeSelectionForeground': '#ffffff', 'list-hoverBackground': '#2a2d2e',
      'progressBar-background': '#0078d4', 'textLink-foreground': '#4daafc', 'textLink-activeForeground': '#4daafc',
    },
  },
  'vscode-light': {
    bodyClasses: 'vscode-light',
    tokens: {
      ...font,
      'foreground': '#3b3b3b', 'descriptionForeground': '#3b3b3b', 'errorForeground': '#f85149', 'focusBorder': '#005fb8',
      'editor-background': '#ffffff', 'editor-foreground': '#3b3b3b', 'sideBar-background': '#f8f8f8', 'widget-border': '#e5e5e5',
      'charts-blue': '#1a85ff', 'charts-foreground': '#3b3b3b', 'charts-lines': 'rgba(59, 59, 59, 0.5)',
      'editorHoverWidget-background': '#f8f8f8', 'editorHoverWidget-foreground': '#3b3b3b', 'editorHoverWidget-border': '#c8c8c8',
      'button-background': '#005fb8', 'button-foreground': '#ffffff', 'button-hoverBackground': '#0258a8', 'button-border': 'rgba(0, 0, 0, 0.1)',
      'button-secondaryBackground': '#e5e5e5', 'button-secondaryForeground': '#3b3b3b', 'button-secondaryHoverBackground': '#cccccc',
      'checkbox-background': '#f8f8f8', 'checkbox-border': '#cecece', 'checkbox-foreground': '#3b3b3b',
      'dropdown-background': '#ffffff', 'dropdown-border': '#cecece', 'dropdown-foreground': '#3b3b3b', 'settings-dropdownListBorder': '#c8c8c8',
      'input-background': '#ffffff', 'input-foreground': '#3b3b3b', 'input-placeholderForeground': '#767676',
      'inputValidation-errorBackground': '#f2dede', 'inputValidation-errorBorder': '#be1100', 'inputValidation-infoBorder': '#007acc',
      'list-activeSelectionBackground': '#e8e8e8', 'list-activeSelectionForeground': '#000000', 'list-hoverBackground': '#f2f2f2',
      'progressBar-background': '#005fb8', 'textLink-foreground': '#005fb8', 'textLink-activeForeground': '#005fb8',
    },
  },
  'vscode-high-contrast': {
    bodyClasses: 'vscode-high-contrast',
    tokens: {
      ...font,
      'foreground': '#ffffff', 'descriptionForeground': 'rgba(255, 255, 255, 0.7)', 'errorForeground': '#f48771', 'focusBorder': '#f38518',
      'contrastBorder': '#6fc3df', 'contrastActiveBorder': '#f38518', 'widget-border': '#6fc3df',
      'editor-background': '#000000', 'editor-foreground': '#ffffff', 'sideBar-background': '#000000',
      'charts-blue': '#3794ff', 'charts-foreground': '#ffffff', 'charts-lines': 'rgba(255, 255, 255, 0.5)',
      'editorHoverWidget-background': '#0c141f', 'editorHoverWidget-foreground': '#ffffff', 'editorHoverWidget-border': '#6fc3df',
      'button-foreground': '#ffffff', 'button-border': '#6fc3df', 'button-secondaryForeground': '#ffffff',
      'checkbox-background': '#000000', 'checkbox-border': '#6fc3df', 'checkbox-foreground': '#ffffff',
      'dropdown-background': '#000000', 'dropdown-border': '#6fc3df', 'dropdown-foreground': '#ffffff', 'settings-dropdownListBorder': '#6fc3df',
      'input-background': '#000000', 'input-foreground': '#ffffff', 'input-placeholderForeground': 'rgba(255, 255, 255, 0.7)', 'input-border': '#6fc3df',
      'inputValidation-errorBackground': '#000000', 'inputValidation-errorBorder': '#6fc3df', 'inputValidation-infoBorder': '#6fc3df',
      'list-hoverBackground': 'rgba(255, 255, 255, 0.1)', 'progressBar-background': '#6fc3df',
      'textLink-foreground': '#21a6ff', 'textLink-activeForeground': '#21a6ff',
    },
  },
  'vscode-high-contrast-light': {
    bodyClasses: 'vscode-high-contrast vscode-high-contrast-light',
    tokens: {
      ...font,
      'foreground': '#292929', 'descriptionForeground': 'rgba(41, 41, 41, 0.7)', 'errorForeground': '#b5200d', 'focusBorder': '#006bbd',
      'contrastBorder': '#0f4a85', 'contrastActiveBorder': '#006bbd', 'widget-border': '#0f4a85',
      'editor-background': '#ffffff', 'editor-foreground': '#292929', 'sideBar-background': '#ffffff',
      'charts-blue': '#1a85ff', 'charts-foreground': '#292929', 'charts-lines': 'rgba(41, 41, 41, 0.5)',
      'editorHoverWidget-background': '#ffffff', 'editorHoverWidget-foreground': '#292929', 'editorHoverWidget-border': '#0f4a85',
      'button-background': '#0f4a85', 'button-foreground': '#ffffff', 'button-hoverBackground': '#0f4a85', 'button-border': '#0f4a85',
      'button-secondaryBackground': '#ffffff', 'button-secondaryForeground': '#292929',
      'checkbox-background': '#ffffff', 'checkbox-border': '#0f4a85', 'checkbox-foreground': '#292929',
      'dropdown-background': '#ffffff', 'dropdown-border': '#0f4a85', 'dropdown-foreground': '#292929', 'settings-dropdownListBorder': '#0f4a85',
      'input-background': '#ffffff', 'input-foreground': '#292929', 'input-placeholderForeground': 'rgba(41, 41, 41, 0.7)', 'input-border': '#0f4a85',
      'inputValidation-errorBackground': '#ffffff', 'inputValidation-errorForeground': '#292929', 'inputValidation-errorBorder': '#0f4a85',
      'inputValidation-infoBorder': '#0f4a85',
      'list-activeSelectionBackground': 'rgba(15, 74, 133, 0.1)', 'list-hoverBackground': 'rgba(15, 74, 133, 0.1)',
      'progressBar-background': '#0f4a85', 'textLink-foreground': '#0f4a85', 'textLink-activeForeground': '#0f4a85',
    },
  },
};
