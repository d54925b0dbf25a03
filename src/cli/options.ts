/** The options of the command line, and the text that explains them. */

/** Shown by `--help` and named by every usage failure. */
export const USAGE = `Usage: instance-advisor COMMAND FILE [options]

  inspect FILE [options]     show what is read from a profile; --json
  recommend FILE [options]   predict step time and cost on other instance types

Options of both
  --with A,B                 other files of the same run: a log, a profile, output of mpstat, nvidia-smi, time
  --no-neighbours            take nothing from the outputs of such monitors that lie beside FILE

Options of recommend
  --anchor TYPE              instance type on which the profile was taken (g4dn.xlarge)
  --step-ms N                measured step time in milliseconds, if the file has none or a better one is known
  --batch N                  samples per step
  --samples-per-epoch N      training samples
  --epochs N                 epochs of the whole job (1)
  --measured TYPE=MS,..      step times of this run that were measured on other types, milliseconds
  --thread-runs N=MS,..      on a CPU: step times of this run at several thread counts, which tell how it scales
  --all-gpus                 share the training among all GPUs of each type, each with a batch of its own
  --machines N               share it among N machines (1 to 16)
  --parameters N             trainable parameters (25.6M), for what GPUs exchange; if the file does not say
  --memory-gib N             most memory in use on one GPU, if the file has none or a better figure is known
  --precision P              fp32, tf32 or amp
  --region R                 AWS region (us-east-1)
  --targets A,B              only these instance types, and the anchor
  --purchase LIST            on-demand, savings-plan, spot, sagemaker, sagemaker-spot, sagemaker-hosting (on-demand)
  --prices SOURCE            bundled or live (bundled)
  --price-file FILE          your own prices, discounts and machines (JSON)
  --price-cache FILE         keep live prices here; fresh ones are not asked for again
  --discount PERCENT         what a savings plan or reservation takes off the on-demand price; adds the option savings-plan
  --checkpoint-minutes N     minutes between checkpoints, for what spot interruptions cost
  --currency CODE=RATE       show costs in another currency too: EUR=0.92 (one US dollar is 0.92 euro)
  --coverage PERCENT         80 or 90: how often a range should hold the truth (80)
  --budget USD               limit for the whole job
  --deadline TIME            limit for the whole job: 90m, 3h, 2d
  --what-if-batch N          as if each step had N samples
  --what-if-pixels FROM:TO   as if images had TO pixels along a side instead of FROM
  --second-batch N           a second measured batch size, with
  --second-step-ms N         its step time: --what-if-batch then follows the line through both
  --second-memory-gib N      its memory: the largest batch that fits is then shown for each type
  --json | --markdown | --csv

Exit codes: 0 done, 1 our fault, 2 usage, 3 file not recognised or damaged, 4 nothing can be predicted,
5 budget or deadline cannot be met.
`;

/** For `parseArgs`. */
export const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
  json: { type: 'boolean' },
  markdown: { type: 'boolean' },
  csv: { type: 'boolean' },
  with: { type: 'string', multiple: true },
  'no-neighbours': { type: 'boolean' },
  anchor: { type: 'string' },
  'step-ms': { type: 'string' },
  batch: { type: 'string' },
  'samples-per-epoch': { type: 'string' },
  epochs: { type: 'string' },
  measured: { type: 'string' },
  'thread-runs': { type: 'string' },
  'all-gpus': { type: 'boolean' },
  machines: { type: 'string' },
  parameters: { type: 'string' },
  'memory-gib': { type: 'string' },
  precision: { type: 'string' },
  region: { type: 'string' },
  targets: { type: 'string' },
  purchase: { type: 'string' },
  prices: { type: 'string' },
  'price-file': { type: 'string' },
  'price-cache': { type: 'string' },
  discount: { type: 'string' },
  'checkpoint-minutes': { type: 'string' },
  currency: { type: 'string' },
  coverage: { type: 'string' },
  budget: { type: 'string' },
  deadline: { type: 'string' },
  'what-if-batch': { type: 'string' },
  'what-if-pixels': { type: 'string' },
  'second-batch': { type: 'string' },
  'second-step-ms': { type: 'string' },
  'second-memory-gib': { type: 'string' },
} as const;

type ValueOf<Option> = Option extends { type: 'boolean' } ? boolean : Option extends { multiple: true } ? readonly string[] : string;
/** The values as they were typed, by option. */
export type Values = { readonly [Name in keyof typeof OPTIONS]?: ValueOf<(typeof OPTIONS)[Name]> };

