import { expect, test, type Page } from '@playwright/test';
import { fillForm, next, openForm } from './support/createEndpoint';
import { openAs } from './support/people';

const qwen = {
  architectures: ['Qwen2ForCausalLM'],
  model_type: 'qwen2',
  hidden_size: 3584,
  intermediate_size: 18944,
  num_attention_heads: 28,
  num_hidden_layers: 28,
  num_key_value_heads: 4,
  max_position_embeddings: 32768,
  vocab_size: 152064,
  tie_word_embeddings: false,
  torch_dtype: 'bfloat16',
};

async function pasteConfig(page: Page, config: string) {
  await page
    .getByRole('combobox', { name: 'Model' })
    .selectOption({ label: 'Another model: paste its config.json' });
  await page.getByLabel(/^Model id/).fill('acme/some-model');
  await page.getByLabel(/^config\.json/).fill(config);
  await next(page);
}

/** Runs the template with one parameter changed on its way to the server, as when the world changed meanwhile. */
async function createWith(page: Page, change: Record<string, unknown>) {
  await page.route('**/api/scaffolder/v2/tasks', async route => {
    const body = route.request().postDataJSON();
    await route.continue({
      postData: { ...body, values: { ...body.values, ...change } },
    });
  });
  await page.getByRole('button', { name: 'Create' }).click();
}

test.describe('the template says what is wrong, and nothing is lost', () => {
  let mia: Page;

  test.beforeEach(async ({ browser }) => {
    mia = await openAs(browser, 'Mia Chen');
  });
  test.afterEach(async () => {
    await mia.context().close();
  });

  test('a config.json that cannot be used', async () => {
    await openForm(mia);
    for (const [config, answer] of [
      ['{ "hidden_size": 3584,', /not JSON|valid JSON/i],
      ['[]', /object/i],
      ['{}', /architectures is missing/],
      ['{"architectures":["Qwen2ForCausalLM"]}', /num_hidden_layers/],
      [JSON.stringify({ ...qwen, num_hidden_layers: -3 }), /num_hidden_layers/],
      [JSON.stringify({ ...qwen, hidden_size: 1e12 }), /hidden_size/],
      [
        JSON.stringify({ ...qwen, num_attention_heads: 'many' }),
        /num_attention_heads/,
      ],
    ] as const) {
      await pasteConfig(mia, config);
      await expect(mia.getByText(answer).first()).toBeVisible();
      // Still on the first step, with what was typed.
      await expect(mia.getByLabel(/^config\.json/)).toHaveValue(config);
    }
    await pasteConfig(mia, JSON.stringify(qwen));
    await expect(mia.getByLabel(/^Requests per second/)).toBeVisible();
  });

  test('zero or negative replicas', async () => {
    await openForm(mia);
    await mia
      .getByRole('combobox', { name: 'Model' })
      .selectOption({ label: 'Qwen2.5 7B Instruct' });
    await next(mia);
    const minimum = mia.getByLabel(/^Replicas, minimum/);
    for (const replicas of ['0', '-2']) {
      await minimum.fill(replicas);
      await next(mia);
      // The browser's own bubble says so, and holds the form.
      expect(
        await minimum.evaluate(
          field => field instanceof HTMLInputElement && field.validationMessage,
        ),
      ).toMatch(/1/);
      await expect(minimum).toBeFocused();
    }
    await minimum.fill('3');
    await next(mia);
    await expect(
      mia.getByText(
        /the minimum of replicas must not be more than the maximum of replicas/,
      ),
    ).toBeVisible();
    await next(mia);
    await expect(mia.getByLabel(/^Repository name/)).toBeHidden();
  });

  test('a name that exists, a class that is gone, a host that is not configured', async () => {
    for (const [name, change, answer] of [
      ['support-chat', {}, /'support-chat' is in the catalog already/],
      ['gone-class', { acceleratorClass: 'h200-141g' }, /h200-141g/],
      [
        'other-host',
        { repoUrl: 'git.elsewhere.example?owner=meridian&repo=other-host' },
        /git\.elsewhere\.example/,
      ],
    ] as const) {
      await openForm(mia);
      await fillForm(mia, {
        name,
        model: { title: 'Qwen2.5 7B Instruct' },
        acceleratorClass: 'NVIDIA L4 24 GB',
      });
      await createWith(mia, change);
      await expect(mia.getByText(answer).first()).toBeVisible({
        timeout: 180_000,
      });
      await mia.unroute('**/api/scaffolder/v2/tasks');
    }
    // Nothing was kept of the three.
    await mia.goto('/gpu-quota');
    await expect(mia.getByText(/reserved/i).first()).toBeVisible();
    await expect(mia.getByText(/gone-class|other-host/)).toHaveCount(0);
  });
});

test('a lead does not decide on a request of their own', async ({
  browser,
}) => {
  const tom = await openAs(browser, 'Tom Okafor');
  await tom.goto('/gpu-quota');
  await tom
    .getByRole('button', { name: /Request quota/ })
    .first()
    .click();
  const dialog = tom.getByRole('dialog', { name: 'Request quota' });
  const team = dialog.getByRole('button', { name: /Team$/ });
  await team.click();
  await tom.getByRole('option', { name: 'Support assist' }).click();
  await dialog.getByRole('button', { name: /Accelerator class$/ }).click();
  await tom.getByRole('option', { name: 'NVIDIA L4 24 GB' }).click();
  await dialog
    .getByRole('textbox', { name: /^Reason/ })
    .fill('A second replica for the evening peak.');
  await dialog.getByRole('button', { name: 'Send request' }).click();
  await tom.getByRole('link', { name: 'View request' }).click();
  await expect(tom.getByRole('button', { name: 'Approve 1' })).toBeDisabled();
  await expect(
    tom.getByText(
      'You made this request yourself: someone else has to decide.',
    ),
  ).toBeVisible();

  // Nor by another route than the page.
  const id = new URL(tom.url()).pathname.split('/').pop();
  const [asked] = await Promise.all([
    tom.waitForRequest(/\/api\/gpu-quota\/requests\/\d+$/),
    tom.reload(),
  ]);
  const refused = await tom.request.post(
    `/api/gpu-quota/requests/${id}/decisions`,
    {
      headers: {
        authorization: (await asked.headerValue('authorization')) ?? '',
        'if-match': '"1"',
      },
      data: { outcome: 'approve' },
    },
  );
  expect(refused.status()).toBe(403);
  await tom.getByRole('button', { name: 'Withdraw…' }).click();
  await tom
    .getByRole('dialog')
    .getByRole('button', { name: /Withdraw/ })
    .click();
  await expect(tom.getByText('withdrawn').first()).toBeVisible();
  await tom.context().close();
});
