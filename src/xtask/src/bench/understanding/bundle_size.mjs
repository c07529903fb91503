import { brotliCompressSync, constants } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const HERE = fileURLToPath(new URL('.', import.meta.url));

/**
 * The bytes a browser downloads for a tool: its minified bundle, and the
 * trained model as a second file when there is one.
 */
export async function measureBrotliBytes(browserEntry, modelJson) {
  let bundle;
  try {
    bundle = await build({
      stdin: { contents: browserEntry, resolveDir: HERE, loader: 'js' },
      bundle: true,
      minify: true,
      format: 'esm',
      platform: 'browser',
      // Licence comments are kept, as they must be in a page that ships these.
      legalComments: 'inline',
      write: false,
      logLevel: 'silent',
    });
  } catch (error) {
    const reason = error.errors?.[0]?.text ?? error.message;
    return { bytes: null, note: `It cannot be bundled for browsers: ${reason}` };
  }
  const parts = [Buffer.from(bundle.outputFiles[0].contents)];
  if (modelJson !== undefined) parts.push(Buffer.from(modelJson));
  return { bytes: parts.reduce((sum, part) => sum + brotliBytes(part), 0) };
}

function brotliBytes(content) {
  return brotliCompressSync(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  }).length;
}
