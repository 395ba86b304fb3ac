import { z } from 'zod';
import { fieldErrorsOf, type FieldError } from '../fieldError';
import type { VisionKind } from './architectures';

const size = (max: number) => z.number().int().min(1).max(max);

const visionFields = z.object({
  hidden_size: size(65_536),
  num_hidden_layers: size(1_000).optional(),
  depth: size(1_000).optional(),
  intermediate_size: size(1_048_576).optional(),
  patch_size: size(1_024).default(14),
  image_size: size(65_536).default(896),
});

/**
 * Parameters of a vision tower with its projector to the decoder.
 *
 * @param config - `vision_config`
 * @param kind - how it is built
 * @param decoderSize - hidden size of the decoder
 * @param errors - where wrong fields go
 */
export function visionParameters(
  config: unknown,
  kind: VisionKind,
  decoderSize: number,
  errors: FieldError[],
): number {
  const parsed = visionFields.safeParse(config);
  if (!parsed.success) {
    errors.push(...fieldErrorsOf(parsed.error, 'vision_config'));
    return 0;
  }
  const vision = parsed.data;
  const layers = vision.num_hidden_layers ?? vision.depth;
  if (layers === undefined) {
    errors.push({
      path: 'vision_config.num_hidden_layers',
      message: 'is missing (also known as depth)',
    });
    return 0;
  }
  const hidden = vision.hidden_size;
  const width = vision.intermediate_size ?? 4 * hidden;
  const pixels = 3 * vision.patch_size ** 2;
  switch (kind) {
    case 'pixtral':
      return (
        layers * (4 * hidden ** 2 + 3 * hidden * width + 2 * hidden) +
        (pixels + 1) * hidden +
        // Merges 2 x 2 patches, then two matrices
        hidden +
        4 * hidden ** 2 +
        hidden * decoderSize +
        decoderSize ** 2
      );
    case 'qwen2.5-vl': {
      const merged = 4 * hidden;
      return (
        layers *
          (4 * (hidden ** 2 + hidden) +
            3 * hidden * width +
            2 * width +
            hidden +
            2 * hidden) +
        // Patches span two frames
        2 * pixels * hidden +
        hidden +
        merged ** 2 +
        merged +
        (merged + 1) * decoderSize
      );
    }
    default: {
      const patches = Math.floor(vision.image_size / vision.patch_size) ** 2;
      return (
        layers *
          (4 * (hidden ** 2 + hidden) +
            2 * hidden * width +
            width +
            hidden +
            4 * hidden) +
        (pixels + 1) * hidden +
        patches * hidden +
        2 * hidden +
        hidden * decoderSize +
        hidden
      );
    }
  }
}
