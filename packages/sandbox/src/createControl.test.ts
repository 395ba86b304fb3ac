import express from 'express';
import request from 'supertest';
import { createControl, type Fault } from './createControl';
import { Part } from './Part';
import { freePort } from './testPort';

async function setup(tellStory = async () => {}) {
  const injected: Fault[] = [];
  const part = new Part({
    name: 'prometheus',
    url: `http://localhost:${await freePort()}`,
    handler: (_req, res) => res.end('ok'),
  });
  const app = express().use(
    createControl({
      parts: [part],
      injectFault: fault => {
        if (fault.endpoint === 'nowhere') throw new Error('no such endpoint');
        injected.push(fault);
      },
      clearFault: () => injected.pop(),
      tellStory,
    }),
  );
  return { app, injected, part };
}

describe('createControl', () => {
  it('injects and clears faults, and refuses what is no fault', async () => {
    const { app, injected } = await setup();
    const fault = { kind: 'gpu-xid', endpoint: 'support-chat' };
    await request(app).post('/faults').send(fault).expect(204);
    expect(injected).toEqual([fault]);
    await request(app).delete('/faults').send(fault).expect(204);
    expect(injected).toEqual([]);
    for (const bad of [
      {},
      { kind: 'fire', endpoint: 'a' },
      { ...fault, endpoint: '../x' },
      { ...fault, extra: 1 },
    ]) {
      await request(app).post('/faults').send(bad).expect(400);
    }
    await request(app)
      .post('/faults')
      .send({ ...fault, endpoint: 'nowhere' })
      .expect(404);
  });

  it('takes a part away and brings it back', async () => {
    const { app, part } = await setup();
    await part.start();
    const answers = () =>
      fetch(part.url).then(
        () => true,
        () => false,
      );
    expect(await answers()).toBe(true);
    await request(app)
      .post('/outages')
      .send({ part: 'prometheus' })
      .expect(204);
    expect(await answers()).toBe(false);
    await request(app)
      .delete('/outages')
      .send({ part: 'prometheus' })
      .expect(204);
    expect(await answers()).toBe(true);
    await request(app)
      .post('/outages')
      .send({ part: 'everything' })
      .expect(404);
    await part.stop();
  });

  it('tells the story, and says when it is told or why it is not', async () => {
    let trouble: string | undefined = 'The catalog still lacks everything';
    const { app } = await setup(async () => {
      if (trouble) throw new Error(trouble);
    });
    const seeded = async () => (await request(app).get('/seeded')).status;
    await request(app)
      .post('/seeded')
      .expect(502, { error: 'The catalog still lacks everything' });
    expect(await seeded()).toBe(503);
    trouble = undefined;
    await request(app).post('/seeded').expect(204);
    expect(await seeded()).toBe(200);
  });
});
