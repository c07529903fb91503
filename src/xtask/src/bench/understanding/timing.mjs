import { median } from './metrics.mjs';

/** Predicts every text once, in order. */
export async function predictAll(tool, texts) {
  const predictions = [];
  tool.startPass?.();
  for (const text of texts) {
    const prediction = tool.predict(text);
    // Only the asynchronous tool is awaited: a needless await per message
    // would be a visible share of the time of the small lexicon tools.
    predictions.push(prediction instanceof Promise ? await prediction : prediction);
  }
  return predictions;
}

/**
 * The median time per message over whole passes. The caller's accuracy pass is
 * one warm-up and this function adds a second, since V8 optimises late.
 */
export async function measureMicrosecondsPerMessage(tool, texts, secondsPerTiming) {
  await predictAll(tool, texts);
  const passMilliseconds = [];
  const endMilliseconds = performance.now() + secondsPerTiming * 1000;
  do {
    const startMilliseconds = performance.now();
    await predictAll(tool, texts);
    passMilliseconds.push(performance.now() - startMilliseconds);
  } while (performance.now() < endMilliseconds);
  return (median(passMilliseconds) * 1000) / texts.length;
}
