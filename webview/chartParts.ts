/** What the charts have in common. */

import type { ChartConfiguration, ChartType } from 'chart.js';
import type { Theme } from './theme';

/** The chart's text font at a relative size. */
export function fontOf(theme: Theme, bold = false): string {
  return `${bold ? '600 ' : ''}${theme.fontSize - 1}px ${theme.fontFamily}`;
}

type TooltipLook = Pick<NonNullable<NonNullable<NonNullable<ChartConfiguration<ChartType>['options']>['plugins']>['tooltip']>,
  'displayColors' | 'cornerRadius' | 'padding' | 'caretSize' | 'borderWidth' | 'backgroundColor' | 'borderColor' | 'titleColor' | 'bodyColor' | 'titleFont' | 'bodyFont'>;

/** A tooltip that looks like the editor's own hover. */
export function tooltipLook(theme: () => Theme): TooltipLook {
  const font = () => ({ family: theme().fontFamily, size: theme().fontSize - 1 });
  return {
    displayColors: false,
    cornerRadius: 3,
    padding: 8,
    caretSize: 0,
    borderWidth: 1,
    backgroundColor: () => theme().tooltipBackground,
    borderColor: () => theme().tooltipBorder,
    titleColor: () => theme().tooltipForeground,
    bodyColor: () => theme().tooltipForeground,
    titleFont: font,
    bodyFont: font,
  };
}
