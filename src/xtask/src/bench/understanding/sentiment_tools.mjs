import Sentiment from 'sentiment';
import vader from 'vader-sentiment';
import model from 'wink-eng-lite-web-model';
import winkNLP from 'wink-nlp';
import { installedVersion } from './package_version.mjs';

const VADER_BAND = 0.05;

// These are the steps that sentiment needs: its scores are averaged over
// sentences and change sign under negation. The default pipe also tags parts
// of speech and entities, which costs time and leaves the score as it is.
const WINK_SENTIMENT_PIPE = ['sbd', 'negation', 'sentiment'];

/** Maps a score to a label; scores strictly inside the band are neutral. */
export function labelOfScore(score, band) {
  if (band > 0 ? score >= band : score > 0) return 'positive';
  if (band > 0 ? score <= -band : score < 0) return 'negative';
  return 'neutral';
}

/** Lexicon tools, each ready to predict without training. */
export function sentimentTools() {
  return [vaderTool(), afinnTool(), winkTool()];
}

function vaderTool() {
  const analyzer = vader.SentimentIntensityAnalyzer;
  return {
    tool: 'vader-sentiment',
    version: installedVersion('vader-sentiment'),
    browserEntry: "export { default } from 'vader-sentiment';",
    // Its README gives +-0.05 on the compound score, both ends included, as
    // the typical thresholds of the literature.
    predict: (text) => labelOfScore(analyzer.polarity_scores(text).compound, VADER_BAND),
  };
}

function afinnTool() {
  const sentiment = new Sentiment();
  return {
    tool: 'sentiment',
    version: installedVersion('sentiment'),
    browserEntry: "export { default } from 'sentiment';",
    // Its README puts the mid-point at 0 and documents no neutral band. Score
    // and comparative have the same sign, so either gives the same label.
    predict: (text) => labelOfScore(sentiment.analyze(text).score, 0),
  };
}

function winkTool() {
  const nlp = winkNLP(model, WINK_SENTIMENT_PIPE);
  return {
    tool: 'wink-nlp + wink-eng-lite-web-model',
    version: `${installedVersion('wink-nlp')} + ${installedVersion('wink-eng-lite-web-model')}`,
    browserEntry: `export { default as winkNLP } from 'wink-nlp';
      export { default as model } from 'wink-eng-lite-web-model';`,
    // The score is a mean between -1 and 1. The package documents no neutral
    // band, and a text without a sentiment word scores exactly 0.
    predict: (text) => labelOfScore(nlp.readDoc(text).out(nlp.its.sentiment), 0),
  };
}
