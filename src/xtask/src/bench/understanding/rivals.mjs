import { InputError, parseArguments, readBenchmark } from './input.mjs';

// A tool that logs would otherwise break the single JSON object on stdout.
console.log = console.error;

try {
  const benchmark = readBenchmark(parseArguments(process.argv.slice(2)));
  // The tools are loaded after the input is known to be good: they take
  // seconds, and a logger among them prints a warning above our own message.
  const { runBenchmark } = await import('./benchmark.mjs');
  const report = await runBenchmark(benchmark, (line) => process.stderr.write(`${line}\n`));
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
