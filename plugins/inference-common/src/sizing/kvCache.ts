import { MAX_BATCHED_TOKENS } from './constants';
import type { ModelShape } from './types';

/** Bytes of one cached number; the cache is kept in 16 bits. */
const CACHE_BYTES = 2;

/** Bytes one token takes in one layer's cache on one device of a tensor parallel group. */
function bytesPerTokenAndLayer(
  model: ModelShape,
  tensorParallel: number,
): number {
  const { attention } = model;
  if (attention.kind === 'mla') {
    // The latent is shared by all heads, so every rank keeps all of it
    return (attention.kvLoraRank + attention.qkRopeHeadDim) * CACHE_BYTES;
  }
  // Beyond one head per rank, heads are replicated
  const heads = Math.max(1, Math.ceil(attention.kvHeads / tensorParallel));
  return 2 * heads * attention.headDim * CACHE_BYTES;
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
export function kvBytesPerToken(model: ModelShape): number {
  return model.layers * bytesPerTokenAndLayer(model, 1);
}

/**
 * Bytes a sequence takes in the KV cache of each device.
 *
 * @remarks
 * A sliding-window layer stops growing at its window plus the chunk being prefilled, as vLLM allocates it.
 */
export function kvBytesPerSequence(
  model: ModelShape,
  tokens: number,
  tensorParallel: number,
): number {
  const perLayer = bytesPerTokenAndLayer(model, tensorParallel);
  const window = model.slidingWindow;
  if (!window) {
    return model.layers * perLayer * tokens;
  }
  const windowTokens = Math.min(tokens, window.tokens + MAX_BATCHED_TOKENS);
  return (
    perLayer *
    (window.layers * windowTokens + (model.layers - window.layers) * tokens)
  );
}
