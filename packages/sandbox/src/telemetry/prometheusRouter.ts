import express, {
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import Router from 'express-promise-router';
import {
  evaluateAt,
  evaluateOver,
  evaluateRangeSelector,
  ExecutionError,
  select,
} from './evaluatePromql';
import { formatValue } from './Exposition';
import { parsePromql, PromqlError } from './parsePromql';
import { BadData, invalid, QueryParameters } from './queryParameters';
import type { Series, SeriesStore } from './SeriesStore';

const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** A time that no sample is older than, in milliseconds. */
const BEGINNING = 0;

/**
 * The part of Prometheus' HTTP API that reads series.
 *
 * @public
 */
export function createPrometheusRouter(options: {
  series: SeriesStore;
  now: () => number;
  /** Called before each answer, to bring the series up to date. */
  refresh: () => void;
}) {
  const { series: store, now } = options;
  const router = Router();
  const form = express.text({
    type: 'application/x-www-form-urlencoded',
    limit: '1mb',
  });

  /** Answers with what `read` makes of the parameters. */
  const api =
    (read: (parameters: QueryParameters, req: Request) => unknown) =>
    (req: Request, res: Response) => {
      options.refresh();
      const at = req.originalUrl.indexOf('?');
      const parameters = new QueryParameters(
        at < 0 ? '' : req.originalUrl.slice(at + 1),
        typeof req.body === 'string' ? req.body : '',
      );
      res.json({ status: 'success', data: read(parameters, req) });
    };

  const serve = (path: string, handler: RequestHandler, post = true) => {
    router.get(path, handler);
    if (post) router.post(path, form, handler);
    router.all(path, (_req, res) => {
      res
        .status(405)
        .set('Allow', post ? 'GET, OPTIONS, POST' : 'GET, OPTIONS')
        .type('text/plain')
        .send('Method Not Allowed\n');
    });
  };

  serve(
    '/api/v1/query',
    api(parameters => {
      const time = parameters.time('time', now());
      parameters.timeout();
      const limit = parameters.limit();
      const expression = parse(parameters.query());
      if (expression.type === 'range') {
        return {
          resultType: 'matrix',
          result: evaluateRangeSelector(store, expression, time)
            .slice(0, limit)
            .map(toMatrix),
        };
      }
      return {
        resultType: 'vector',
        result: evaluateAt(store, expression, time)
          .slice(0, limit)
          .map(({ labels, value }) => ({
            metric: labels,
            value: [time / 1000, formatValue(value)],
          })),
      };
    }),
  );

  serve(
    '/api/v1/query_range',
    api(parameters => {
      const times = parameters.range();
      parameters.timeout();
      const limit = parameters.limit();
      const expression = parse(parameters.query());
      if (expression.type === 'range') {
        throw invalid(
          'query',
          'invalid expression type "range vector" for range query, must be Scalar or instant Vector',
        );
      }
      return {
        resultType: 'matrix',
        result: evaluateOver(store, expression, times)
          .slice(0, limit)
          .map(toMatrix),
      };
    }),
  );

  serve(
    '/api/v1/labels',
    api(parameters => {
      const found = matching(parameters).flatMap(({ labels }) =>
        Object.keys(labels),
      );
      return [...new Set(found)].sort().slice(0, parameters.limit());
    }),
  );

  serve(
    '/api/v1/label/:name/values',
    api((parameters, req) => {
      const { name } = req.params;
      if (!LABEL_NAME.test(name)) {
        throw new BadData(`invalid label name: ${JSON.stringify(name)}`);
      }
      const found = matching(parameters).flatMap(({ labels }) =>
        name in labels ? [labels[name]] : [],
      );
      return [...new Set(found)].sort().slice(0, parameters.limit());
    }),
    false,
  );

  serve(
    '/api/v1/series',
    api(parameters => {
      if (parameters.all('match[]').length === 0) {
        throw new BadData('no match[] parameter provided');
      }
      return matching(parameters)
        .map(({ labels }) => labels)
        .slice(0, parameters.limit());
    }),
  );

  router.get('/-/healthy', (_req, res) => {
    res.type('text/plain').send('Prometheus Server is Healthy.\n');
  });
  router.get('/-/ready', (_req, res) => {
    res.type('text/plain').send('Prometheus Server is Ready.\n');
  });
  router.use('/api', (_req, res) => {
    res.status(404).type('text/plain').send('404 page not found\n');
  });
  router.use(answerError);

  /** Series with a sample in the asked time and, where the request says so, of a selector. */
  function matching(parameters: QueryParameters): Series[] {
    const start = parameters.time('start', BEGINNING);
    const end = parameters.time('end', now());
    if (end < start) {
      throw invalid('end', 'end timestamp must not be before start time');
    }
    const selectors = parameters.all('match[]').map(text => {
      const expression = parse(text, 'match[]');
      if (expression.type !== 'selector') {
        throw invalid('match[]', `${JSON.stringify(text)} is not a selector`);
      }
      return expression;
    });
    const found = new Set(
      selectors.length === 0
        ? store.all()
        : selectors.flatMap(selector => select(store, selector)),
    );
    const byLabels = new Map(
      [...found].map(series => [JSON.stringify(series.labels), series]),
    );
    return [...byLabels.values()].filter(series => {
      for (const sample of series.between(start - 1, end)) {
        return sample !== undefined;
      }
      return false;
    });
  }

  return router;
}

function parse(query: string, parameter = 'query') {
  try {
    return parsePromql(query);
  } catch (error) {
    if (error instanceof PromqlError) throw invalid(parameter, error.message);
    throw error;
  }
}

function toMatrix(row: {
  labels: Record<string, string>;
  samples: [number, number][];
}) {
  return {
    metric: row.labels,
    values: row.samples.map(([time, value]) => [
      time / 1000,
      formatValue(value),
    ]),
  };
}

function answerError(
  error: unknown,
  _req: Request,
  res: Response,
  next: NextFunction,
): void {
  const answer = (status: number, errorType: string, message: string) => {
    res.status(status).json({ status: 'error', errorType, error: message });
  };
  if (error instanceof BadData) answer(400, 'bad_data', error.message);
  else if (error instanceof ExecutionError) {
    answer(422, 'execution', error.message);
  } else if (isClientError(error)) answer(400, 'bad_data', error.message);
  else next(error);
}

/** Errors of the body parser and of URL decoding carry a 4xx status. */
function isClientError(error: unknown): error is Error {
  return (
    error instanceof Error &&
    'status' in error &&
    typeof error.status === 'number' &&
    error.status >= 400 &&
    error.status < 500
  );
}
