import { Flex } from '@backstage/ui';
import type { FormEvent, ReactNode } from 'react';
import styles from './DialogForm.module.css';

export type DialogFormProps = {
  /** For the submit button, which stands in the dialog's footer. */
  id: string;
  onSubmit: () => void;
  children: ReactNode;
};

/** The fields of a dialog, one below the other. What is wrong with them is said by them, not by the browser. */
export function DialogForm(props: DialogFormProps) {
  const { id, onSubmit, children } = props;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form id={id} className={styles.form} onSubmit={submit} noValidate>
      <Flex direction="column" gap="4">
        {children}
      </Flex>
    </form>
  );
}
