import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

export const SENTIMENT_LABELS = ['negative', 'neutral', 'positive'];
const DEFAULT_SECONDS_PER_TIMING = 2;

/** A mistake of whoever called the script, told in one sentence without a stack. */
export class InputError extends Error {}

/** Turns `--tasks FILE` into the file's path. */
export function parseArguments(args) {
  if (args.length !== 2 || args[0] !== '--tasks') {
    throw new InputError('Usage is: node rivals.mjs --tasks tasks.json');
  }
  return args[1];
}

/**
 * Reads the whole benchmark up front, so that a bad line in the last file is
 * reported before minutes are spent on training for the first.
 */
export function readBenchmark(tasksPath) {
  const config = parseJson(readText(tasksPath), tasksPath);
  if (!Array.isArray(config?.tasks) || config.tasks.length === 0) {
    throw new InputError(`${tasksPath} has no non-empty list named "tasks".`);
  }
  const secondsPerTiming = config.seconds_per_timing ?? DEFAULT_SECONDS_PER_TIMING;
  if (!Number.isFinite(secondsPerTiming) || secondsPerTiming <= 0) {
    throw new InputError(`${tasksPath} has a "seconds_per_timing" that is not a positive number.`);
  }
  const folder = dirname(resolve(tasksPath));
  const tasks = config.tasks.map((task, i) => readTask(task, `Task ${i + 1} of ${tasksPath}`, folder));
  const names = tasks.map((task) => task.name);
  const repeated = names.find((name, i) => names.indexOf(name) !== i);
  if (repeated !== undefined) throw new InputError(`${tasksPath} names the task "${repeated}" twice.`);
  return { tasks, secondsPerTiming };
}

function readTask(task, where, folder) {
  if (typeof task?.name !== 'string' || task.name === '') throw new InputError(`${where} has no "name".`);
  if (task.kind !== 'sentiment' && task.kind !== 'intent') {
    throw new InputError(`${where} has a "kind" that is neither "sentiment" nor "intent".`);
  }
  if (typeof task.test !== 'string') throw new InputError(`${where} has no "test" file.`);
  const testPath = resolve(folder, task.test);
  if (task.kind === 'sentiment') {
    return { name: task.name, kind: task.kind, test: readRows(testPath, SENTIMENT_LABELS) };
  }
  if (typeof task.train !== 'string') throw new InputError(`${where} has no "train" file.`);
  const trainPath = resolve(folder, task.train);
  const train = readRows(trainPath);
  const test = readRows(testPath);
  const trained = new Set(train.map((row) => row.label));
  if (trained.size < 2) throw new InputError(`${trainPath} has fewer than two labels to tell apart.`);
  const missing = test.find((row) => !trained.has(row.label));
  if (missing) {
    throw new InputError(`${testPath} has the label "${missing.label}", which is missing in ${trainPath}.`);
  }
  return { name: task.name, kind: task.kind, train, test };
}

function readRows(path, allowedLabels) {
  const rows = [];
  readText(path).split('\n').forEach((line, i) => {
    if (line.trim() === '') return;
    const where = `${path} line ${i + 1}`;
    const row = parseJson(line, where);
    if (typeof row?.text !== 'string' || typeof row.label !== 'string' || row.label === '') {
      throw new InputError(`${where} is not an object with the strings "text" and "label".`);
    }
    if (allowedLabels && !allowedLabels.includes(row.label)) {
      throw new InputError(`${where} has the label "${row.label}" instead of ${allowedLabels.join(', ')}.`);
    }
    rows.push({ text: row.text, label: row.label });
  });
  if (rows.length === 0) throw new InputError(`${path} has no rows.`);
  return rows;
}

function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new InputError(`${path} cannot be read (${error.code}).`);
  }
}

function parseJson(text, where) {
  try {
    return JSON.parse(text);
  } catch {
    throw new InputError(`${where} is not valid JSON.`);
  }
}
