import { expect, test, type Page } from '@playwright/test';
import { openAs } from './support/people';

/** The header with which a page calls the portal in its reader's name. */
async function authorizationOf(page: Page): Promise<string> {
  const [request] = await Promise.all([
    page.waitForRequest(/\/api\/gpu-quota\//),
    page.goto('/gpu-quota'),
  ]);
  return request.headers().authorization ?? '';
}

/** Calls the portal's MCP server as an assistant does, with its user's credentials. */
function assistantOf(page: Page, authorization: string) {
  const call = async (method: string, params: Record<string, unknown>) => {
    const answer = await page.request.post('/api/mcp-actions/v1', {
      headers: {
        authorization,
        accept: 'application/json, text/event-stream',
      },
      data: { jsonrpc: '2.0', id: 1, method, params },
    });
    const text = await answer.text();
    expect(answer.status(), text).toBe(200);
    const json = text.startsWith('{')
      ? text
      : text.match(/^data: (.*)$/m)?.[1] ?? '';
    return JSON.parse(json);
  };
  return {
    tools: async () => (await call('tools/list', {})).result.tools,
    use: async (name: string, args: Record<string, unknown>) =>
      JSON.stringify(await call('tools/call', { name, arguments: args })),
  };
}

test('an assistant asks for quota in its user’s name, and cannot decide what they may not', async ({
  browser,
}) => {
  const hana = await openAs(browser, 'Hana Suzuki');
  const assistant = assistantOf(hana, await authorizationOf(hana));

  const tools: { name: string; annotations?: Record<string, boolean> }[] =
    await assistant.tools();
  const named = (name: string) =>
    tools.find(tool => tool.name === `gpu-quota.${name}`);
  expect(named('list-my-quota')?.annotations).toMatchObject({
    readOnlyHint: true,
  });
  expect(named('decide-quota-request')?.annotations).toMatchObject({
    readOnlyHint: false,
    destructiveHint: true,
  });

  expect(await assistant.use('gpu-quota.list-my-quota', {})).toContain(
    'h100-mig-3g-40g',
  );
  const filed = await assistant.use('gpu-quota.file-quota-request', {
    team: 'group:default/fraud-detection',
    acceleratorClass: 'l4-24g',
    count: 1,
    reason: 'Score the holiday peak.',
  });
  const id = Number(filed.match(/id\\*":(\d+)/)?.[1]);
  await hana.goto(`/gpu-quota/requests/${id}`);
  await expect(hana.getByText('Score the holiday peak.').first()).toBeVisible();

  const decided = await assistant.use('gpu-quota.decide-quota-request', {
    id,
    version: 1,
    outcome: 'approve',
  });
  expect(decided).toContain('someone else has to decide');
  await hana.reload();
  await expect(hana.getByRole('button', { name: 'Withdraw…' })).toBeVisible();
  await hana.context().close();
});
