import { HttpResponse, http, type HttpHandler } from 'msw';

/** Where `plugin://gpu-quota` leads in tests. */
const BASE = 'http://localhost:7007/api/gpu-quota';

type Method = 'get' | 'post' | 'patch';

/** Answers a path of the quota API with a body. */
export function answers(
  method: Method,
  path: string,
  body: object,
  seen?: (request: Request) => void,
): HttpHandler {
  return http[method](`${BASE}${path}`, ({ request }) => {
    seen?.(request.clone());
    return HttpResponse.json(body);
  });
}

/** Answers a path of the quota API once it is told to. */
export function answersLater(method: Method, path: string, body: object) {
  let answer = () => {};
  let ask = () => {};
  const told = new Promise<void>(resolve => {
    answer = resolve;
  });
  const asked = new Promise<void>(resolve => {
    ask = resolve;
  });
  const handler = http[method](`${BASE}${path}`, async () => {
    ask();
    await told;
    return HttpResponse.json(body);
  });
  return { handler, asked, answer };
}

/** Refuses a path of the quota API, the way the backend words refusals. */
export function refuses(
  method: Method,
  path: string,
  statusCode: number,
  message: string,
  name = 'Error',
): HttpHandler {
  return http[method](`${BASE}${path}`, () =>
    HttpResponse.json(
      { error: { name, message }, response: { statusCode } },
      { status: statusCode },
    ),
  );
}

/** Never answers a path of the quota API. */
export function hangs(method: Method, path: string): HttpHandler {
  return http[method](`${BASE}${path}`, () => new Promise<never>(() => {}));
}

/** Cuts the connection on a path of the quota API. */
export function breaks(
  method: Method,
  path: string,
  seen?: (request: Request) => void,
): HttpHandler {
  return http[method](`${BASE}${path}`, ({ request }) => {
    seen?.(request.clone());
    return HttpResponse.error();
  });
}
