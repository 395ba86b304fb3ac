import {
  parseOperatingModel,
  runbookOf,
  toOperatingModel,
} from './operatingModel';

const document = () => ({
  parties: [
    {
      party: 'platform',
      title: 'AI platform',
      ownerRef: 'group:default/ai-platform',
    },
    { party: 'model-team', title: 'Model team' },
  ],
  responsibilities: [
    { area: 'Nodes', responsible: 'platform', accountable: 'platform' },
  ],
  severities: [{ id: 'sev1', title: 'Down', escalateAfterMinutes: 15 }],
  symptoms: [
    {
      id: 'broken',
      title: 'Broken',
      severity: 'sev1',
      when: {
        all: [
          { signal: 'deviceErrors', above: 0 },
          {
            any: [
              { signal: 'ttftP95', above: { slo: 'ttftP95Seconds', times: 2 } },
            ],
          },
        ],
      } as unknown,
      first: 'platform',
      then: 'model-team',
      afterMinutes: 15,
      why: 'Because.',
    },
  ],
});

describe('parseOperatingModel', () => {
  it('accepts a document and tells its conditions in words', () => {
    const model = toOperatingModel(parseOperatingModel(document()));
    expect(model.symptoms[0].condition).toBe(
      'Device errors above 0 and (Time to first token, p95 above 200 % of the SLO for time to first token)',
    );
    expect(model.symptoms[0]).not.toHaveProperty('when');
  });

  it.each<[string, unknown, string]>([
    [
      'an unknown signal',
      { all: [{ signal: 'gpuUtilisation', above: 1 }] },
      "symptoms[0].when.all[0].signal: 'gpuUtilisation' is not a signal",
    ],
    [
      'no operator',
      { signal: 'queueP95' },
      'symptoms[0].when: needs exactly one of above',
    ],
    [
      'two operators',
      { signal: 'queueP95', above: 1, below: 2 },
      'symptoms[0].when: needs exactly one of above',
    ],
    ['code', 'queueP95 > 1', 'symptoms[0].when: must be a condition'],
    [
      'an unknown SLO field',
      { not: { signal: 'ttftP95', above: { slo: 'ttft' } } },
      'symptoms[0].when.not.above.slo: must be one of',
    ],
    ['an empty list', { any: [] }, 'symptoms[0].when.any: must not be empty'],
    [
      'a ratio to nothing',
      { ratio: { of: 'queueP95', to: [] }, above: 1 },
      'symptoms[0].when.ratio.to: must name at least one signal',
    ],
    [
      'an unknown phase',
      { phase: ['broken'] },
      'symptoms[0].when.phase[0]: must be one of',
    ],
    [
      'a field that does not exist',
      { phase: ['failing'], late: true },
      "symptoms[0].when: unknown 'late'",
    ],
  ])('names the path of a condition with %s', (_, when, message) => {
    const bad = document();
    bad.symptoms[0].when = when;
    expect(() => parseOperatingModel(bad)).toThrow(message);
  });

  it.each<[string, (bad: ReturnType<typeof document>) => unknown, string]>([
    [
      'a symptom without a known severity',
      bad => ({ ...bad, severities: [{ id: 'other', title: 'Other' }] }),
      "symptoms[0].severity: 'sev1' is not among the severities (other)",
    ],
    [
      'the same party twice',
      bad => ({ ...bad, parties: [bad.parties[0], bad.parties[0]] }),
      "parties[1].party: 'platform' is there twice",
    ],
    [
      'one party',
      bad => ({ ...bad, parties: [bad.parties[0]] }),
      'parties: must name platform and model-team',
    ],
    [
      'then without afterMinutes',
      bad => ({
        ...bad,
        symptoms: [{ ...bad.symptoms[0], afterMinutes: undefined }],
      }),
      'symptoms[0].afterMinutes: goes with then',
    ],
    [
      'the first responder again',
      bad => ({ ...bad, symptoms: [{ ...bad.symptoms[0], then: 'platform' }] }),
      "symptoms[0].then: must not be 'platform'",
    ],
    [
      'a runbook that is no address',
      bad => ({
        ...bad,
        symptoms: [{ ...bad.symptoms[0], runbook: 'data:text/html,hi' }],
      }),
      'symptoms[0].runbook: must be a path',
    ],
    [
      'a placeholder it does not know',
      bad => ({
        ...bad,
        symptoms: [{ ...bad.symptoms[0], runbook: '/docs/{team}' }],
      }),
      'symptoms[0].runbook: knows only the placeholders',
    ],
    [
      'an owner that is no ref',
      bad => ({
        ...bad,
        parties: [
          { ...bad.parties[0], ownerRef: 'ai-platform' },
          bad.parties[1],
        ],
      }),
      'parties[0].ownerRef: must be a full entity ref',
    ],
    ['nothing', () => null, 'Operating model: document: must be a document'],
  ])('refuses %s, naming the field', (_, change, message) => {
    expect(() => parseOperatingModel(change(document()))).toThrow(message);
  });
});

it('leads to the runbook of the endpoint, whatever it is called', () => {
  expect(
    runbookOf('/docs/{namespace}/component/{name}/runbook', {
      namespace: 'default',
      name: 'a/{namespace}',
    }),
  ).toBe('/docs/default/component/a%2F%7Bnamespace%7D/runbook');
});
