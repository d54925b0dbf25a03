/** The settings that concern prices, read where they are used: a change holds from the next advice on. */

import * as vscode from 'vscode';
import { parseCurrency, type DisplayCurrency } from '../core/pricing/currency';
import type { PriceTerms } from '../core/pricing/derivedOffers';

const setting = <T>(name: string): T | undefined => vscode.workspace.getConfiguration('mlInstanceAdvisor').get<T>(name);

/** Settings whose change makes another advice. */
export const PRICE_SETTINGS = ['priceFile', 'discountPercent', 'checkpointMinutes', 'currency', 'livePrices'].map((name) => `mlInstanceAdvisor.${name}`);

/** The user's discount; none outside of 0 to 100, as settings are typed by hand. */
export function priceTerms(): PriceTerms {
  const percent = setting<number>('discountPercent');
  return typeof percent === 'number' && percent > 0 && percent < 100 ? { discountPercent: percent } : {};
}

/** What an advice is drawn up with, beyond region and purchase options. */
export function priceScope(): { checkpointMinutes?: number; currency?: DisplayCurrency } {
  const minutes = setting<number>('checkpointMinutes');
  const currency = parseCurrency(setting<string>('currency') ?? '');
  return {
    ...(typeof minutes === 'number' && minutes > 0 ? { checkpointMinutes: minutes } : {}),
    ...(currency.ok ? { currency: currency.value } : {}),
  };
}

/** Whether AWS may be asked without a command: only when the user switched it on. */
export function asksByItself(): boolean {
  return setting<boolean>('livePrices') === true;
}

/** Name of the AWS profile; undefined for the default credential chain. */
export function awsProfile(): string | undefined {
  const name = setting<string>('awsProfile') ?? '';
  return name === '' ? undefined : name;
}
