import { readFileSync } from 'node:fs';
import { join } from 'node:path';
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

/** Where the portal's Kubernetes tab looks for objects of other kinds than Kubernetes' own. */
export function portalCustomResources(): string[] {
  const path = join(__dirname, '../../../../../app-config.yaml');
  return schema
    .parse(parse(readFileSync(path, 'utf8')))
    .kubernetes.customResources.map(
      ({ group, apiVersion, plural }) =>
        `/apis/${group}/${apiVersion}/${plural}`,
    );
}
