import type { GpuQuotaClient } from '@golden-path/plugin-gpu-quota-common';
import { findKnownModel } from '@golden-path/plugin-inference-common';
import { untilNothingLacks } from './waiting';

/** What orders are made with. */
export const ENDPOINT_TEMPLATE = 'template:default/inference-endpoint';

/** An endpoint as somebody orders it with the portal's template, while the quota of their team is used up. */
const order = {
  by: 'diego.santos',
  name: 'query-expansion',
  values: {
    name: 'query-expansion',
    title: 'Query expansion',
    owner: 'group:default/search-ranking',
    environment: 'dev',
    precision: 'auto',
    maxModelLength: 8192,
    requestsPerSecond: 2,
    promptTokens: 300,
    outputTokens: 60,
    ttftP95Ms: 800,
    tpotP95Ms: 80,
    minReplicas: 1,
    maxReplicas: 1,
    acceleratorClass: 'h100-80g',
  },
};

const MODEL = 'Qwen/Qwen2.5-7B-Instruct';

async function ask(
  token: string,
  url: string,
  body?: object,
): Promise<Response> {
  return await fetch(url, {
    method: body ? 'POST' : 'GET',
    headers: {
      authorization: `Bearer ${token}`,
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
}

async function read<T>(answer: Response): Promise<T> {
  if (!answer.ok) {
    throw new Error(
      `${answer.url} answered ${answer.status}: ${await answer.text()}`,
    );
  }
  return (await answer.json()) as T;
}

/**
 * Orders an endpoint with the portal's template, as its form does: the request that is filed for it has the sizing
 * that approvers look for. Does nothing where that was done, or begun: a task that was cut off is not taken up again.
 *
 * @param options.portal - base URL of the portal
 * @param options.forge - base URL of the forge that keeps the repository
 */
export async function orderEndpoint(options: {
  portal: string;
  forge: string;
  tokenFor: (account: string) => Promise<string>;
  clientFor: (account: string) => Promise<GpuQuotaClient>;
}): Promise<void> {
  const { portal, forge } = options;
  const token = await options.tokenFor(order.by);
  const client = await options.clientFor(order.by);
  const reservations = await client.listReservations({
    endpoint: `component:default/${order.name}`,
    live: false,
  });
  if (reservations.length > 0) return;

  const model = findKnownModel(MODEL);
  if (!model) throw new Error(`${MODEL} is not among the known models`);
  const tasks = `${portal}/api/scaffolder/v2/tasks`;
  const { id } = await read<{ id: string }>(
    await ask(token, tasks, {
      templateRef: ENDPOINT_TEMPLATE,
      values: {
        ...order.values,
        model: { id: model.id, config: JSON.stringify(model.config) },
        repoUrl: `${new URL(forge).host}?owner=meridian&repo=${order.name}`,
      },
    }),
  );
  await untilNothingLacks({
    what: `The order of ${order.name}`,
    lacking: async () => {
      const { status } = await read<{ status: string }>(
        await ask(token, `${tasks}/${id}`),
      );
      if (status === 'completed') return [];
      if (status === 'open' || status === 'processing') {
        return [`the end of task ${id}`];
      }
      const events = await read<{ body: { message: string } }[]>(
        await ask(token, `${tasks}/${id}/events`),
      );
      const last = events.slice(-3).map(event => event.body.message);
      throw new Error(
        `Ordering ${order.name} ended as ${status}: ${last.join('; ')}`,
      );
    },
  });
}
