import { createStore } from './store';

/** How far back the series of all cards reach; one range for a page. */
export const RANGES = ['1h', '3h', '24h', '7d'] as const;

export type Range = (typeof RANGES)[number];

export const RANGE_TITLES: Record<Range, string> = {
  '1h': 'the last hour',
  '3h': 'the last 3 hours',
  '24h': 'the last 24 hours',
  '7d': 'the last 7 days',
};

export const rangeStore = createStore<Range>('3h');

/** The moment the pointer is on in any chart, in milliseconds; all charts of the page show it. */
export const hoverStore = createStore<number | undefined>(undefined);
