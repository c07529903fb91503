import assert from 'node:assert/strict';
import test from 'node:test';
import { accuracy, macroF1, median } from './metrics.mjs';
import { labelOfScore } from './sentiment_tools.mjs';

function assertClose(actual, expected) {
  assert.ok(Math.abs(actual - expected) < 1e-12, `${actual} is not ${expected}`);
}

test('accuracy counts equal labels', () => {
  assert.equal(accuracy(['a', 'b', 'a', 'b'], ['a', 'a', 'a', 'b']), 0.75);
});

test('macro F1 weighs a rare label like a common one', () => {
  // For a: precision 2/3 and recall 1, so 0.8. For b: precision 1 and recall 1/2, so 2/3.
  assertClose(macroF1(['a', 'b', 'a', 'b'], ['a', 'a', 'a', 'b']), (0.8 + 2 / 3) / 2);
});

test('a label that is never predicted has an F1 of 0', () => {
  assertClose(macroF1(['a', 'a', 'b'], ['a', 'a', 'a']), (0.8 + 0) / 2);
});

test('a predicted label outside the test set costs recall and adds no label', () => {
  assertClose(macroF1(['a', 'a', 'b'], ['a', 'elsewhere', 'b']), (2 / 3 + 1) / 2);
});

test('labels named like object properties are ordinary labels', () => {
  assert.equal(macroF1(['constructor', '__proto__'], ['constructor', '__proto__']), 1);
});

test('metrics refuse lists that do not pair up', () => {
  assert.throws(() => accuracy(['a'], []), RangeError);
  assert.throws(() => macroF1([], []), RangeError);
});

test('the median sorts by number and averages the middle pair', () => {
  assert.equal(median([10, 9, 100]), 10);
  assert.equal(median([4, 1, 3, 2]), 2.5);
  assert.throws(() => median([]), RangeError);
});

test('a band includes its ends, and without a band only 0 is neutral', () => {
  assert.deepEqual([0.05, 0.049, -0.049, -0.05].map((score) => labelOfScore(score, 0.05)),
    ['positive', 'neutral', 'neutral', 'negative']);
  assert.deepEqual([1, 0, -1].map((score) => labelOfScore(score, 0)), ['positive', 'neutral', 'negative']);
});
