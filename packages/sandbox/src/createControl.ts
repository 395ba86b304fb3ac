import express, { type RequestHandler, type Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { z } from 'zod';
import { type Part } from './Part';

const FAULT_KINDS = [
  'gpu-xid',
  'slow-node',
  'bad-build',
  'traffic-spike',
  'image-pull-failure',
] as const;

/** A fault to inject, or to clear, at an endpoint (`Component` name). */
export type Fault = { kind: (typeof FAULT_KINDS)[number]; endpoint: string };

const name = z.string().regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
const faultBody = z.strictObject({ kind: z.enum(FAULT_KINDS), endpoint: name });
const outageBody = z.strictObject({ part: z.string().max(50) });

/** Options of {@link createControl}. */
export type ControlOptions = {
  /** Parts that may be stopped and started. */
  parts: readonly Part[];
  injectFault(fault: Fault): void;
  clearFault(fault: Fault): void;
  /** Tells the sandbox's story through the portal; safe to repeat. */
  tellStory(): Promise<void>;
};

/**
 * Where tests, and people who want to see what happens, break things: `POST /faults`, `DELETE /faults`,
 * `POST /outages`, `DELETE /outages`. `POST /seeded` tells the portal's story and answers when it is told; `GET /seeded`
 * answers 200 from then on, 503 before.
 */
export function createControl(options: ControlOptions): Router {
  const { parts, injectFault, clearFault, tellStory } = options;
  let seeded = false;

  const validated =
    <T>(
      schema: z.ZodType<T>,
      act: (body: T) => Promise<void> | void,
    ): RequestHandler =>
    async (req, res) => {
      const body = schema.safeParse(req.body);
      if (!body.success) {
        res.status(400).json({ error: z.prettifyError(body.error) });
        return;
      }
      try {
        await act(body.data);
      } catch (error) {
        res.status(404).json({
          error: error instanceof Error ? error.message : String(error),
        });
        return;
      }
      res.status(204).end();
    };

  const partNamed = (wanted: string) => {
    const part = parts.find(candidate => candidate.name === wanted);
    if (!part) {
      throw new Error(
        `There is no part "${wanted}"; there are ${parts
          .map(candidate => candidate.name)
          .join(', ')}`,
      );
    }
    return part;
  };

  const router = PromiseRouter();
  router.use(express.json({ limit: '10kb' }));
  router.get('/', (_req, res) => {
    res.json({
      seeded,
      parts: parts.map(part => ({
        name: part.name,
        url: part.url,
        up: part.isUp,
      })),
    });
  });
  router.get('/seeded', (_req, res) => {
    res.status(seeded ? 200 : 503).json({ seeded });
  });
  router.post('/seeded', async (_req, res) => {
    try {
      await tellStory();
    } catch (error) {
      res.status(502).json({
        error: error instanceof Error ? error.message : String(error),
      });
      return;
    }
    seeded = true;
    res.status(204).end();
  });
  router.post('/faults', validated(faultBody, injectFault));
  router.delete('/faults', validated(faultBody, clearFault));
  router.post(
    '/outages',
    validated(outageBody, ({ part }) => partNamed(part).stop()),
  );
  router.delete(
    '/outages',
    validated(outageBody, ({ part }) => partNamed(part).start()),
  );
  return router;
}
