/**
 * Tensor names: which tensors of Hugging Face Transformers and of MLX make up each of CTranslate2's.
 *
 * CTranslate2 fuses query, key and value of self-attention, and key and value of cross-attention, along the first axis.
 * Keys have no bias elsewhere; CTranslate2 fills it with zeros. MLX's convolutions are [outputs, 3, inputs].
 * Source  CTranslate2 `converters/transformers.py` (WhisperLoader), mlx-whisper `whisper.py`; checked by loading there.
 * @module
 */

/** Tensors that, one after another along the first axis, are one of CTranslate2's. All have as many rows. */
export interface TensorPlace {
  /** Undefined stands for zeros. */
  readonly parts: readonly (string | undefined)[];
  /** Whether the last two of three axes are swapped there. */
  readonly swapped: boolean;
}

/** Another project's words. */
export interface NameScheme {
  readonly block: (side: Side, index: string) => string;
  /** By CTranslate2's word for a layer of a block. */
  readonly attention: Readonly<Record<string, string>>;
  readonly norms: Readonly<Record<string, string>>;
  readonly feedForward: Readonly<Record<string, string>>;
  readonly projections: readonly [query: string, key: string, value: string, out: string];
  /** What is not in a block: names of tensors, or of layers with a weight and a bias. */
  readonly tensors: Readonly<Record<string, string>>;
  readonly layers: Readonly<Record<string, string>>;
  readonly swapsConvolutions: boolean;
}

type Side = 'encoder' | 'decoder';

/** Names in `model.safetensors` of `openai/whisper-*`; `prefix` is `model.`, or empty where the output layer is left off. */
export function huggingFaceNames(prefix: string): NameScheme {
  return {
    block: (side, index) => `${prefix}${side}.layers.${index}`,
    attention: { self_attention: 'self_attn', attention: 'encoder_attn' },
    norms: {
      self_attention: 'self_attn_layer_norm',
      attention: 'encoder_attn_layer_norm',
      ffn: 'final_layer_norm',
    },
    feedForward: { linear_0: 'fc1', linear_1: 'fc2' },
    projections: ['q_proj', 'k_proj', 'v_proj', 'out_proj'],
    tensors: {
      'encoder/position_encodings/encodings': `${prefix}encoder.embed_positions.weight`,
      'decoder/position_encodings/encodings': `${prefix}decoder.embed_positions.weight`,
      'decoder/embeddings/weight': `${prefix}decoder.embed_tokens.weight`,
    },
    layers: {
      'encoder/conv1': `${prefix}encoder.conv1`,
      'encoder/conv2': `${prefix}encoder.conv2`,
      'encoder/layer_norm': `${prefix}encoder.layer_norm`,
      'decoder/layer_norm': `${prefix}decoder.layer_norm`,
    },
    swapsConvolutions: false,
  };
}

/**
 * Names in `weights.safetensors` or `weights.npz` of `mlx-community/whisper-*`. The encoder's positions are no parameter
 * there and usually left out, but taken when they are there.
 */
export const MLX_NAMES: NameScheme = {
  block: (side, index) => `${side}.blocks.${index}`,
  attention: { self_attention: 'attn', attention: 'cross_attn' },
  norms: { self_attention: 'attn_ln', attention: 'cross_attn_ln', ffn: 'mlp_ln' },
  feedForward: { linear_0: 'mlp1', linear_1: 'mlp2' },
  projections: ['query', 'key', 'value', 'out'],
  tensors: {
    'encoder/position_encodings/encodings': 'encoder._positional_embedding',
    'decoder/position_encodings/encodings': 'decoder.positional_embedding',
    'decoder/embeddings/weight': 'decoder.token_embedding.weight',
  },
  layers: {
    'encoder/conv1': 'encoder.conv1',
    'encoder/conv2': 'encoder.conv2',
    'encoder/layer_norm': 'encoder.ln_post',
    'decoder/layer_norm': 'decoder.ln',
  },
  swapsConvolutions: true,
};

const IN_BLOCK = /^(encoder|decoder)\/layer_(\d+)\/(self_attention|attention|ffn)\/(\w+)\/(\w+)$/;

/** What a norm's tensors are called elsewhere. */
const NORM_TENSORS: Readonly<Record<string, string>> = { gamma: 'weight', beta: 'bias' };

/** Where CTranslate2's tensor `name` is in another project's words; undefined for a name that is none of Whisper's. */
export function placeOf(name: string, scheme: NameScheme): TensorPlace | undefined {
  const fixed = scheme.tensors[name];
  if (fixed !== undefined) return { parts: [fixed], swapped: false };
  const [, side, index, part, layer, tensor] = IN_BLOCK.exec(name) ?? [];
  if (
    side !== undefined &&
    index !== undefined &&
    part !== undefined &&
    layer !== undefined &&
    tensor !== undefined
  ) {
    const block = scheme.block(side === 'encoder' ? 'encoder' : 'decoder', index);
    const parts = partsInBlock(scheme, { part, layer, tensor });
    return parts && { parts: parts.map((word) => word && `${block}.${word}`), swapped: false };
  }
  const cut = name.lastIndexOf('/');
  const tensorName = name.slice(cut + 1);
  const outer = scheme.layers[name.slice(0, cut)];
  if (outer === undefined) return undefined;
  const isConvolution = name.includes('/conv') && tensorName === 'weight';
  return {
    parts: [`${outer}.${NORM_TENSORS[tensorName] ?? tensorName}`],
    swapped: isConvolution && scheme.swapsConvolutions,
  };
}

function partsInBlock(
  scheme: NameScheme,
  { part, layer, tensor }: { readonly part: string; readonly layer: string; readonly tensor: string },
): readonly (string | undefined)[] | undefined {
  if (layer === 'layer_norm') {
    const norm = scheme.norms[part];
    return norm === undefined ? undefined : [`${norm}.${NORM_TENSORS[tensor] ?? tensor}`];
  }
  if (part === 'ffn') {
    const word = scheme.feedForward[layer];
    return word === undefined ? undefined : [`${word}.${tensor}`];
  }
  const [query, key, value, out] = scheme.projections;
  const fused: Readonly<Record<string, readonly string[]>> =
    part === 'self_attention'
      ? { linear_0: [query, key, value], linear_1: [out] }
      : { linear_0: [query], linear_1: [key, value], linear_2: [out] };
  return fused[layer]?.map((word) =>
    word === key && tensor === 'bias' ? undefined : `${scheme.attention[part]}.${word}.${tensor}`,
  );
}
