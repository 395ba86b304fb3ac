/** An API of which only a few methods are there; calling another one says which. */
export function createApiMockOf<T extends object>(methods: Partial<T>): T {
  const missing = (name: PropertyKey) => () => {
    throw new Error(`The development app does not answer ${String(name)}`);
  };
  return new Proxy(methods, {
    get: (target, name, receiver) =>
      Reflect.get(target, name, receiver) ?? missing(name),
  }) as T;
}
