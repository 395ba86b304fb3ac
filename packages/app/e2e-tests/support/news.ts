import type { Page } from '@playwright/test';

/** Opens a page of the quota plugin, and waits until it has asked to be told of changes: from then on it misses none. */
export async function openLive(page: Page, path: string): Promise<void> {
  const subscribed = new Promise<void>(resolve => {
    page.on('websocket', socket =>
      socket.on('framesent', ({ payload }) => {
        const frame = String(payload);
        if (frame.includes('"subscribe"') && frame.includes('"gpu-quota"')) {
          resolve();
        }
      }),
    );
  });
  await page.goto(path);
  await subscribed;
}
