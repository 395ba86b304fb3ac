import type { catalogApiRef } from '@backstage/plugin-catalog-react';
import { monthlyCost } from '@golden-path/plugin-gpu-quota-common';
import {
  formatFieldErrors,
  parseQuotaEnvelope,
  QUOTA_ENVELOPE_TYPE,
  type Money,
  type QuotaEnvelope,
} from '@golden-path/plugin-inference-common';
import { loadClasses } from './classes';

/** An envelope as the form offers it. */
export type EnvelopeOffer = {
  envelope: QuotaEnvelope;
  /** `2 × NVIDIA L4 24 GB`, one for each class. */
  devices: string[];
  /** All of it for a month at list price, one amount per currency. */
  cost: Money[];
  /** Names of classes that the catalog does not have; the envelope cannot be asked for. */
  gone: string[];
};

/** The envelopes to choose from, cheapest first, and those that cannot be read, with the reason. */
export type EnvelopeOffers = {
  offers: EnvelopeOffer[];
  broken: { name: string; reason: string }[];
};

function sum(amounts: Money[]): Money[] {
  const totals = new Map<string, number>();
  for (const { currency, amountMinor } of amounts) {
    totals.set(currency, (totals.get(currency) ?? 0) + amountMinor);
  }
  return [...totals].map(([currency, amountMinor]) => ({
    currency,
    amountMinor,
  }));
}

/** Reads the published envelopes from the catalog, with what they cost. */
export async function loadEnvelopes(
  catalogApi: Pick<typeof catalogApiRef.T, 'getEntities'>,
): Promise<EnvelopeOffers> {
  const [{ items }, { classes }] = await Promise.all([
    catalogApi.getEntities({
      filter: { kind: 'Resource', 'spec.type': QUOTA_ENVELOPE_TYPE },
    }),
    loadClasses(catalogApi),
  ]);
  const known = new Map(classes.map(each => [each.name, each]));
  const found: EnvelopeOffers = { offers: [], broken: [] };
  for (const entity of items) {
    const parsed = parseQuotaEnvelope(entity);
    if (!parsed.ok) {
      found.broken.push({
        name: entity.metadata.name,
        reason: formatFieldErrors(parsed.errors),
      });
      continue;
    }
    const parts = parsed.value.devices.map(({ acceleratorClass, count }) => ({
      count,
      acceleratorClass,
      offered: known.get(acceleratorClass),
    }));
    found.offers.push({
      envelope: parsed.value,
      devices: parts.map(
        ({ count, acceleratorClass, offered }) =>
          `${count} × ${offered?.title ?? acceleratorClass}`,
      ),
      cost: sum(
        parts.flatMap(({ count, offered }) =>
          offered ? [monthlyCost(offered.pricePerDeviceHour, count)] : [],
        ),
      ),
      gone: parts.flatMap(({ acceleratorClass, offered }) =>
        offered ? [] : [acceleratorClass],
      ),
    });
  }
  const total = ({ cost, gone }: EnvelopeOffer) =>
    gone.length > 0
      ? Infinity
      : cost.reduce((all, { amountMinor }) => all + amountMinor, 0);
  found.offers.sort((a, b) => total(a) - total(b));
  return found;
}
