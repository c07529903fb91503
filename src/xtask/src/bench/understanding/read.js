// Arguments: the texts, how many passes are timed, and what to call when done.
const [texts, passes, done] = arguments;
const answers = texts.map((text) => undertone.read(text) || null);
const passes_us = [];
for (let pass = 0; pass < passes; pass++) {
  const began = performance.now();
  for (const text of texts) undertone.read(text);
  passes_us.push(((performance.now() - began) * 1000) / texts.length);
}
done({ answers, passes_us });
