//! The teacher: a sentence encoder (all-MiniLM-L6-v2, Apache-2.0) that gives every text 384 numbers. It is far too large to
//! ship; what it knows of words that our rows never use goes into the model by way of its beliefs.

use std::path::Path;

use anyhow::{Context as _, Result};
use candle_core::{D, DType, Device, Tensor};
use candle_nn::VarBuilder;
use candle_transformers::models::bert::{BertModel, Config};
use tokenizers::{PaddingParams, Tokenizer, TruncationParams};

/// Texts that are embedded together. More of them, of about the same length, save little.
const BATCH: usize = 64;

/// Tokens of a text that are read: as many as the encoder was trained on.
const TOKENS: usize = 128;

/// The encoder, ready.
pub(crate) struct Teacher {
    model: BertModel,
    tokenizer: Tokenizer,
}

impl Teacher {
    /// Reads the encoder's folder, as `cargo xtask fetch-teacher` makes it.
    pub(crate) fn read(folder: &Path) -> Result<Self> {
        let hint = "`cargo xtask fetch-teacher` gets the encoder";
        let read = |name: &str| {
            let path = folder.join(name);
            std::fs::read(&path).with_context(|| format!("cannot read {}; {hint}", path.display()))
        };
        let config: Config = serde_json::from_slice(&read("config.json")?)?;
        let weights =
            VarBuilder::from_buffered_safetensors(read("model.safetensors")?, DType::F32, &Device::Cpu)?;
        let tokenizer = Tokenizer::from_bytes(read("tokenizer.json")?);
        let mut tokenizer = tokenizer.map_err(anyhow::Error::from_boxed)?;
        tokenizer.with_padding(Some(PaddingParams::default()));
        let truncation = TruncationParams { max_length: TOKENS, ..TruncationParams::default() };
        tokenizer.with_truncation(Some(truncation)).map_err(anyhow::Error::from_boxed)?;
        Ok(Self { model: BertModel::load(weights, &config)?, tokenizer })
    }

    /// What it makes of each text, of length 1; calls `tick` with how many are done.
    pub(crate) fn embed(&self, texts: &[&str], tick: impl Fn(u64)) -> Result<Vec<Vec<f32>>> {
        // Texts of about one length go together, so that little padding is reckoned with.
        let mut order: Vec<usize> = (0..texts.len()).collect();
        order.sort_by_key(|at| texts[*at].len());
        let mut embedded = vec![Vec::new(); texts.len()];
        for batch in order.chunks(BATCH) {
            let some: Vec<&str> = batch.iter().map(|at| texts[*at]).collect();
            for (at, embedding) in batch.iter().zip(self.embed_some(some)?) {
                embedded[*at] = embedding;
            }
            tick(batch.len() as u64);
        }
        Ok(embedded)
    }

    fn embed_some(&self, texts: Vec<&str>) -> Result<Vec<Vec<f32>>> {
        let encoded = self.tokenizer.encode_batch(texts, true).map_err(anyhow::Error::from_boxed)?;
        let stack = |of: fn(&tokenizers::Encoding) -> &[u32]| -> Result<Tensor> {
            let rows = encoded.iter().map(|it| Tensor::new(of(it), &Device::Cpu));
            Ok(Tensor::stack(&rows.collect::<Result<Vec<_>, _>>()?, 0)?)
        };
        let (tokens, mask) = (stack(|it| it.get_ids())?, stack(|it| it.get_attention_mask())?);
        let hidden = self.model.forward(&tokens, &tokens.zeros_like()?, Some(&mask))?;
        // The mean over the tokens that are none of the padding, and then length 1: how this encoder was trained.
        let mask = mask.to_dtype(DType::F32)?.unsqueeze(2)?;
        let sum = hidden.broadcast_mul(&mask)?.sum(1)?;
        let unit = sum.broadcast_div(&sum.sqr()?.sum_keepdim(D::Minus1)?.sqrt()?)?;
        Ok(unit.to_vec2()?)
    }
}
