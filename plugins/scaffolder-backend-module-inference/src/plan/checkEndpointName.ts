import { InputError } from '@backstage/errors';

/**
 * Leaves room for what is added to the name of a Service or a pod before Kubernetes' 63 characters are used up.
 */
const MAX_LENGTH = 50;

/**
 * Kubernetes hands every pod the addresses of Services as variables named after them (`VLLM_PORT` for a Service `vllm`),
 * and vLLM takes those for its own settings; `kubernetes` is the API server's Service.
 */
const RESERVED = /^(vllm|kubernetes)(-|$)/;

/**
 * Checks that a name can be a catalog entity, a repository and a Kubernetes Service at once.
 *
 * @throws InputError with a sentence that says what to change
 */
export function checkEndpointName(name: string): void {
  if (name.length > MAX_LENGTH) {
    throw new InputError(
      `The name '${name.slice(0, MAX_LENGTH)}…' has ${
        name.length
      } characters; use at most ${MAX_LENGTH}.`,
    );
  }
  if (!/^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(name)) {
    throw new InputError(
      `The name '${name}' cannot be used: start with a lower case letter, go on with lower case letters, digits and '-', and do not end with '-'.`,
    );
  }
  if (RESERVED.test(name)) {
    throw new InputError(
      `The name '${name}' cannot be used: a Service of that name would change the settings of the server in its pods. Choose one that does not start with '${
        name.split('-')[0]
      }'.`,
    );
  }
}

/**
 * Checks that a team's catalog name can be a Kubernetes namespace.
 *
 * @throws InputError with a sentence that says what to change
 */
export function checkNamespace(team: string): void {
  if (!/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(team)) {
    throw new InputError(
      `The team '${team}' cannot own an endpoint: its name is the Kubernetes namespace, so it must be at most 63 lower case letters, digits and '-'.`,
    );
  }
}

const MAX_TITLE_LENGTH = 100;

/**
 * Reads the name for people; the endpoint's own where none is given.
 *
 * @throws InputError for text that is no title: too long, or with line breaks and other control characters
 */
export function readTitle(title: string | undefined, name: string): string {
  const text = title?.trim();
  if (!text) {
    return name;
  }
  if (text.length > MAX_TITLE_LENGTH || /[\p{Cc}\p{Zl}\p{Zp}]/u.test(text)) {
    throw new InputError(
      `The title cannot be used: take one line of at most ${MAX_TITLE_LENGTH} characters.`,
    );
  }
  return text;
}
