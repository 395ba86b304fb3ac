import {
  makeFieldSchema,
  type CustomFieldValidator,
} from '@backstage/plugin-scaffolder-react';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { EnvelopePicker } from './EnvelopePicker';
import { loadEnvelopes } from './envelopes';

/** Refuses an envelope that cannot be asked for, as the catalog is right now. */
export const validateEnvelope: CustomFieldValidator<string> = async (
  value,
  field,
  { apiHolder },
) => {
  if (!value) {
    field.addError('Choose what the team begins with.');
    return;
  }
  const catalogApi = apiHolder.get(catalogApiRef);
  if (!catalogApi) {
    field.addError(
      'The catalog is not available, so the starter quota cannot be checked.',
    );
    return;
  }
  const { offers } = await loadEnvelopes(catalogApi);
  const offer = offers.find(({ envelope }) => envelope.entityRef === value);
  if (!offer) {
    field.addError(`${value} is no longer in the catalog; choose another one.`);
  } else if (offer.gone.length > 0) {
    field.addError(
      `${offer.envelope.title} offers ${offer.gone.join(
        ', ',
      )}, which is no longer in the catalog; choose another one.`,
    );
  }
};

export const envelopePickerField = createFormField({
  name: 'EnvelopePicker',
  component: EnvelopePicker,
  schema: makeFieldSchema({ output: z => z.string() }),
  validation: validateEnvelope,
});
