import { generateKeyPair, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

const stored = z.object({
  jwks: z.object({
    keys: z
      .array(
        z.looseObject({
          kty: z.literal('RSA'),
          kid: z.string(),
          n: z.string(),
          e: z.string(),
          d: z.string(),
        }),
      )
      .min(1),
  }),
  cookieKeys: z.array(z.string().min(32)).min(1),
});

/** The provider's private keys: for ID tokens and for cookies. */
export type SigningKeys = z.infer<typeof stored>;

/**
 * Reads the keys from a file, or makes them and writes it: tokens stay valid when the sandbox restarts.
 *
 * @throws Error that names the file when it holds something else.
 */
export async function loadSigningKeys(file: string): Promise<SigningKeys> {
  const text = await readIfThere(file);
  if (text === undefined) {
    const keys = await makeKeys();
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify(keys), { mode: 0o600 });
    return keys;
  }
  return parseFile(file, text, stored);
}

/** The text of a file; `undefined` when there is no such file. */
export async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}

/** Reads JSON of a known shape, or says which file has another one. */
export function parseFile<T>(
  file: string,
  text: string,
  schema: z.ZodType<T>,
): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw new Error(
      `${file} is not what the sandbox's identity provider wrote; delete it to begin anew`,
      { cause: error },
    );
  }
}

async function makeKeys(): Promise<SigningKeys> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
  });
  return stored.parse({
    jwks: {
      keys: [
        {
          ...privateKey.export({ format: 'jwk' }),
          kid: randomBytes(8).toString('hex'),
          use: 'sig',
          alg: 'RS256',
        },
      ],
    },
    cookieKeys: [randomBytes(32).toString('base64url')],
  });
}
