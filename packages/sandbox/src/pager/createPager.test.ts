import express from 'express';
import request from 'supertest';
import { axeViolations } from '../forge/pages/testDocument';
import { onCall, people } from '../seed/organisation';
import { createPager } from './createPager';

const NOW = Date.parse('2026-11-24T03:00:00Z');
const auth = 'Token token=sandbox-pager';

function pager(options: Partial<Parameters<typeof createPager>[0]> = {}) {
  return express().use(
    createPager({
      now: () => NOW,
      baseUrl: 'http://localhost:7024',
      ...options,
    }).router,
  );
}

function get(path: string, app = pager()) {
  return request(app)
    .get(path)
    .set('Authorization', auth)
    .set('Accept', 'application/vnd.pagerduty+json;version=2');
}

type Row = {
  escalation_level: number;
  user: { summary: string; email?: string; html_url: string };
  start: string;
  end: string;
};
const rowsOf = (body: { oncalls: Row[] }) =>
  body.oncalls.map(row => [
    row.escalation_level,
    row.user.summary,
    row.start,
    row.end,
  ]);

describe('who is on call', () => {
  it('names everybody of a policy in order, with the shift they are in', async () => {
    const { body } = await get(
      '/oncalls?escalation_policy_ids[]=EAIPLAT',
    ).expect(200);
    expect(rowsOf(body)).toEqual([
      [1, 'Lena Fischer', '2026-11-23T09:00:00Z', '2026-11-30T09:00:00Z'],
      [2, 'Lena Fischer', '2026-11-23T09:00:00Z', '2026-11-30T09:00:00Z'],
    ]);
    expect(body).toMatchObject({
      limit: 25,
      offset: 0,
      more: false,
      total: null,
    });
  });

  it('has no row where nobody is on call', async () => {
    const { body } = await get('/oncalls?escalation_policy_ids[]=ESEARCH');
    expect(rowsOf(body).map(([level, name]) => [level, name])).toEqual([
      [2, 'Diego Santos'],
    ]);
  });

  it('hands over at the end of a shift and not before', async () => {
    const at = async (time: string) => {
      const app = pager({ now: () => Date.parse(time) });
      const path = '/oncalls?schedule_ids[]=SFRAU01';
      const { body } = await get(path, app);
      return rowsOf(body).map(([, name]) => name);
    };
    const before = await at('2026-11-24T08:59:59Z');
    const after = await at('2026-11-24T09:00:00Z');
    expect(before).toHaveLength(1);
    expect(after).toHaveLength(1);
    expect(after).not.toEqual(before);
    expect(await at('2026-11-24T21:00:00Z')).toEqual(before);
  });

  it('pages at 25 rows and can be read to the end', async () => {
    const range =
      'schedule_ids[]=SFRAU01&since=2026-11-01T09:00:00Z&until=2026-11-21T09:00:00Z';
    const first = await get(`/oncalls?${range}&total=true`).expect(200);
    expect(first.body.oncalls).toHaveLength(25);
    expect(first.body).toMatchObject({ more: true, total: 40 });
    const second = await get(`/oncalls?${range}&offset=25`).expect(200);
    expect(second.body.oncalls).toHaveLength(15);
    expect(second.body.more).toBe(false);
    const starts = [...first.body.oncalls, ...second.body.oncalls].map(
      (row: Row) => row.start,
    );
    expect(new Set(starts).size).toBe(40);
    expect(starts[0]).toBe('2026-11-01T09:00:00Z');
  });

  it('gives only the next shift of each person when asked for the earliest', async () => {
    const { body } = await get(
      '/oncalls?schedule_ids[]=SFRAU01&earliest=true&until=2026-12-04T00:00:00Z',
    );
    expect(body.oncalls.map((row: Row) => row.user.summary).sort()).toEqual([
      'Hana Suzuki',
      'Noor Rahman',
    ]);
  });

  it('expands what is included and writes times in the zone asked for', async () => {
    const { body } = await get(
      '/oncalls?escalation_policy_ids[]=ESUPPRT&include[]=users&include[]=schedules&include[]=escalation_policies&time_zone=Europe/Berlin',
    ).expect(200);
    expect(body.oncalls[0]).toMatchObject({
      user: { type: 'user', email: expect.stringContaining('@meridian') },
      schedule: { type: 'schedule', name: 'Support assist daily' },
      escalation_policy: {
        type: 'escalation_policy',
        escalation_rules: [
          { escalation_delay_in_minutes: 30 },
          { escalation_delay_in_minutes: 30 },
        ],
      },
      start: '2026-11-23T10:00:00+01:00',
    });
  });

  it('filters by person', async () => {
    const all = await get('/oncalls?include[]=users');
    const id = all.body.oncalls.find(
      (row: Row) => row.user.email === 'sam.weber@meridian.example',
    ).user.id;
    const { body } = await get(`/oncalls?user_ids[]=${id}`);
    expect(rowsOf(body).map(([, name]) => name)).toEqual(['Sam Weber']);
    expect((await get('/oncalls?schedule_ids[]=null')).body.oncalls).toEqual(
      [],
    );
  });
});

