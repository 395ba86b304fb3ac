import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

const schema = z.object({
  kubernetes: z.object({
    customResources: z.array(
      z.object({
        group: z.string(),
        apiVersion: z.string(),
        plural: z.string(),
      }),
    ),
  }),
});

/** Where the portal's Kubernetes tab looks for objects of other kinds than Kubernetes' own, by its configuration. */
export function portalCustomResources(path: string): string[] {
  return schema
    .parse(parse(readFileSync(path, 'utf8')))
    .kubernetes.customResources.map(
      ({ group, apiVersion, plural }) =>
        `/apis/${group}/${apiVersion}/${plural}`,
    );
}
