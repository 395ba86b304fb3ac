import { z } from 'zod';

const device = z.strictObject({
  deviceClassName: z.string().min(1),
  selectors: z.array(z.looseObject({})).max(32).optional(),
  allocationMode: z.enum(['ExactCount', 'All']).optional(),
  count: z.number().int().min(1).max(32).optional(),
});

/** Requests of `resource.k8s.io/v1`, which go under `exactly`; published schemas let v1beta1's flat form pass. */
export const claimTemplateSchema = z.looseObject({
  spec: z.looseObject({
    spec: z.looseObject({
      devices: z.strictObject({
        requests: z
          .array(
            z
              .strictObject({
                name: z.string().min(1),
                exactly: device.optional(),
                firstAvailable: z.array(z.looseObject({})).max(8).optional(),
              })
              .refine(
                request =>
                  (request.exactly === undefined) !==
                  (request.firstAvailable === undefined),
                'one of exactly and firstAvailable is needed',
              ),
          )
          .min(1)
          .max(32),
      }),
    }),
  }),
});
