/*
 * How the page feels, as the web vitals tell it. Fetched when the chat is opened: the browser keeps for us what happened before.
 */

import { onCLS, onINP, onLCP } from 'web-vitals';

/** Calls `told` with each vital's name, value and rating, again whenever it changes. The value is in milliseconds, and of the
 * layout shift in thousandths. */
export const vitals = (told) => {
  const tell = ({ name, value, rating }) => told(name.toLowerCase(), Math.round(name === 'CLS' ? value * 1000 : value), rating);
  for (const watch of [onCLS, onINP, onLCP]) watch(tell, { reportAllChanges: true });
};
