import { createInferenceClient } from './client';

type Call = { url: string; headers: Headers; init?: RequestInit };

function clientOf(response: () => Response) {
  const calls: Call[] = [];
  const client = createInferenceClient({
    baseUrl: 'plugin://inference',
    fetch: async (input, init) => {
      calls.push({
        url: String(input),
        headers: new Headers(init?.headers),
        init,
      });
      return response();
    },
  });
  return { client, calls };
}

describe('createInferenceClient', () => {
  it('asks the plugin for an endpoint, names escaped and token sent', async () => {
    const { client, calls } = clientOf(() => Response.json({ name: 'chat' }));
    const answer = await client.getEndpoint(
      { namespace: 'default', name: 'a/../b' },
      { range: '24h' },
      { token: 'secret' },
    );
    expect(answer).toEqual({ name: 'chat' });
    expect(calls[0].url).toBe(
      'plugin://inference/endpoints/default/a%2F..%2Fb?range=24h',
    );
    expect(calls[0].headers.get('authorization')).toBe('Bearer secret');
  });

  it('asks for the use of one team', async () => {
    const { client, calls } = clientOf(() => Response.json({ items: [] }));
    await client.getUsage({ team: 'group:default/chat' });
    expect(calls[0].url).toBe(
      'plugin://inference/usage?team=group%3Adefault%2Fchat',
    );
  });

  it('sends what a repository is to be previewed with as JSON', async () => {
    const { client, calls } = clientOf(() => Response.json({ files: [] }));
    const request = {
      template: 'template:default/endpoint',
      values: { name: 'chat' },
    };
    await client.previewRepository(request);
    expect(calls[0].url).toBe('plugin://inference/previews');
    expect(calls[0].headers.get('content-type')).toBe('application/json');
    expect(calls[0].init).toMatchObject({
      method: 'POST',
      body: JSON.stringify(request),
    });
  });

  it("throws the server's own sentence", async () => {
    const { client } = clientOf(() =>
      Response.json(
        {
          error: { name: 'NotFoundError', message: "No endpoint 'default/x'" },
          response: { statusCode: 404 },
        },
        { status: 404 },
      ),
    );
    await expect(client.listEndpoints()).rejects.toMatchObject({
      message: "No endpoint 'default/x'",
      statusCode: 404,
      cause: { name: 'NotFoundError' },
    });
  });
});