describe('bad requests', () => {
  it.each([
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['limit=ten', 'limit'],
    ['offset=-1', 'offset'],
    ['offset=9990&limit=100', 'offset and limit'],
    ['total=perhaps', 'total'],
    ['earliest=1', 'earliest'],
    ['include[]=passwords', 'include[]'],
    ['since=yesterday', 'since'],
    ['until=2026-13-01T00:00:00Z', 'until'],
    ['since=2026-11-24T04:00:00Z&until=2026-11-24T03:00:00Z', 'until'],
    ['since=2026-01-01T00:00:00Z&until=2026-11-01T00:00:00Z', '90 days'],
    ['time_zone=Mars/Olympus', 'time_zone'],
  ])('refuses %s and names the parameter', async (query, named) => {
    const { body } = await get(`/oncalls?${query}`).expect(400);
    expect(body.error).toMatchObject({
      code: 2001,
      message: 'Invalid Input Provided',
    });
    expect(body.error.errors.join(' ')).toContain(named);
  });

  it('refuses callers without the key, in text and not JSON', async () => {
    for (const key of [
      undefined,
      'Token token=guess',
      'Bearer sandbox-pager',
    ]) {
      const call = request(pager()).get('/oncalls');
      const { text, headers } = await (key
        ? call.set('Authorization', key)
        : call
      ).expect(401);
      expect(text).toBe('HTTP Token: Access denied.\n');
      expect(headers['content-type']).toContain('text/plain');
    }
  });

  it('speaks version 2 only', async () => {
    const { body } = await request(pager())
      .get('/oncalls')
      .set('Authorization', auth)
      .set('Accept', 'application/vnd.pagerduty+json;version=1')
      .expect(406);
    expect(body.error.message).toContain('version=2');
  });

  it.each([
    '/services/NONE',
    '/escalation_policies/NONE',
    '/schedules/NONE',
    '/users/NONE',
    '/incidents',
  ])('answers 404 for %s', async path => {
    const { body } = await get(path).expect(404);
    expect(body).toEqual({ error: { message: 'Not Found', code: 2100 } });
  });
});

describe('objects', () => {
  it('leads from a service to who is on duty', async () => {
    const service = await get(
      '/services/PSUPPRT?include[]=escalation_policies',
    ).expect(200);
    const policy = service.body.service.escalation_policy;
    expect(policy.id).toBe('ESUPPRT');
    const scheduleId = policy.escalation_rules[0].targets[0].id;
    const schedule = await get(
      `/schedules/${scheduleId}?since=2026-11-24T00:00:00Z&until=2026-11-25T00:00:00Z`,
    ).expect(200);
    expect(
      schedule.body.schedule.final_schedule.rendered_schedule_entries,
    ).toEqual([
      expect.objectContaining({
        start: '2026-11-24T00:00:00Z',
        end: '2026-11-24T09:00:00Z',
      }),
      expect.objectContaining({
        start: '2026-11-24T09:00:00Z',
        end: '2026-11-25T00:00:00Z',
      }),
    ]);
    const [user] = schedule.body.schedule.users;
    expect((await get(`/users/${user.id}`)).body.user.name).toBe('Mia Chen');
    const targets = await get(
      '/escalation_policies/ESUPPRT?include[]=targets&include[]=services',
    );
    expect(targets.body.escalation_policy).toMatchObject({
      escalation_rules: [
        { targets: [{ type: 'schedule' }] },
        { targets: [{ type: 'schedule' }] },
      ],
      services: [{ id: 'PSUPPRT', type: 'service' }],
    });
  });

  it('refuses a seed whose schedules name a stranger', () => {
    const [first] = onCall;
    expect(() =>
      pager({
        people,
        onCall: [
          { ...first, levels: [{ ...first.levels[0], people: ['nobody'] }] },
        ],
      }),
    ).toThrow('nobody');
  });
});

describe('pages', () => {
  it.each([
    ['service', '/ui/service-directory/PSEARCH', 'nobody is on call'],
    ['schedule', '/ui/schedules/SFRAU01', 'Hana Suzuki'],
    ['gap', '/ui/schedules/SSEAR01', 'Nobody is on this schedule'],
  ])('shows a %s without a key', async (_, path, text) => {
    const page = await request(pager()).get(path).expect(200);
    expect(page.text).toContain(text);
    expect(await axeViolations(page.text)).toEqual([]);
  });

  it('opens at the html_url of what the API returns', async () => {
    const { body } = await get('/oncalls?escalation_policy_ids[]=EDOCINT');
    const [row] = body.oncalls;
    for (const { html_url: url } of [
      row.user,
      row.schedule,
      row.escalation_policy,
    ]) {
      const page = await request(pager()).get(new URL(url).pathname);
      expect([url, page.status]).toEqual([url, 200]);
    }
    await request(pager()).get('/ui/users/NONE').expect(404);
  });
});
