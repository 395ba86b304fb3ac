import type { ApiHolder } from '@backstage/frontend-plugin-api';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';

/** What the scaffolder's form hands to one of its fields, as far as ours read it. */
export function fieldProps<T>(options: {
  id: string;
  title: string;
  formData?: T;
  onChange: (value: T | undefined) => void;
  /** Everything entered in the form so far. */
  form?: Record<string, unknown>;
}): FieldExtensionComponentProps<T> {
  const props = {
    schema: { title: options.title },
    uiSchema: {},
    idSchema: { $id: options.id },
    formData: options.formData,
    onChange: options.onChange,
    onBlur: () => {},
    onFocus: () => {},
    formContext: { formData: options.form ?? {} },
    disabled: false,
    readonly: false,
    required: true,
    name: options.id,
  };
  return props as unknown as FieldExtensionComponentProps<T>;
}

const noApis: ApiHolder = { get: () => undefined };

/** What the scaffolder hands to a field's validation. */
export function validationContext(
  formData: Record<string, string | number | object>,
  apiHolder: ApiHolder = noApis,
) {
  return {
    apiHolder,
    formData: JSON.parse(JSON.stringify(formData)),
    schema: {},
  };
}
