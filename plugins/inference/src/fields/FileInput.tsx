import { useState } from 'react';
import Button from '@material-ui/core/Button';
import FormControl from '@material-ui/core/FormControl';
import FormHelperText from '@material-ui/core/FormHelperText';
import FormLabel from '@material-ui/core/FormLabel';
import { makeStyles } from '@material-ui/core/styles';
import { formatBytes } from '../format/format';
import { useFieldStyles } from './useFieldStyles';

const useStyles = makeStyles(theme => ({
  row: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1),
    marginTop: theme.spacing(0.5),
  },
  input: { maxWidth: '100%', font: 'inherit' },
}));

function textOf(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsText(file);
  });
}

/** Reads one text file in the browser; nothing is sent anywhere. */
export function FileInput(props: {
  id: string;
  label: string;
  accept: string;
  mostBytes: number;
  disabled: boolean;
  hint?: string;
  problem?: string;
  onText: (text: string) => void;
  /** Where something was read from a file that can be taken back. */
  onRemove?: () => void;
}) {
  const { id, mostBytes } = props;
  const styles = useStyles();
  const classes = useFieldStyles();
  const [unreadable, setUnreadable] = useState<string>();
  const problem = unreadable ?? props.problem;

  const read = async (file: File | undefined) => {
    setUnreadable(undefined);
    if (!file) {
      return;
    }
    if (file.size > mostBytes) {
      setUnreadable(
        `${file.name} has ${formatBytes(file.size)}; at most ${formatBytes(
          mostBytes,
        )} are read.`,
      );
      return;
    }
    try {
      props.onText(await textOf(file));
    } catch {
      setUnreadable(`${file.name} could not be read; choose it again.`);
    }
  };

  return (
    <FormControl fullWidth error={problem !== undefined}>
      <FormLabel htmlFor={id} className={classes.problem}>
        {props.label}
      </FormLabel>
      <div className={styles.row}>
        <input
          id={id}
          type="file"
          accept={props.accept}
          disabled={props.disabled}
          className={styles.input}
          aria-describedby={`${id}-help`}
          aria-invalid={problem !== undefined}
          onChange={event => {
            const [file] = event.target.files ?? [];
            read(file);
          }}
          onClick={event => {
            // The same file can be chosen again once it has been mended.
            event.currentTarget.value = '';
          }}
        />
        {props.onRemove ? (
          <Button size="small" onClick={props.onRemove}>
            Do without it
          </Button>
        ) : null}
      </div>
      <FormHelperText
        id={`${id}-help`}
        className={classes.problem}
        role={problem ? 'alert' : undefined}
      >
        {problem ?? props.hint}
      </FormHelperText>
    </FormControl>
  );
}
