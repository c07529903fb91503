/*
 * What `embed.js` fetches at idle: the recorder, and the log that it writes into. `__VITALS_JS__` is filled in by the build.
 */

import { openLog } from './log.js';
import { record } from './recorder.js';

/** Begins to record. `settings` is what the site says of its page: see `recorder.js`. */
export const load = (settings) => record({ ...settings, vitals: () => import(new URL(__VITALS_JS__, import.meta.url)) }, openLog());
