import { QueryClient } from '@tanstack/react-query';

/**
 * The one cache of this plugin. A failed read is not repeated at once: the next poll or signal reads again, and what
 * was last known stays on screen with its age.
 */
export const queryClient = new QueryClient({
  defaultOptions: { queries: { retry: false, staleTime: 5_000 } },
});
