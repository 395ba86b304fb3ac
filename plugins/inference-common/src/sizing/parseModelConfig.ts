import { z } from 'zod';
import { fieldErrorsOf, type FieldError } from '../fieldError';
import {
  ARCHITECTURES,
  whyNotModelled,
  type ArchitectureTraits,
} from './architectures';
import { decoderFields, type Decoder } from './decoderFields';
import {
  attentionOf,
  longestContextOf,
  rotaryTableOf,
  slidingWindowOf,
} from './parseAttention';
import { expertsOf } from './parseExperts';
import { parseQuantisation } from './parseQuantisation';
import { visionParameters } from './parseVision';
import { readJsonObject } from './readJsonObject';
import type { AttentionShape, ExpertShape, ModelConfig } from './types';

function invalid(path: string, message: string): ModelConfig {
  return { state: 'invalid', errors: [{ path, message }] };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Biases, head norms, sinks and further norms of one layer. */
function extraParameters(
  decoder: Decoder,
  traits: ArchitectureTraits,
  attention: AttentionShape,
  experts: ExpertShape | undefined,
): number {
  let extra = 0;
  if (attention.kind === 'gqa') {
    const heads = decoder.num_attention_heads + 2 * attention.kvHeads;
    if (traits.qkvBias || decoder.attention_bias) {
      extra += heads * attention.headDim;
    }
    if (decoder.attention_bias && !traits.noOutputBias) {
      extra += decoder.hidden_size;
    }
    if (traits.qkNorm || decoder.use_qk_norm) {
      extra += 2 * attention.headDim;
    }
  }
  if (traits.normsAfter) {
    extra += 2 * decoder.hidden_size;
  }
  if (decoder.mlp_bias) {
    extra += 2 * decoder.intermediate_size + decoder.hidden_size;
  }
  if (traits.sinksAndExpertBiases) {
    extra += decoder.num_attention_heads;
  }
  if (experts && traits.routerBias) {
    extra += experts.routed;
  }
  if (traits.qkvBias && experts && experts.sharedIntermediateSize > 0) {
    // Qwen2's shared expert has a gate of its own
    extra += decoder.hidden_size;
  }
  return extra;
}

/**
 * Reads the fields of a model's `config.json` that matter for sizing.
 *
 * @remarks
 * Multimodal models keep the decoder's fields under `text_config`; those are read first. An architecture or a
 * quantisation the formulas were not checked against is *not modelled*, never guessed.
 *
 * @param input - the text of `config.json`, or the object in it
 * @returns the shape, why it is not modelled, or every field that is wrong with its path
 *
 * @public
 */
export function parseModelConfig(input: unknown): ModelConfig {
  const read = readJsonObject(input, 'config.json', "the model's config.json");
  if (!read.ok) {
    return { state: 'invalid', errors: read.errors };
  }
  const top = read.value;
  const published = isRecord(top.text_config)
    ? { ...top, ...top.text_config }
    : top;

  const names = z.array(z.string().min(1)).min(1).safeParse(top.architectures);
  if (!names.success) {
    return invalid(
      'architectures',
      'is missing; it names the kind of model, e.g. ["LlamaForCausalLM"]',
    );
  }
  const [architecture] = names.data;
  const reason = whyNotModelled(architecture, published);
  const traits = ARCHITECTURES.get(architecture);
  if (reason !== undefined || traits === undefined) {
    return {
      state: 'not-modelled',
      architecture,
      reason: reason ?? `${architecture} is not known`,
    };
  }

  const config: Record<string, unknown> = { ...traits.defaults, ...published };
  const parsed = decoderFields.safeParse(config);
  if (!parsed.success) {
    return { state: 'invalid', errors: fieldErrorsOf(parsed.error) };
  }
  const decoder = parsed.data;
  const errors: FieldError[] = [];
  const attention = attentionOf(decoder, traits, config, errors);
  const experts = traits.experts
    ? expertsOf(decoder, traits, config, errors)
    : undefined;
  const otherParameters =
    traits.vision && top.vision_config !== undefined
      ? visionParameters(
          top.vision_config,
          traits.vision,
          decoder.hidden_size,
          errors,
        )
      : 0;
  if (errors.length > 0 || attention === undefined) {
    return { state: 'invalid', errors };
  }

  const quantised = top.quantization_config ?? config.quantization_config;
  const quantisation = quantised
    ? parseQuantisation(quantised, decoder.num_hidden_layers)
    : undefined;
  if (quantisation && 'notModelled' in quantisation) {
    return {
      state: 'not-modelled',
      architecture,
      reason: quantisation.notModelled,
    };
  }
  const maxPositions = longestContextOf(decoder, traits, config);
  const slidingWindow = slidingWindowOf(decoder, traits, maxPositions);
  const rotaryTable = rotaryTableOf(decoder, attention, traits, config);

  return {
    state: 'modelled',
    architecture,
    layers: decoder.num_hidden_layers,
    hiddenSize: decoder.hidden_size,
    attentionHeads: decoder.num_attention_heads,
    attention,
    intermediateSize: decoder.intermediate_size,
    ...(experts && { experts }),
    vocabularySize: decoder.vocab_size,
    tiedEmbeddings: decoder.tie_word_embeddings ?? false,
    maxPositions,
    ...(slidingWindow && { slidingWindow }),
    extraParametersPerLayer: extraParameters(
      decoder,
      traits,
      attention,
      experts,
    ),
    otherParameters,
    ...(quantisation && { quantisation }),
    ...(rotaryTable && { rotaryTable }),
  };
}
