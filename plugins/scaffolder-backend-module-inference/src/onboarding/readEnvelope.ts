import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { parseEntityRef } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { monthlyCost } from '@golden-path/plugin-gpu-quota-common';
import {
  formatMoney,
  parseQuotaEnvelope,
  QUOTA_ENVELOPE_TYPE,
  type AcceleratorClass,
  type QuotaEnvelope,
} from '@golden-path/plugin-inference-common';

/**
 * Reads an envelope that the platform team publishes.
 *
 * @throws InputError when it is not in the catalog
 */
export async function readEnvelope(options: {
  catalog: CatalogService;
  credentials: BackstageCredentials;
  envelope: string;
}): Promise<QuotaEnvelope> {
  const entity = await options.catalog.getEntityByRef(
    parseEntityRef(options.envelope, {
      defaultKind: 'resource',
      defaultNamespace: 'default',
    }),
    { credentials: options.credentials },
  );
  const parsed = entity && parseQuotaEnvelope(entity);
  if (!parsed?.ok) {
    throw new InputError(
      `The starter quota '${options.envelope}' is not in the catalog (any more); choose a ${QUOTA_ENVELOPE_TYPE} that is.`,
    );
  }
  return parsed.value;
}

/** What an envelope comes to, for people and for the request. */
export type PricedEnvelope = {
  /** `2 × NVIDIA L4 24 GB, 1 × NVIDIA H100 80 GB` */
  devicesText: string;
  /** List price in a month, all devices used; one amount per currency. */
  costText: string;
};

/**
 * Names and prices what an envelope offers.
 *
 * @throws InputError that names the classes which are not in the catalog
 */
export function priceEnvelope(
  envelope: QuotaEnvelope,
  classes: readonly AcceleratorClass[],
): PricedEnvelope {
  const known = new Map(classes.map(each => [each.name, each]));
  const gone = envelope.devices.filter(
    ({ acceleratorClass }) => !known.has(acceleratorClass),
  );
  if (gone.length > 0) {
    throw new InputError(
      `The starter quota '${envelope.title}' offers ${gone
        .map(each => each.acceleratorClass)
        .join(
          ', ',
        )}, which the catalog does not have: tell the platform team, or choose another one.`,
    );
  }
  const totals = new Map<string, number>();
  const parts = envelope.devices.flatMap(({ acceleratorClass, count }) => {
    const offered = known.get(acceleratorClass);
    if (!offered) return [];
    const { amountMinor, currency } = monthlyCost(
      offered.pricePerDeviceHour,
      count,
    );
    totals.set(currency, (totals.get(currency) ?? 0) + amountMinor);
    return [`${count} × ${offered.title}`];
  });
  return {
    devicesText: parts.join(', '),
    costText: [...totals]
      .map(([currency, amountMinor]) => formatMoney({ amountMinor, currency }))
      .join(' + '),
  };
}
