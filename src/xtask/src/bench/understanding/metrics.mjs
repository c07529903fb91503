/** The share of predictions that equal the gold label at the same index. */
export function accuracy(goldLabels, predictedLabels) {
  requireSameLength(goldLabels, predictedLabels);
  const correct = goldLabels.filter((gold, i) => gold === predictedLabels[i]).length;
  return correct / goldLabels.length;
}

/**
 * The unweighted mean of the F1 of each label that occurs in the gold labels.
 *
 * A predicted label that the test set never uses gets no F1 of its own: it
 * already costs recall for the label it displaced, and averaging it in would
 * make the divisor depend on the tool instead of on the task.
 */
export function macroF1(goldLabels, predictedLabels) {
  requireSameLength(goldLabels, predictedLabels);
  const counts = new Map();
  for (const gold of goldLabels) counts.set(gold, { hits: 0, gold: 0, predicted: 0 });
  goldLabels.forEach((gold, i) => {
    const predicted = predictedLabels[i];
    counts.get(gold).gold += 1;
    if (counts.has(predicted)) counts.get(predicted).predicted += 1;
    if (predicted === gold) counts.get(gold).hits += 1;
  });
  let sum = 0;
  for (const { hits, gold, predicted } of counts.values()) {
    // This form equals 2PR/(P+R), and stays defined (as 0) for a label that is
    // never predicted, because every label here has at least one gold row.
    sum += (2 * hits) / (gold + predicted);
  }
  return sum / counts.size;
}

/** The middle value, or the mean of the two middle values. */
export function median(values) {
  if (values.length === 0) throw new RangeError('The median of no values is undefined.');
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function requireSameLength(goldLabels, predictedLabels) {
  if (goldLabels.length === 0 || goldLabels.length !== predictedLabels.length) {
    throw new RangeError('Metrics need equally many gold and predicted labels, and at least one.');
  }
}
