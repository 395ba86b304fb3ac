import type { GoldenPath } from '@golden-path/plugin-inference-common';
import { ago } from './fixtures';

/** An endpoint two versions behind, which lacks a little. */
export const behind: GoldenPath = {
  template: {
    ref: 'template:default/inference-endpoint',
    title: 'Inference endpoint',
    latestVersion: '1.2.0',
  },
  origin: {
    state: 'from-template',
    version: '1.0.0',
    releasedOn: '2026-11-02',
  },
  since: [
    {
      version: '1.2.0',
      date: '2026-11-20',
      changes: ['Alerts name who is responsible.', 'Adds a network policy.'],
    },
    {
      version: '1.1.0',
      date: '2026-11-09',
      changes: ['Adds a disruption budget.'],
    },
  ],
  upgrade: {
    state: 'available',
    templateRef: 'template:default/upgrade-inference-endpoint',
  },
  repository: {
    state: 'ok',
    url: 'https://git.example/meridian/reply-drafts/src/branch/main/',
    asOf: ago(30),
  },
  checks: [
    {
      id: 'startup-probe',
      title: 'Start-up probe',
      state: 'different',
      why: 'Loading takes minutes.',
      how: 'Raise its threshold.',
      found: 'it gives up after 60 s, and loading is expected to take 130 s',
    },
    {
      id: 'network-policy',
      title: 'Network policy',
      state: 'missing',
      why: 'Anything may call the server.',
      how: 'Add a NetworkPolicy.',
    },
    {
      id: 'runbook',
      title: 'Runbook',
      state: 'present',
      why: 'Whoever is on call starts from nothing.',
    },
  ],
};
