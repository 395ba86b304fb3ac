import { z } from 'zod';
import type { CheckpointQuantisation, QuantisedPart } from './types';

const ALL_PARTS: readonly QuantisedPart[] = [
  'attention',
  'mlp',
  'sharedExperts',
  'experts',
];

const bits = z.number().int().min(1).max(16);
const groupSize = z.number().int().min(-1).max(65_536).nullish();
/** Names of modules; bounded, because text is looked for in each of them. */
const names = z.array(z.string().max(1_000)).nullish();

const quantisationSchema = z.discriminatedUnion('quant_method', [
  // Blocks as DeepSeek publishes them, or one scale per matrix
  z.object({
    quant_method: z.literal('fp8'),
    weight_block_size: z
      .tuple([
        z.number().int().min(1).max(65_536),
        z.number().int().min(1).max(65_536),
      ])
      .nullish(),
    modules_to_not_convert: names,
    ignored_layers: names,
  }),
  z.object({
    quant_method: z.literal('fbgemm_fp8'),
    modules_to_not_convert: names,
  }),
  z.object({
    quant_method: z.enum(['gptq', 'awq', 'auto-round']),
    bits: bits.default(4),
    group_size: groupSize,
    sym: z.boolean().nullish(),
    modules_to_not_convert: names,
  }),
  // OCP microscaling: 4-bit floats, one 8-bit scale per 32
  z.object({
    quant_method: z.literal('mxfp4'),
    modules_to_not_convert: names,
  }),
  z.object({
    quant_method: z.literal('compressed-tensors'),
    config_groups: z.record(
      z.string(),
      z.object({
        weights: z.object({
          num_bits: bits,
          type: z.string().optional(),
          strategy: z.string().nullish(),
          symmetric: z.boolean().nullish(),
          group_size: groupSize,
        }),
        input_activations: z.object({}).nullish(),
      }),
    ),
    ignore: names,
  }),
  z.object({
    quant_method: z.literal('modelopt'),
    quant_algo: z.enum(['FP8', 'NVFP4']),
    ignore: names,
    exclude_modules: names,
  }),
  z.object({
    quant_method: z.literal('bitsandbytes'),
    load_in_4bit: z.boolean().nullish(),
    load_in_8bit: z.boolean().nullish(),
    bnb_4bit_use_double_quant: z.boolean().nullish(),
    llm_int8_skip_modules: names,
  }),
]);

/**
 * What a module that is left alone belongs to. Only text is looked for: the patterns come from outside, and running
 * them as regular expressions would let a file hang the portal.
 */
