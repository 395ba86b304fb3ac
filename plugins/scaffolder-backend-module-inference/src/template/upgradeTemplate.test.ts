import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '@backstage/types';
import { templateEntityV1beta3Validator } from '@backstage/plugin-scaffolder-common';
import {
  ENDPOINT_TEMPLATE_REF,
  UPGRADE_TEMPLATE_REF,
  parseReleases,
} from '@golden-path/plugin-inference-common';
import { parse } from 'yaml';
import { cases } from './__testUtils__/cases';
import { templateFolder } from './__testUtils__/renderSkeleton';
import { fillIn, stepOf, template, type Step } from './__testUtils__/template';

const upgrade: {
  metadata: { name: string };
  spec: { steps: Step[]; output: JsonObject };
} = parse(readFileSync(join(templateFolder, 'upgrade.yaml'), 'utf8'));

function upgradeStep(id: string): Step {
  const found = upgrade.spec.steps.find(step => step.id === id);
  if (!found) {
    throw new Error(`No step ${id}`);
  }
  return found;
}

const [{ plan }] = cases;
const answers = {
  name: 'support-chat',
  title: 'Support chat',
  model: { id: 'Qwen/Qwen2.5-7B-Instruct' },
  minReplicas: 1,
  interruptible: false,
};
const context = {
  parameters: { endpoint: 'component:default/support-chat' },
  steps: {
    read: {
      output: {
        endpointRef: 'component:default/support-chat',
        parameters: answers,
        reservationId: 'r-1',
        reservedDevices: 1,
        fromVersion: '1.0.0',
        version: '1.1.0',
        changes: ['More.'],
        repoUrl: 'git.example?owner=meridian&repo=support-chat',
        branch: 'main',
      },
    },
    plan: { output: plan },
    upgrade: {
      output: {
        state: 'merged',
        pullRequestUrl: 'https://git.example/meridian/support-chat/pulls/1',
      },
    },
  },
};

describe('the template that upgrades endpoints', () => {
  it('is a valid template entity under the name that the portal links to', async () => {
    await expect(
      templateEntityV1beta3Validator.check(upgrade as never),
    ).resolves.toBe(true);
    expect(`template:default/${upgrade.metadata.name}`).toBe(
      UPGRADE_TEMPLATE_REF,
    );
    expect(`template:default/${template.metadata.name}`).toBe(
      ENDPOINT_TEMPLATE_REF,
    );
  });

  it('plans with every answer that the form can give, and with nothing that was not asked', () => {
    const { input } = upgradeStep('plan');
    const asked = Object.keys(stepOf('plan').input);
    expect(Object.keys(input)).toEqual(
      expect.arrayContaining([...asked, 'upgradeOf']),
    );
    const filled = fillIn(input, context);
    expect(filled).toEqual({
      upgradeOf: 'component:default/support-chat',
      repoUrl: 'git.example?owner=meridian&repo=support-chat',
      ...answers,
    });
  });

  it('renders the same skeleton, in the same way, with the reservation there is', () => {
    const { input } = upgradeStep('fetch');
    const { url, trimBlocks, lstripBlocks, values } = stepOf('fetch').input;
    expect(input).toMatchObject({ url, trimBlocks, lstripBlocks });
    expect(Object.keys(Object(input.values)).sort()).toEqual(
      Object.keys(Object(values)).sort(),
    );
    expect(fillIn(input, context)).toMatchObject({
      values: {
        plan,
        reservationId: 'r-1',
        templateVersion: '1.1.0',
        parameters: answers,
      },
    });
    expect(upgrade.spec.steps.map(({ action }) => action)).not.toContain(
      'gpu-quota:reserve',
    );
  });

  it('merges what was rendered, and shows the pull request', () => {
    expect(fillIn(upgradeStep('upgrade').input, context)).toEqual({
      name: 'support-chat',
      repoUrl: 'git.example?owner=meridian&repo=support-chat',
      branch: 'main',
      sourcePath: upgradeStep('fetch').input.targetPath,
      fromVersion: '1.0.0',
      version: '1.1.0',
      changes: ['More.'],
      reservedDevices: 1,
      plannedDevices: 1,
    });
    expect(fillIn(upgrade.spec.output, context)).toMatchObject({
      links: [
        {
          if: true,
          url: 'https://git.example/meridian/support-chat/pulls/1',
        },
        { entityRef: 'component:default/support-chat' },
      ],
      text: [{ if: false }, { if: true }, { if: false }],
    });
  });

  it('has releases, of which the newest is the one that is written', () => {
    const parsed = parseReleases(template as never);
    expect(parsed).toMatchObject({ ok: true });
    expect(parsed.ok && parsed.value[0].version).toBe(
      Object(stepOf('fetch').input.values).templateVersion,
    );
  });
});
