import Router from 'express-promise-router';
import type { Request, Response } from 'express';
import type { EndpointState } from './EndpointSimulation';
import {
  exposeDevices,
  exposeGateway,
  exposeTriton,
  exposeVllm,
} from './exporters';
import { Exposition } from './Exposition';
import { exposeKubernetes } from './kubernetesExporter';

/** Serves each exporter under its own path, and all of them at `/metrics`. */
export function createMetricsRouter(states: () => EndpointState[]) {
  const router = Router();
  const pairs = () =>
    states().flatMap(endpoint =>
      endpoint.replicas.map(replica => ({ endpoint, replica })),
    );
  const servers = {
    vllm: { expose: exposeVllm },
    triton: { expose: exposeTriton },
  };

  router.get('/metrics', (_req: Request, res: Response) => {
    const out = new Exposition();
    for (const pair of pairs().filter(({ replica }) => replica.ready)) {
      servers[pair.endpoint.profile.runtime].expose(out, pair);
    }
    for (const pair of pairs()) exposeDevices(out, pair);
    for (const endpoint of states()) {
      exposeGateway(out, endpoint);
      exposeKubernetes(out, endpoint);
    }
    send(res, out);
  });

  for (const runtime of ['vllm', 'triton'] as const) {
    router.get(`/metrics/${runtime}/:pod`, (req: Request, res: Response) => {
      const pair = pairs().find(
        ({ endpoint, replica }) =>
          endpoint.profile.runtime === runtime &&
          replica.ready &&
          replica.pod === req.params.pod,
      );
      if (!pair) {
        notFound(res, `No ready ${runtime} pod is called ${req.params.pod}`);
        return;
      }
      const out = new Exposition();
      servers[runtime].expose(out, pair);
      send(res, out);
    });
  }

  router.get('/metrics/dcgm/:node', (req: Request, res: Response) => {
    const here = pairs().filter(
      ({ replica }) => replica.node === req.params.node,
    );
    if (here.length === 0) {
      notFound(res, `No pod with devices runs on ${req.params.node}`);
      return;
    }
    const out = new Exposition();
    for (const pair of here) exposeDevices(out, pair);
    send(res, out);
  });

  router.get('/metrics/gateway', (_req: Request, res: Response) => {
    const out = new Exposition();
    for (const endpoint of states()) exposeGateway(out, endpoint);
    send(res, out);
  });

  router.get('/metrics/kubernetes', (_req: Request, res: Response) => {
    const out = new Exposition();
    for (const endpoint of states()) exposeKubernetes(out, endpoint);
    send(res, out);
  });

  return router;
}

function send(res: Response, out: Exposition): void {
  res.type('text/plain; version=0.0.4; charset=utf-8').send(out.text());
}

function notFound(res: Response, sentence: string): void {
  res.status(404).type('text/plain').send(`${sentence}\n`);
}
