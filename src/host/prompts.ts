/** Dialogs for one answer each, with guesses first. */

import * as vscode from 'vscode';
import type { Guess } from '../core/advice/questions';

/** Where a dialog stands in a row of dialogs. */
export interface Place {
  readonly step: number;
  readonly totalSteps: number;
}

/** One question with its guesses. */
export interface Question<T> {
  readonly title: string;
  readonly placeholder: string;
  readonly guesses: readonly Guess<T>[];
  /** Reads what was typed; undefined when it is not an answer. Absent when only a guess can be chosen. */
  readonly parse?: (typed: string) => T | undefined;
}

interface Choice<T> extends vscode.QuickPickItem {
  readonly value: T;
}

/** Asks with a list whose first entry is the best guess; a typed answer takes the place of the list. Undefined when dismissed. */
export function ask<T>({ title, placeholder, guesses, parse }: Question<T>, place: Place): Promise<T | undefined> {
  const picker = vscode.window.createQuickPick<Choice<T>>();
  const choices = guesses.map(({ value, reason }): Choice<T> => ({ label: String(value), description: reason, value }));
  Object.assign(picker, { title, placeholder, ...place, ignoreFocusOut: true, matchOnDescription: true, items: choices });
  const typed = (): T | undefined => parse?.(picker.value.trim());
  return new Promise((resolve) => {
    picker.onDidChangeValue(() => {
      const value = typed();
      picker.items = value === undefined ? choices : [{ label: String(value), description: vscode.l10n.t('typed'), value, alwaysShow: true }];
    });
    picker.onDidAccept(() => {
      // The text first: the list follows typing with a delay, and Enter may be faster.
      const answer = typed() ?? picker.activeItems[0]?.value;
      if (answer === undefined) return; // nothing matches what was typed: keep asking
      resolve(answer);
      picker.hide();
    });
    picker.onDidHide(() => {
      resolve(undefined); // no effect after an answer
      picker.dispose();
    });
    picker.show();
  });
}

/** Reads a positive number, a decimal point allowed; undefined for anything else. */
export function positiveNumber(typed: string): number | undefined {
  const value = Number(typed.replace(/[ ,_](?=\d{3}\b)/g, ''));
  return typed !== '' && Number.isFinite(value) && value > 0 ? value : undefined;
}

/** Reads a positive whole number, thousands separators allowed (`50,000`); undefined for anything else. */
export function positiveInteger(typed: string): number | undefined {
  const value = positiveNumber(typed);
  return value !== undefined && Number.isSafeInteger(value) ? value : undefined;
}
