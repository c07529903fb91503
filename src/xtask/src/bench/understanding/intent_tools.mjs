import { LangEn, Nlp, containerBootstrap } from '@nlpjs/basic';
import naiveBayes from 'wink-naive-bayes-text-classifier';
import model from 'wink-eng-lite-web-model';
import winkNLP from 'wink-nlp';
import { installedVersion } from './package_version.mjs';

const NLPJS_LANGUAGE = 'en';
const NLPJS_REJECTION = 'None';

/** Classifiers, each with a `train` that resolves to something that predicts. */
export const intentTools = [
  {
    tool: '@nlpjs/basic',
    version: installedVersion('@nlpjs/basic'),
    train: trainNlpjs,
    // @nlpjs/basic itself loads files and so cannot run in a browser. Its
    // makers' web guide builds a page from these three packages instead; they
    // hold the same NLU, tokenizer and stemmer.
    browserEntry: `export { containerBootstrap } from '@nlpjs/core';
      export { Nlp } from '@nlpjs/nlp';
      export { LangEn } from '@nlpjs/lang-en-min';`,
    note: 'brotli_bytes is for @nlpjs/core, @nlpjs/nlp and @nlpjs/lang-en-min, the makers\' browser set, with the model.',
  },
  winkTool('chatbot recipe', {
    // The makers' chatbot example, which is their recipe for intents, keeps
    // function words and folds numbers, since both carry the meaning of a
    // short request.
    pipe: ['pos'],
    settings: { considerOnlyPresence: false, smoothingFactor: 0.1 },
    tokenizer: (its) => {
      const keptTags = new Set(['VERB', 'NOUN', 'ADP', 'DET', 'PART']);
      return (token) => {
        if (token.out(its.type) === 'number') return '$number';
        return keptTags.has(token.out(its.pos)) ? token.out(its.lemma) : null;
      };
    },
  }),
  winkTool('README recipe', {
    // The README's own example, meant for text in general, drops stop words
    // and marks negated stems. Reporting both recipes leaves no doubt that the
    // weaker one was picked.
    pipe: ['sbd', 'negation'],
    settings: { considerOnlyPresence: true, smoothingFactor: 0.5 },
    tokenizer: (its) => (token) => {
      if (token.out(its.type) !== 'word' || token.out(its.stopWordFlag)) return null;
      return (token.out(its.negationFlag) ? '!' : '') + token.out(its.stem);
    },
  }),
];

async function trainNlpjs(rows) {
  if (rows.some((row) => row.label === NLPJS_REJECTION)) {
    throw new Error(`nlp.js reserves the intent name "${NLPJS_REJECTION}" for what it rejects.`);
  }
  // Environment and configuration files of the current folder are kept out, so
  // that a run depends on the tasks alone. Training starts from zero weights
  // and visits the rows in file order, so it needs no seed.
  const noFiles = { loadEnv: false, pathConfiguration: '/dev/null/none', pathPipeline: '/dev/null/none', pathPlugins: '/dev/null/none' };
  const container = containerBootstrap(noFiles, false);
  container.use(LangEn);
  const nlp = new Nlp({
    container,
    languages: [NLPJS_LANGUAGE],
    autoSave: false,
    autoLoad: false,
    nlu: { log: false },
    // Sentiment is no part of the intent task, so its time is not charged.
    calculateSentiment: false,
    // The default of 0.5 answers "None" when unsure. Every test row has one of
    // the trained intents, so the best guess is what is compared.
    threshold: 0,
  });
  for (const { text, label } of rows) nlp.addDocument(NLPJS_LANGUAGE, text, label);
  await nlp.train();
  const nlus = Object.values(nlp.nluManager.domainManagers[NLPJS_LANGUAGE].domains);
  return {
    // nlp.js remembers the tokens of every text for an hour. A repeated pass
    // would time that memory instead of its work on a new message.
    startPass: () => {
      for (const nlu of nlus) if (nlu.cache) nlu.cache.results = {};
    },
    predict: async (text) => {
      const { classifications } = await nlp.process(NLPJS_LANGUAGE, text);
      const best = classifications.find(({ intent }) => intent !== NLPJS_REJECTION);
      return best ? best.intent : NLPJS_REJECTION;
    },
    exportModel: () => nlp.export(true),
  };
}

function winkTool(recipeName, recipe) {
  const packages = ['wink-naive-bayes-text-classifier', 'wink-nlp', 'wink-eng-lite-web-model'];
  return {
    tool: `wink-naive-bayes-text-classifier (${recipeName})`,
    version: packages.map(installedVersion).join(' + '),
    train: (rows) => trainWink(rows, recipe),
    browserEntry: packages.map((name, i) => `export { default as part${i} } from '${name}';`).join('\n'),
    note: 'version is of the classifier, wink-nlp and wink-eng-lite-web-model; brotli_bytes is for all three with the model.',
  };
}

function trainWink(rows, { pipe, settings, tokenizer }) {
  const nlp = winkNLP(model, pipe);
  const featureOf = tokenizer(nlp.its);
  const classifier = naiveBayes();
  classifier.defineConfig(settings);
  classifier.definePrepTasks([(text) => {
    const features = [];
    nlp.readDoc(text).tokens().each((token) => {
      const feature = featureOf(token);
      if (feature !== null) features.push(feature);
    });
    return features;
  }]);
  for (const { text, label } of rows) classifier.learn(text, label);
  // The model is exported before consolidation, which freezes the classifier:
  // a page imports these counts and consolidates them itself.
  const modelJson = classifier.exportJSON();
  classifier.consolidate();
  return { predict: (text) => classifier.predict(text), exportModel: () => modelJson };
}
