import { KV_BLOCK_TOKENS, MAX_BATCHED_TOKENS } from './constants';
import type { KvPrecision, ModelShape } from './types';

/** Bytes one token takes in one layer's cache on one device of a tensor parallel group. */
function bytesPerTokenAndLayer(
  model: ModelShape,
  degree: number,
  precision: KvPrecision,
): number {
  const { attention } = model;
  const bytes = precision === 'fp8' ? 1 : 2;
  if (attention.kind === 'mla') {
    // The latent is shared by all heads, so every device keeps all of it
    return (attention.kvLoraRank + attention.qkRopeHeadDim) * bytes;
  }
  // Beyond one head per device, heads are replicated
  const heads = Math.max(1, Math.ceil(attention.kvHeads / degree));
  return 2 * heads * attention.headDim * bytes;
}

/**
 * Bytes one token takes in the KV cache of a replica of one device, while no layer's window is full.
 *
 * @remarks
 * Multi-head and grouped-query attention: `2 · layers · KV heads · head size · bytes`. Latent attention:
 * `layers · (latent rank + rotary size) · bytes`.
 *
 * @public
 */
export function kvBytesPerToken(
  model: ModelShape,
  precision: KvPrecision = 'auto',
): number {
  return model.layers * bytesPerTokenAndLayer(model, 1, precision);
}

/** Tokens a layer with a window keeps of a request: the window and the chunk that is being prefilled. */
function windowTokens(window: number, tokens: number, batchedTokens: number) {
  return Math.min(tokens, window - 1 + batchedTokens);
}

/**
 * Bytes of cache a request reads on each device at one step.
 *
 * @remarks
 * A layer with a sliding window reads its window at most.
 */
export function kvBytesRead(
  model: ModelShape,
  tokens: number,
  degree: number,
  precision: KvPrecision,
): number {
  const perLayer = bytesPerTokenAndLayer(model, degree, precision);
  const window = model.slidingWindow;
  const windowLayers = window?.layers ?? 0;
  return (
    perLayer *
    ((model.layers - windowLayers) * tokens +
      windowLayers * Math.min(tokens, window?.tokens ?? tokens))
  );
}

/** How vLLM cuts a device's cache into blocks. */
export type KvLayout = {
  blockBytes: number;
  blockTokens: number;
  /** Blocks a request of so many tokens needs, over all groups of layers. */
  blocksFor(tokens: number): number;
};

/**
 * The layout of the KV cache on each device.
 *
 * @remarks
 * Layers of one kind form groups of equal size, and a block holds so many tokens for all layers of a group
 * (`vllm/v1/core/kv_cache_utils.py`). Models that mix windows with full attention have a group size that is the
 * smaller of the two counts; the larger is padded to a multiple, which wastes some of the cache: Gemma 3 27B with 52
 * and 10 layers has seven groups of ten, eight of them empty.
 */
export function kvLayout(
  model: ModelShape,
  degree: number,
  precision: KvPrecision,
  settings: { blockTokens?: number; batchedTokens?: number } = {},
): KvLayout {
  const blockTokens =
    settings.blockTokens ??
    (model.attention.kind === 'mla'
      ? KV_BLOCK_TOKENS.latent
      : KV_BLOCK_TOKENS.default);
  const batchedTokens = settings.batchedTokens ?? MAX_BATCHED_TOKENS;
  const window = model.slidingWindow;
  const windowLayers = window?.layers ?? 0;
  const fullLayers = model.layers - windowLayers;
  const smaller = Math.min(fullLayers, windowLayers);
  const larger = Math.max(fullLayers, windowLayers);
  // Nearly equal counts are padded to the larger instead
  const layersPerGroup =
    smaller === 0 || larger < smaller * 1.25 ? larger : smaller;
  const groupsOf = (layers: number) => Math.ceil(layers / layersPerGroup);

  return {
    blockTokens,
    blockBytes:
      layersPerGroup *
      blockTokens *
      bytesPerTokenAndLayer(model, degree, precision),
    blocksFor: tokens => {
      const full = groupsOf(fullLayers) * Math.ceil(tokens / blockTokens);
      if (!window) {
        return full;
      }
      const kept = windowTokens(window.tokens, tokens, batchedTokens);
      // A window rarely begins where a block does
      return (
        full + groupsOf(windowLayers) * (Math.ceil(kept / blockTokens) + 1)
      );
    },
  };
}
