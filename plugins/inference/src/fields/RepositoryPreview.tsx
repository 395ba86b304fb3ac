import { useState } from 'react';
import Button from '@material-ui/core/Button';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { fetchApiRef, useApi } from '@backstage/frontend-plugin-api';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import {
  createInferenceClient,
  type RepositoryPreview as Preview,
} from '@golden-path/plugin-inference-common';
import { useMutation } from '@tanstack/react-query';
import { describeError } from '../data/describeError';
import { queryClient } from '../data/queryClient';
import { formatPlural } from '../format/format';
import { readPreviewValues } from './previewReading';

const DEFAULT_TEMPLATE = 'template:default/inference-endpoint';

const useStyles = makeStyles(theme => ({
  root: { display: 'grid', gap: theme.spacing(1), justifyItems: 'start' },
  files: {
    listStyle: 'none',
    margin: 0,
    padding: 0,
    width: '100%',
    minWidth: 0,
  },
  file: { borderTop: `1px solid ${theme.palette.divider}` },
  path: {
    padding: theme.spacing(1, 0),
    cursor: 'pointer',
    overflowWrap: 'anywhere',
    fontFamily: 'monospace',
  },
  content: {
    margin: theme.spacing(0, 0, 1),
    padding: theme.spacing(1),
    // Lines wrap, so that nothing has to be scrolled to be read.
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    fontSize: '0.8rem',
    border: `1px solid ${theme.palette.divider}`,
  },
}));

function linesOf(content: string): number {
  return content.replace(/\n$/, '').split('\n').length;
}

function Files(props: { files: Preview['files'] }) {
  const styles = useStyles();
  return (
    <ul className={styles.files}>
      {props.files.map(({ path, content }) => (
        <li key={path} className={styles.file}>
          {content === undefined ? (
            <div className={styles.path}>{path} (no text)</div>
          ) : (
            <details>
              <summary className={styles.path}>
                {path} ({formatPlural(linesOf(content), 'line')})
              </summary>
              <pre className={styles.content} role="region" aria-label={path}>
                {content}
              </pre>
            </details>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Every file that will be created, with its content, before anything is. */
export function RepositoryPreview(
  props: FieldExtensionComponentProps<undefined, { template?: string }>,
) {
  const styles = useStyles();
  const fetchApi = useApi(fetchApiRef);
  const reading = readPreviewValues(props.formContext?.formData);
  const values = reading.ok ? JSON.stringify(reading.values) : undefined;
  const template = props.uiSchema['ui:options']?.template ?? DEFAULT_TEMPLATE;
  const preview = useMutation(
    {
      mutationFn: async (of: string) => ({
        of,
        ...(await createInferenceClient({
          fetch: fetchApi.fetch,
          baseUrl: 'plugin://inference',
        }).previewRepository({ template, values: JSON.parse(of) })),
      }),
    },
    queryClient,
  );
  const [asked, setAsked] = useState<string>();
  const outdated = asked !== undefined && asked !== values;
  const { data } = preview;

  function status(): string {
    if (!reading.ok) {
      return reading.sentence;
    }
    if (preview.isPending) {
      return 'Rendering the files…';
    }
    if (outdated) {
      return 'The form has changed since; show the files again.';
    }
    return data
      ? `${formatPlural(
          data.files.length,
          'file',
        )} will be created. The number of the reservation is written when it is made.`
      : 'See every file before anything is created.';
  }

  return (
    <section aria-label="What will be created" className={styles.root}>
      <Typography variant="subtitle1" component="h3">
        What will be created
      </Typography>
      <Typography variant="body2" role="status">
        {status()}
      </Typography>
      <Button
        variant="outlined"
        disabled={values === undefined || preview.isPending}
        onClick={() => {
          if (values !== undefined) {
            setAsked(values);
            preview.mutate(values);
          }
        }}
      >
        {data || preview.isError ? 'Show the files again' : 'Show the files'}
      </Button>
      {preview.isError && !outdated ? (
        <Typography variant="body2" role="alert">
          The files could not be rendered:{' '}
          {describeError(preview.error).message}
        </Typography>
      ) : null}
      {data && !outdated ? <Files files={data.files} /> : null}
    </section>
  );
}
