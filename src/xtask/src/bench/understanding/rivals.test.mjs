import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { intentTools } from './intent_tools.mjs';

const SCRIPT = fileURLToPath(new URL('rivals.mjs', import.meta.url));
const GOOD_ROWS = '{"text":"good","label":"positive"}\n{"text":"bad","label":"negative"}\n';
const SENTIMENT_TASK = { name: 's', kind: 'sentiment', test: 'test.jsonl' };
const INTENT_TASK = { name: 'i', kind: 'intent', train: 'train.jsonl', test: 'test.jsonl' };

function runScript(t, files, args) {
  const folder = mkdtempSync(join(tmpdir(), 'rivals-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return spawnSync(process.execPath, [SCRIPT, ...(args ?? ['--tasks', join(folder, 'tasks.json')])], {
    encoding: 'utf8',
  });
}

function refuses(name, files, messagePattern, args) {
  test(`refuses ${name}`, (t) => {
    const { status, stdout, stderr } = runScript(t, files, args);
    assert.equal(status, 1);
    assert.equal(stdout, '');
    assert.match(stderr, messagePattern);
    assert.equal(stderr.trimEnd().split('\n').length, 1);
  });
}

refuses('a call without arguments', {}, /^Usage is: .*$/m, []);
refuses('an unknown argument', {}, /^Usage is: .*$/m, ['--task', 'tasks.json']);
refuses('a missing tasks file', {}, /tasks\.json cannot be read \(ENOENT\)\.$/m);
refuses('a tasks file that is not JSON', { 'tasks.json': '{' }, /tasks\.json is not valid JSON\.$/m);
refuses('an empty list of tasks', { 'tasks.json': { tasks: [] } }, /no non-empty list named "tasks"\.$/m);
refuses('an unknown kind', { 'tasks.json': { tasks: [{ name: 'x', kind: 'y' }] } }, /Task 1 .*"kind"/);
refuses('a repeated task name',
  { 'tasks.json': { tasks: [SENTIMENT_TASK, SENTIMENT_TASK] }, 'test.jsonl': GOOD_ROWS }, /names the task "s" twice\.$/m);
refuses('a timing of no seconds',
  { 'tasks.json': { tasks: [SENTIMENT_TASK], seconds_per_timing: 0 } }, /"seconds_per_timing" that is not/);
refuses('a missing test file', { 'tasks.json': { tasks: [SENTIMENT_TASK] } }, /test\.jsonl cannot be read \(ENOENT\)\.$/m);
refuses('a line that is not JSON',
  { 'tasks.json': { tasks: [SENTIMENT_TASK] }, 'test.jsonl': `${GOOD_ROWS}oops\n` }, /test\.jsonl line 3 is not valid JSON\.$/m);
refuses('a line without a text',
  { 'tasks.json': { tasks: [SENTIMENT_TASK] }, 'test.jsonl': '{"label":"neutral"}\n' }, /test\.jsonl line 1 is not an object/);
refuses('a line that is null',
  { 'tasks.json': { tasks: [SENTIMENT_TASK] }, 'test.jsonl': `${GOOD_ROWS}\nnull\n` }, /test\.jsonl line 4 is not an object/);
refuses('a sentiment label of another scheme',
  { 'tasks.json': { tasks: [SENTIMENT_TASK] }, 'test.jsonl': '{"text":"x","label":"joy"}\n' }, /line 1 has the label "joy"/);
refuses('an empty set', { 'tasks.json': { tasks: [SENTIMENT_TASK] }, 'test.jsonl': '\n' }, /test\.jsonl has no rows\.$/m);
refuses('a test label that training lacks', {
  'tasks.json': { tasks: [INTENT_TASK] }, 'train.jsonl': GOOD_ROWS, 'test.jsonl': '{"text":"x","label":"neutral"}\n',
}, /test\.jsonl has the label "neutral", which is missing in .*train\.jsonl\.$/m);
refuses('training on one label', {
  'tasks.json': { tasks: [INTENT_TASK] }, 'train.jsonl': '{"text":"x","label":"a"}\n', 'test.jsonl': '{"text":"x","label":"a"}\n',
}, /train\.jsonl has fewer than two labels/);

for (const tool of intentTools) {
  test(`${tool.tool} learns two intents, the same way twice`, async () => {
    const rows = [
      { text: 'my card has not arrived', label: 'card' },
      { text: 'when does the new card come', label: 'card' },
      { text: 'I want a loan for a car', label: 'loan' },
      { text: 'please lend me money for a house', label: 'loan' },
    ];
    const [first, second] = [await tool.train(rows), await tool.train(rows)];
    assert.equal(await first.predict('the card never arrived'), 'card');
    assert.equal(await first.predict('lend me money for a car'), 'loan');
    assert.equal(first.exportModel(), second.exportModel());
  });
}
