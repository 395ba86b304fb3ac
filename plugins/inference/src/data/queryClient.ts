import { QueryClient } from '@tanstack/react-query';
import { describeError } from './describeError';

const RETRY_DELAY_MILLISECONDS = 400;

/** One cache for the whole plugin: every card of a page reads the same answer. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // A blip is tried once more; what the caller may not see or what is not there will not change by asking again.
      retry: (failures, error) =>
        failures < 1 && describeError(error).kind === 'unavailable',
      retryDelay: RETRY_DELAY_MILLISECONDS,
      refetchOnWindowFocus: true,
    },
  },
});
