import { measureBrotliBytes } from './bundle_size.mjs';
import { intentTools } from './intent_tools.mjs';
import { accuracy, macroF1 } from './metrics.mjs';
import { sentimentTools } from './sentiment_tools.mjs';
import { measureMicrosecondsPerMessage, predictAll } from './timing.mjs';
import { timingOnlyTools } from './timing_only_tools.mjs';

const WHY_NO_INTENTS = 'It is a fixed sentiment lexicon and cannot be trained for intents.';
const WHY_NO_SENTIMENT = 'It is compared as a trained intent classifier, and a sentiment task has no training set.';

/** Measures every tool on every task; a tool that fails is listed, not fatal. */
export async function runBenchmark({ tasks, secondsPerTiming }, logProgress) {
  const report = { node: process.version, rows: [], skipped: [] };
  const lexiconTools = sentimentTools();
  for (const task of tasks) {
    const [candidates, unfit, why] = task.kind === 'sentiment'
      ? [lexiconTools, intentTools, WHY_NO_SENTIMENT]
      : [intentTools, lexiconTools, WHY_NO_INTENTS];
    for (const tool of [...candidates, ...timingOnlyTools]) {
      logProgress(`${task.name}: ${tool.tool}`);
      try {
        report.rows.push(await measureTool(tool, task, secondsPerTiming));
      } catch (error) {
        report.skipped.push({ tool: tool.tool, task: task.name, why: `It failed: ${error.message}` });
      }
    }
    for (const tool of unfit) report.skipped.push({ tool: tool.tool, task: task.name, why });
    for (const tool of timingOnlyTools) {
      report.skipped.push({ tool: tool.tool, task: task.name, why: tool.whyNotScored });
    }
  }
  return report;
}

async function measureTool(tool, task, secondsPerTiming) {
  const texts = task.test.map((row) => row.text);
  const goldLabels = task.test.map((row) => row.label);
  const startMilliseconds = performance.now();
  const ready = tool.train ? await tool.train(task.train) : tool;
  const trainSeconds = tool.train ? (performance.now() - startMilliseconds) / 1000 : null;
  const predictions = await predictAll(ready, texts);
  const isScored = tool.whyNotScored === undefined;
  const microseconds = await measureMicrosecondsPerMessage(ready, texts, secondsPerTiming);
  const size = await measureBrotliBytes(tool.browserEntry, ready.exportModel?.());
  const row = {
    tool: tool.tool,
    version: tool.version,
    task: task.name,
    rows: texts.length,
    accuracy: isScored ? rounded(accuracy(goldLabels, predictions), 4) : null,
    macro_f1: isScored ? rounded(macroF1(goldLabels, predictions), 4) : null,
    us_per_message: rounded(microseconds, 1),
    brotli_bytes: size.bytes,
    train_s: trainSeconds === null ? null : rounded(trainSeconds, 2),
  };
  // A size that failed makes the tool's own note about its size untrue.
  const note = size.note ?? tool.note;
  return note === undefined ? row : { ...row, note };
}

function rounded(value, digits) {
  return Number(value.toFixed(digits));
}
