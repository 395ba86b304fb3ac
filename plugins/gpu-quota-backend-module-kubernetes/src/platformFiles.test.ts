import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { validateKueue } from './__testUtils__/kueueSchemas';
import { kueueResourceName } from './chargesForKueue';
import { renderResourceFlavor } from './renderKueue';

function documents(file: string): unknown[] {
  const path = resolve(__dirname, '../../../platform', file);
  return parseAllDocuments(readFileSync(path, 'utf8')).map(document =>
    document.toJS(),
  );
}

const classes = z
  .array(
    z.object({
      metadata: z.object({ name: z.string() }),
      spec: z.object({
        accelerator: z.object({
          deviceClassName: z.string(),
          extendedResourceName: z.string().optional(),
        }),
      }),
    }),
  )
  .parse(documents('accelerator-classes.yaml'))
  .map(({ metadata, spec }) => ({
    acceleratorClass: metadata.name,
    ...spec.accelerator,
  }));

it('ships the flavors that the portal writes', () => {
  const flavors = documents('kubernetes/kueue-flavors.yaml');
  expect(flavors).toEqual(classes.map(renderResourceFlavor));
  validateKueue(...flavors.map(Object));
});

it('ships a configuration by which Kueue counts under the names that the portal writes', () => {
  const [configuration] = documents('kubernetes/kueue-configuration.yaml');
  const mappings = new Map<string, string[]>();
  for (const each of classes) {
    const name = kueueResourceName(each);
    mappings.set(name, [...(mappings.get(name) ?? []), each.deviceClassName]);
  }
  // Kueue's own limit on mappings.
  expect(mappings.size).toBeLessThanOrEqual(16);
  expect(configuration).toMatchObject({
    apiVersion: 'config.kueue.x-k8s.io/v1beta2',
    kind: 'Configuration',
    resources: {
      excludeResourcePrefixes: expect.arrayContaining(['cpu', 'memory']),
      deviceClassMappings: [...mappings].map(([name, deviceClassNames]) => ({
        name,
        deviceClassNames,
      })),
    },
  });
});
