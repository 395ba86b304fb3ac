import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test, type Page, type TestInfo } from '@playwright/test';
import { expectAccessible } from './support/accessibility';
import { openEndpoint } from './support/card';
import { create, fillForm, next, openForm } from './support/createEndpoint';
import { openAs } from './support/people';

const TEAM = 'Voice analytics';
const NAMESPACE = 'voice-analytics';

/** The sandbox's cluster, two ports above its base, as `kubectl get` would ask it. */
async function inCluster(page: Page, path: string) {
  const base = Number(process.env.E2E_SANDBOX_PORT_BASE) + 2;
  const answer = await page.request.get(`http://localhost:${base}${path}`, {
    headers: { authorization: 'Bearer sandbox-cluster' },
  });
  return answer.ok() ? await answer.json() : undefined;
}

/** Pictures to look at; `SCREENSHOTS` names the folder where they are kept. */
async function picture(page: Page, name: string, info: TestInfo) {
  const folder = process.env.SCREENSHOTS;
  const path = folder
    ? join(folder, `${name}.png`)
    : info.outputPath(`${name}.png`);
  await mkdir(dirname(path), { recursive: true });
  await page.screenshot({ path, fullPage: true });
}

async function chooseTeam(page: Page) {
  await page.getByLabel(/^Team/).first().fill('Voice');
  await page.getByRole('option', { name: TEAM }).click();
}

test('a second team comes in: told, onboarded, approved, enforced', async ({
  browser,
}, info) => {
  const omar = await openAs(browser, 'Omar Haddad');
  const notice = omar.getByRole('alert').filter({
    hasText: `${TEAM} is not set up for GPUs yet`,
  });

  await test.step('its lead tries to create an endpoint, and is told at once', async () => {
    await openForm(omar);
    await chooseTeam(omar);
    await expect(notice).toBeVisible();
    await picture(omar, 'onboarding-told', info);
    await fillForm(omar, {
      name: 'call-notes',
      model: { title: 'Qwen2.5 7B Instruct' },
      acceleratorClass: 'NVIDIA L4 24 GB',
    });
    await omar.getByRole('button', { name: 'Create' }).click();
    await expect(
      omar.getByText(/Start the template 'Onboard a team to GPU'/).first(),
    ).toBeVisible({ timeout: 180_000 });
  });

  await test.step('follows the link to the template and fills it in', async () => {
    await openForm(omar);
    await chooseTeam(omar);
    await notice.getByRole('link', { name: 'Onboard a team to GPU' }).click();
    const starter = omar.getByRole('radio', { name: 'Starter' });
    await expect(starter).toBeVisible();
    await chooseTeam(omar);
    await starter.check();
    await expect(starter).toHaveAccessibleDescription(
      /2 × NVIDIA L4 24 GB: \$1,168\/month/,
    );
    await expectAccessible(omar, 'the first step of onboarding');
    await picture(omar, 'onboarding-quota', info);
    await next(omar);
    await omar.getByLabel(/^Budget for accelerators/).fill('4000');
    const currency = omar.getByLabel(/^Currency/);
    await expect(currency).toHaveValue('USD');
    await currency.fill('xyz');
    await currency.blur();
    await expect(currency).toHaveAccessibleDescription(
      /^XYZ is not a currency of ISO 4217/,
    );
    await expectAccessible(omar, 'the second step of onboarding');
    await currency.fill('usd');
    await next(omar);
    await expect(omar.getByLabel(/^Repository name/)).toHaveValue(
      'voice-analytics-gpu',
    );
    await omar.getByRole('button', { name: 'Review' }).click();
    await omar.getByRole('button', { name: 'Create' }).click();
    await expect(omar.getByRole('link', { name: 'First steps' })).toBeVisible({
      timeout: 180_000,
    });
    await picture(omar, 'onboarding-done', info);
  });

  await test.step('the namespace is there, with what it takes; no quota yet', async () => {
    await expect
      .poll(() => inCluster(omar, `/api/v1/namespaces/${NAMESPACE}`))
      .toMatchObject({
        metadata: {
          labels: { 'pod-security.kubernetes.io/enforce': 'baseline' },
        },
      });
  });

  let request = '';
  await test.step('the request is filed, and not for its requester to decide', async () => {
    const [filed] = await Promise.all([
      omar.context().waitForEvent('page'),
      omar.getByRole('link', { name: 'Quota request' }).click(),
    ]);
    await expect(
      filed.getByRole('heading', { name: /^Request \d+/ }),
    ).toBeVisible();
    await expect(filed.getByText(/Starter quota "Starter"/)).toBeVisible();
    await expect(
      filed.getByRole('button', { name: 'Approve 2' }),
    ).toBeDisabled();
    request = new URL(filed.url()).pathname;
    await filed.close();
  });

  await test.step('another lead finds it among the approvals, and approves', async () => {
    const noor = await openAs(browser, 'Noor Rahman');
    await noor.goto('/gpu-quota/approvals');
    await noor.locator(`a[href$="${request}"]`).first().click();
    const approve = noor.getByRole('button', { name: /^Approve 2/ });
    await expect(approve).toBeEnabled();
    await picture(noor, 'onboarding-request', info);
    await approve.click();
    await expect(noor.getByText('approved').first()).toBeVisible();
    await noor.context().close();
  });

  await test.step('and the quota is enforced in the namespace', async () => {
    await expect
      .poll(
        async () =>
          (
            await inCluster(
              omar,
              `/api/v1/namespaces/${NAMESPACE}/resourcequotas/golden-path-gpu-quota`,
            )
          )?.spec?.hard,
        { timeout: 180_000 },
      )
      .toMatchObject({ 'l4-24g.deviceclass.resource.k8s.io/devices': '2' });
  });

  await test.step('the first steps can be read', async () => {
    await omar.goto(`/docs/default/resource/${NAMESPACE}-gpu/first-steps`);
    await expect(omar.getByText('Create an endpoint.').first()).toBeVisible();
    // TechDocs has it in the page before it shows it.
    await expect
      .poll(() =>
        omar
          .locator('.md-content')
          .evaluate(
            element =>
              getComputedStyle(element.closest('html') ?? element).opacity,
          ),
      )
      .toBe('1');
    await picture(omar, 'onboarding-first-steps', info);
  });

  await test.step('and the endpoint can be created now', async () => {
    await openForm(omar);
    await chooseTeam(omar);
    await fillForm(omar, {
      name: 'call-notes',
      model: { title: 'Qwen2.5 7B Instruct' },
      acceleratorClass: 'NVIDIA L4 24 GB',
    });
    await expect(notice).toBeHidden();
    await create(omar);
    await openEndpoint(omar, 'call-notes');
    await expect(omar.getByText('1 of 1 replica ready')).toBeVisible({
      timeout: 150_000,
    });
    await omar.context().close();
  });
});
