/** Op families: groups of ops that scale alike across hardware. */

/** Every family, in the order in which they are shown. */
export const OP_FAMILIES = [
  'convolution', 'matmul', 'depthwise', 'normalization', 'pooling', 'elementwise',
  'optimizer', 'transfer', 'communication', 'input', 'idle', 'other',
] as const;

/** A group of ops that scale alike across hardware. */
export type OpFamily = (typeof OP_FAMILIES)[number];

/** Milliseconds per step by family; absent families took no time. */
export type OpFamilyTimes = Readonly<Partial<Record<OpFamily, number>>>;

/**
 * The table: what belongs to a family, as patterns over the words of an op's name; the first that matches decides, so
 * special cases stand before general ones (depthwise before convolution, batch norm before elementwise).
 * A name is cut into lower-case words first: `_FusedConv2D` is "fused conv2 d", `aten::native_batch_norm` "aten native batch norm".
 */
const FAMILY_PATTERNS: readonly (readonly [OpFamily, RegExp])[] = [
  // The profiler's own name for "nothing ran here".
  ['idle', /^idle$/],
  // Between devices or machines. TensorFlow's BroadcastTo and torch's broadcast_tensors only copy on one device.
  ['communication', /\bnccl|\brccl|\bhorovod|\ball ?reduce|\ball ?gather|\breduce scatter|\ball ?to ?all|\bcross replica|\bcollective|\bgloo\b|\bc10d\b|\brecord param comms\b/],
  // Reading, decoding and handing over samples. An iterator further back in a name is a template's argument of a kernel.
  ['input', /\bdataset\b|^(?:\w+ ){0,4}(?<!tensor )iterator\b|\bdata ?loader|\bdecode\b|\bextract jpeg|\bparse example|\bread file|\binfeed|\bnext from shard|\bsample distorted/],
  // Between host and device. TensorFlow's _Send and _Recv are host-device copies on one machine.
  ['transfer', /^(host )?(send|recv)\b|\bmemcpy|\bhtod\b|\bdtoh\b|\bpin memory|\blocal scalar dense|\baten item\b|\boutfeed|\bcopy (to|from) (host|device)/],
  // Bound by bandwidth on GPUs although it is a convolution by name.
  ['depthwise', /\bdepthwise|\bdw ?conv|\bconv depthwise/],
  // Variables and their updates, one small kernel per variable.
  ['optimizer', /\boptimizer\b|\b(resource|sparse)? ?apply (gradient|adam|ada|keras|momentum|rms|ftrl|proximal|centered|add sign|power)|\bassign\b.*\b(variable|op)\b|\bassign( add| sub)?\b|\bread variable|\bvar (handle|is)|\bmulti tensor apply|\bforeach\b|\badam\b|\bsgd\b|\baccumulate grad|\badd ?c(div|mul)|\blerp\b/],
  ['normalization', /\b(batch|layer|group|instance|rms|local response) ?norm|\bbatchnorm|\bbn (fw|bw|fwd|bwd|inf)|\blrn\b|layer ?norm/],
  ['pooling', /\bpool|pool(ing|2d|2 d|3 d)?\b|\bpool2d/],
  ['convolution', /\bconv|convolve|convolution|winograd|\bdgrad|\bwgrad|fprop|\bim2col|\bcol2im|scudnn|\bxmma.*(fprop|dgrad|wgrad)|\bcompute(?: \w+)* \w*offsets|\bcudnn cnn/],
  ['matmul', /\bmat ?mul|gemm|gemv|\b(add|b|badd)?mm\b|\b(add|b|badd)?mm ?backward|\blinear\b|\beinsum|\bcijk\b|\bcublas|\bcutlass|\bdot\b|attention|\b(flash|attn) (fwd|bwd|attn)|\bnvjet\b|\bfmha|\blstm|\bgru\b|\brnn\b|\btransformer encoder layer/],
  // One pass over memory: arithmetic per element, activations, reductions, losses, and moving data on the device.
  ['elementwise', /elementwise|\b(add|sub|mul|div|real ?div|floor ?div|neg|abs|sign|pow|square|squared|sqrt|rsqrt|exp|log|maximum|minimum|mod|clamp|clip|erf|reciprocal|lerp|cumsum|floor|ceil|round|fma)\b/],
  ['elementwise', /\b(bias|relu6?|threshold|sigmoid|tanh|gelu|silu|swish|elu|selu|mish|leaky|hard\w*|softplus|softmax|cross|entropy|loss|nll|dropout|bernoulli|random|distribution)\b/],
  ['elementwise', /\b(sum|mean|prod|max|min|all|any|arg ?max|arg ?min|reduce|norm|var|std|top ?k|sort|cmp|equal|not|greater|less|logical|where|select|isnan|isneginf|isfinite|bool)\b/],
  ['elementwise', /\b(cast|copy|to|clone|contiguous|transpose|permute|reshape|view|unsafe view|flatten|unflatten|squeeze|unsqueeze|expand|broadcast|tile|repeat|pad|padding|slice|strided|narrow|split|concat\w*|cat|stack|pack|unpack|gather|scatter|stitch|embedding|index|reverse|resize|upsample|fill|zero|zeros|ones|memset|empty|identity|detach|as strided|t|alias|shape|one hot|functor|triton)\b/],
  ['elementwise', /\b(?:\w+ like|add ?n|l2|im2col|relu ?backward|\w*softmax ?backward\w*|const|scalar tensor|masked|bucketize|range|arange|eq|ne|gt|lt|ge|le|full|non ?zero|rsub|unbind|conj|tbackward\d?|scale packed tensor|class nll\w*)\b/],
];

/** Cuts a name into lower-case words: at punctuation, before capitals, and drops a version or backward mark (`V3`, `0`). */
function wordsOf(type: string): string {
  return type
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[^A-Za-z0-9]+/g, ' ')
    .trim()
    .toLowerCase()
    .replace(/\bautograd engine evaluate function\b/, '')
    .trim();
}

/** An op's name may be a kernel of a template library, thousands of characters long; the head tells its kind. */
const NAME_LIMIT = 400;

/**
 * The family of an op type as a framework writes it (`Conv2D`, `_FusedConv2D`, `IDLE`, `aten::conv2d`, a CUDA kernel name).
 * Names that the table does not know are `other`. The place (device or host) does not matter. Call it per op type, not per event.
 */
export function opFamily(type: string): OpFamily {
  const words = wordsOf(type.slice(0, NAME_LIMIT));
  return FAMILY_PATTERNS.find(([, pattern]) => pattern.test(words))?.[0] ?? 'other';
}