const KEPT: readonly [QuantisedPart, RegExp][] = [
  ['sharedExperts', /shared_expert(?!_gate)/],
  ['experts', /\bexperts\b(?!.*\bgate\b)/],
  ['attention', /attn|attention/],
  ['mlp', /mlp\W*\(|(gate_proj|up_proj|down_proj|gate_up_proj|mlp)\W*$/],
];

/**
 * The parts that are quantised, from the list of modules that are not.
 *
 * @remarks
 * A module that is named for single layers counts as left alone when at least half of the layers are named: lists of
 * one or two layers change the size by less than the formulas know.
 */
function partsBut(ignored: readonly string[], layers: number) {
  const layersNamed = new Map<QuantisedPart, Set<string>>();
  const kept = new Set<QuantisedPart>();
  for (const name of ignored) {
    const part = KEPT.find(([, pattern]) => pattern.test(name))?.[0];
    if (part === undefined || /norm|router|\bgate$/.test(name)) {
      continue;
    }
    const layer = /layers\.(\d+)\b/.exec(name)?.[1];
    if (layer === undefined) {
      kept.add(part);
    } else {
      const named = layersNamed.get(part) ?? new Set<string>();
      layersNamed.set(part, named.add(layer));
    }
  }
  for (const [part, named] of layersNamed) {
    if (named.size * 2 >= layers) {
      kept.add(part);
    }
  }
  return ALL_PARTS.filter(part => !kept.has(part));
}

/** Integers of a few bits in groups along a row, each with a 16-bit scale; without groups, one scale per row. */
function groupedIntegers(options: {
  bits: number;
  size: number | null | undefined;
  hasZeroPoints: boolean;
}): Pick<
  CheckpointQuantisation,
  'bits' | 'scaleBits' | 'bytesPerRow' | 'groupSize'
> {
  const { size } = options;
  const bitsPerGroup = 16 + (options.hasZeroPoints ? options.bits : 0);
  return size && size > 0
    ? {
        bits: options.bits,
        scaleBits: bitsPerGroup / size,
        bytesPerRow: 0,
        groupSize: size,
      }
    : { bits: options.bits, scaleBits: 0, bytesPerRow: bitsPerGroup / 8 };
}

type Parsed = z.infer<typeof quantisationSchema>;

function readGroups(
  config: Extract<Parsed, { quant_method: 'compressed-tensors' }>,
): Omit<CheckpointQuantisation, 'method' | 'covers'> | undefined {
  // A checkpoint that mixes widths is planned at its widest
  const [widest] = Object.values(config.config_groups).sort(
    (a, b) => b.weights.num_bits - a.weights.num_bits,
  );
  if (!widest) {
    return undefined;
  }
  const { weights } = widest;
  const computesIn8Bits = Boolean(
    widest.input_activations && weights.num_bits === 8,
  );
  if (weights.type === 'float' && weights.num_bits === 4) {
    // NVFP4 packed: one 8-bit scale per group of 16
    const size = weights.group_size ?? 16;
    return {
      bits: 4,
      scaleBits: 8 / size,
      bytesPerRow: 0,
      groupSize: size,
      computesIn8Bits,
    };
  }
  if (weights.strategy === 'tensor') {
    return {
      bits: weights.num_bits,
      scaleBits: 0,
      bytesPerRow: 0,
      computesIn8Bits,
    };
  }
  if (weights.group_size && weights.group_size > 0) {
    return {
      ...groupedIntegers({
        bits: weights.num_bits,
        size: weights.group_size,
        hasZeroPoints: weights.symmetric === false,
      }),
      computesIn8Bits,
    };
  }
  // One 32-bit scale per output channel
  return {
    bits: weights.num_bits,
    scaleBits: 0,
    bytesPerRow: 4,
    computesIn8Bits,
  };
}

/**
 * Reads `quantization_config`.
 *
 * @param value - what the config holds
 * @param layers - layers of the model
 * @returns the quantisation, or why it is not modelled
 */
export function parseQuantisation(
  value: unknown,
  layers: number,
): CheckpointQuantisation | { notModelled: string } {
  const parsed = quantisationSchema.safeParse(value);
  if (!parsed.success) {
    const method =
      typeof value === 'object' && value !== null && 'quant_method' in value
        ? String(value.quant_method)
        : 'an unnamed method';
    return {
      notModelled: `The checkpoint is quantised with ${method} in a way these formulas do not cover`,
    };
  }
  const config = parsed.data;
  const { quant_method: method } = config;
  switch (method) {
    case 'fp8': {
      const block = config.weight_block_size;
      const ignored = [
        ...(config.modules_to_not_convert ?? []),
        ...(config.ignored_layers ?? []),
      ];
      return {
        method,
        bits: 8,
        // One 32-bit scale per block
        scaleBits: block ? 32 / (block[0] * block[1]) : 0,
        bytesPerRow: 0,
        covers: partsBut(ignored, layers),
        ...(block && { groupSize: Math.max(...block) }),
        computesIn8Bits: true,
      };
    }
    case 'fbgemm_fp8':
      return {
        method,
        bits: 8,
        scaleBits: 0,
        bytesPerRow: 4,
        covers: partsBut(config.modules_to_not_convert ?? [], layers),
        computesIn8Bits: true,
      };
    case 'mxfp4':
      return {
        method,
        bits: 4,
        scaleBits: 8 / 32,
        bytesPerRow: 0,
        covers: ['experts'],
        computesIn8Bits: false,
        // triton_kernels lays rows out in 128 bytes: gpt-oss' 2,880 become 3,072
        paddedTo: 256,
      };
    case 'modelopt': {
      const ignored = [
        ...(config.ignore ?? []),
        ...(config.exclude_modules ?? []),
      ];
      const isFp8 = config.quant_algo === 'FP8';
      return {
        method: `modelopt ${config.quant_algo}`,
        bits: isFp8 ? 8 : 4,
        // NVFP4: one 8-bit scale per 16
        scaleBits: isFp8 ? 0 : 8 / 16,
        bytesPerRow: 0,
        covers: partsBut(ignored, layers),
        ...(!isFp8 && { groupSize: 16 }),
        computesIn8Bits: isFp8,
      };
    }
    case 'bitsandbytes': {
      // Blocks of 64 with a 32-bit scale, or an 8-bit one with a 32-bit scale per 256 of those
      const bitsPerBlock = config.bnb_4bit_use_double_quant ? 8 + 32 / 256 : 32;
      return {
        method,
        bits: config.load_in_4bit ? 4 : 8,
        scaleBits: config.load_in_4bit ? bitsPerBlock / 64 : 0,
        bytesPerRow: config.load_in_4bit ? 0 : 4,
        covers: partsBut(config.llm_int8_skip_modules ?? [], layers),
        computesIn8Bits: false,
      };
    }
    case 'compressed-tensors': {
      const format = readGroups(config);
      return format
        ? { method, ...format, covers: partsBut(config.ignore ?? [], layers) }
        : { notModelled: 'The checkpoint names no quantised group' };
    }
    default:
      return {
        method,
        ...groupedIntegers({
          bits: config.bits,
          size: config.group_size,
          hasZeroPoints: method === 'awq' || config.sym === false,
        }),
        covers: partsBut(config.modules_to_not_convert ?? [], layers),
        computesIn8Bits: false,
      };
  }
}
