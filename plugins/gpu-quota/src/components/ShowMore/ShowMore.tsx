import { Button } from '@backstage/ui';

/** A button for the next page, while there is one. */
export function ShowMore(props: {
  pages: { showMore?: () => Promise<unknown>; isLoadingMore: boolean };
}) {
  const { showMore, isLoadingMore } = props.pages;
  if (!showMore) {
    return null;
  }
  return (
    <Button size="small" variant="tertiary" onPress={() => showMore()}>
      {isLoadingMore ? 'Loading…' : 'Show more'}
    </Button>
  );
}
