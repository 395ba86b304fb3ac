import { makeStyles } from '@material-ui/core/styles';

/** Styles that our fields share. */
export const useFieldStyles = makeStyles(theme => ({
  fields: { display: 'grid', gap: theme.spacing(2) },
  // The theme's own error red is too pale to read on its background.
  problem: { '&.Mui-error': { color: 'var(--bui-negative-fg-subdued)' } },
}));
