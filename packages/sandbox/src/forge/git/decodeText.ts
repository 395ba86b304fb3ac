const decoder = new TextDecoder('utf-8', { fatal: true });

/** The text in `bytes`, or nothing when they are not UTF-8 text. */
export function decodeText(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return decoder.decode(bytes);
  } catch {
    // The only way the decoder tells that it is another encoding.
    return undefined;
  }
}
