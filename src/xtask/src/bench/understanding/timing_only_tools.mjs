import compromise from 'compromise';
import { installedVersion } from './package_version.mjs';

/** Tools that read text but have no classifier, timed and never scored. */
export const timingOnlyTools = [
  {
    tool: 'compromise',
    version: installedVersion('compromise'),
    browserEntry: "export { default } from 'compromise';",
    note: 'Timing of tokenising and part-of-speech tagging only.',
    whyNotScored: 'compromise has neither a sentiment lexicon nor a trainable classifier, so it gives no label to score.',
    // The tagged terms are counted so that lazy work, if a later version has
    // some, is still done.
    predict: (text) => compromise(text).termList().length,
  },
];
