import { expect, test } from '@playwright/test';
import { expectAccessible } from './support/accessibility';
import { card, endpointPage } from './support/card';
import { without } from './support/outage';
import { openAs } from './support/people';

test('pages stay useful while Prometheus is down, with the age of what they show', async ({
  browser,
}) => {
  const priya = await openAs(browser, 'Priya Nair');
  await priya.goto(endpointPage('reply-drafts'));
  const gpu = card(priya, 'GPU utilisation');
  const ownership = card(priya, 'Ownership and on-call');
  await expect(gpu.getByText(/^\d+\s%$/)).toBeVisible();

  await without('prometheus', async () => {
    await expect(gpu.getByText(/last known/i).first()).toBeVisible({
      timeout: 90_000,
    });
    await expect(gpu.getByText(/^\d+\s%$/)).toBeVisible();
    // What is not known any more is never taken for a good sign.
    await expect(ownership.getByText('Nothing wrong')).toBeHidden();
    await expect(
      ownership.getByText(/Priya Nair|Lena Fischer/).first(),
    ).toBeVisible();
    await expectAccessible(priya, 'an endpoint while Prometheus is down');

    await priya.goto('/inference');
    await expect(
      priya.getByRole('row', { name: /Reply drafts/ }),
    ).toBeVisible();
    await expect(
      priya.getByText(/Prometheus|signal source/i).first(),
    ).toBeVisible();
    await expectAccessible(priya, 'the fleet while Prometheus is down');
  });

  await priya.goto(endpointPage('reply-drafts'));
  await expect(ownership.getByText('Platform problem')).toBeVisible({
    timeout: 90_000,
  });
  await expect(gpu.getByText(/last known/i)).toBeHidden({ timeout: 180_000 });
  await priya.context().close();
});

test('pages stay useful while the pager is down, with the age of what they show', async ({
  browser,
}) => {
  const priya = await openAs(browser, 'Priya Nair');
  await priya.goto(endpointPage('transaction-risk'));
  const ownership = card(priya, 'Ownership and on-call');
  const onCall = ownership.getByText(/Hana Suzuki|Noor Rahman/).first();
  await expect(onCall).toBeVisible();

  await without('pager', async () => {
    await priya.reload();
    await expect(onCall).toBeVisible();
    await expect(ownership.getByText(/checked/).first()).toBeVisible();
    await expect(
      card(priya, 'GPU utilisation').getByText(/^\d+\s%$/),
    ).toBeVisible();
    // A team that was never looked up before: said so, and the rest of the page is there.
    await priya.goto(endpointPage('invoice-extract'));
    await expect(
      card(priya, 'GPU utilisation').getByText(/^\d+\s%$/),
    ).toBeVisible();
    await expectAccessible(priya, 'an endpoint while the pager is down');
  });
  await priya.context().close();
});
