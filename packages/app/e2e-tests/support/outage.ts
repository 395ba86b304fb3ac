import { expect, request } from '@playwright/test';

const control = `http://localhost:${process.env.E2E_SANDBOX_PORT_BASE}`;

async function order(method: 'POST' | 'DELETE', part: string): Promise<void> {
  const context = await request.newContext();
  const answer = await context.fetch(`${control}/outages`, {
    method,
    data: { part },
  });
  expect(answer.status(), await answer.text()).toBe(204);
  await context.dispose();
}

/** Stops a part of the sandbox while `work` runs, and starts it again whatever happens. */
export async function without(
  part: 'prometheus' | 'pager',
  work: () => Promise<void>,
): Promise<void> {
  await order('POST', part);
  try {
    await work();
  } finally {
    await order('DELETE', part);
  }
}
