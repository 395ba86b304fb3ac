import { InputError } from '@backstage/errors';
import { parseQuantity, type DeviceObject } from './kubernetesObjects';

/*
 * The part of CEL that DeviceClasses are written in: comparisons of a device's driver, attributes and capacity, joined
 * by && || ! and parentheses, with the string functions of CEL. There is no CEL for CommonJS among well-kept packages,
 * and Kubernetes answers no such question; what is not understood is refused, never guessed.
 */

/** A device with what its slice says about it. */
export type SelectableDevice = { driver: string; device: DeviceObject };

type Value =
  | { type: 'plain'; value: string | number | boolean }
  | { type: 'quantity'; value: number }
  | { type: 'map'; get: (key: string) => Value | undefined };
type Expression = (device: SelectableDevice) => Value;

/** A key that a device does not have: CEL calls that an error, and the device is not selected. */
class NoSuchKeyError extends Error {}

const TOKEN =
  /\s*(?:(&&|\|\||[=!<>]=|[<>!()[\].,])|('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(\d+(?:\.\d+)?)|([A-Za-z_]\w*))/y;

type Token = {
  kind: 'operator' | 'string' | 'number' | 'name';
  text: string;
};

function unquoted(literal: string): string {
  return literal.replace(/\\(.)/g, (escape, character: string) => {
    if (!['\\', "'", '"'].includes(character)) {
      throw new InputError(`'${escape}' is not understood`);
    }
    return character;
  });
}

function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  const trimmed = source.trimEnd();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < trimmed.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(trimmed);
    if (!match) {
      throw new InputError(`'${trimmed.slice(at, at + 20)}' is not understood`);
    }
    const [, operator, string, number, name] = match;
    if (operator) tokens.push({ kind: 'operator', text: operator });
    else if (string) {
      tokens.push({ kind: 'string', text: unquoted(string.slice(1, -1)) });
    } else if (number) tokens.push({ kind: 'number', text: number });
    else tokens.push({ kind: 'name', text: name });
  }
  return tokens;
}

const plain = (value: string | number | boolean): Value => ({
  type: 'plain',
  value,
});

function truth(value: Value): boolean {
  if (value.type !== 'plain' || typeof value.value !== 'boolean') {
    throw new InputError('a condition is not true or false');
  }
  return value.value;
}

function text(value: Value): string {
  if (value.type !== 'plain' || typeof value.value !== 'string') {
    throw new InputError('a function of strings is used on something else');
  }
  return value.value;
}

function attribute(
  entry: NonNullable<DeviceObject['attributes']>[string],
): Value | undefined {
  const value = entry.string ?? entry.bool ?? entry.int ?? entry.version;
  return value === undefined ? undefined : plain(value);
}

/** Attributes or capacities by domain; those without one are in the driver's. */
function byDomain<T>(
  driver: string,
  entries: Record<string, T> | undefined,
  toValue: (entry: T) => Value | undefined,
): Value {
  return {
    type: 'map',
    get: domain => ({
      type: 'map',
      get: name => {
        const own = domain === driver ? entries?.[name] : undefined;
        const entry = entries?.[`${domain}/${name}`] ?? own;
        return entry === undefined ? undefined : toValue(entry);
      },
    }),
  };
}

function deviceValue({ driver, device }: SelectableDevice): Value {
  return {
    type: 'map',
    get: field => {
      switch (field) {
        case 'driver':
          return plain(driver);
        case 'attributes':
          return byDomain(driver, device.attributes, attribute);
        case 'capacity':
          return byDomain(driver, device.capacity, ({ value }) => {
            const amount = parseQuantity(value);
            return amount === undefined
              ? undefined
              : { type: 'quantity', value: amount };
          });
        default:
          throw new InputError(`device.${field} is not understood`);
      }
    },
  };
}

function lookUp(value: Value, key: string): Value {
  if (value.type !== 'map') throw new InputError(`.${key} of a single value`);
  const found = value.get(key);
  if (found === undefined) throw new NoSuchKeyError(key);
  return found;
}

function compareQuantities(a: Value, b: Value): number {
  if (a.type !== 'quantity' || b.type !== 'quantity') {
    throw new InputError('only quantities are compared with compareTo');
  }
  return Math.sign(a.value - b.value);
}

/** CEL's are RE2's; what both understand means the same in both. */
function regularExpression(source: string): RegExp {
  try {
    return new RegExp(source);
  } catch (error) {
    throw new InputError(`'${source}' is not understood`, error);
  }
}

const METHODS: Record<string, (self: Value, argument: Value) => Value> = {
  matches: (self, argument) =>
    plain(regularExpression(text(argument)).test(text(self))),
  startsWith: (self, argument) => plain(text(self).startsWith(text(argument))),
  endsWith: (self, argument) => plain(text(self).endsWith(text(argument))),
  contains: (self, argument) => plain(text(self).includes(text(argument))),
  compareTo: (self, argument) => plain(compareQuantities(self, argument)),
  isGreaterThan: (self, argument) =>
    plain(compareQuantities(self, argument) > 0),
  isLessThan: (self, argument) => plain(compareQuantities(self, argument) < 0),
};

function compare(operator: string, a: Value, b: Value): boolean {
  if (
    a.type !== 'plain' ||
    b.type !== 'plain' ||
    typeof a.value !== typeof b.value
  ) {
    throw new InputError(`${operator} between values of different kinds`);
  }
  switch (operator) {
    case '==':
      return a.value === b.value;
    case '!=':
      return a.value !== b.value;
    case '<':
      return a.value < b.value;
    case '<=':
      return a.value <= b.value;
    case '>':
      return a.value > b.value;
    default:
      return a.value >= b.value;
  }
}

/** Recursive descent over the tokens of one expression. */
class Parser {
  readonly #tokens: Token[];
  #at = 0;

  constructor(source: string) {
    this.#tokens = tokensOf(source);
  }

  parse(): Expression {
    const expression = this.#or();
    const rest = this.#tokens[this.#at];
    if (rest) throw new InputError(`'${rest.text}' is not understood`);
    return expression;
  }

  #or(): Expression {
    let left = this.#and();
    while (this.#take('||')) {
      const [a, b] = [left, this.#and()];
      left = device => plain(truth(a(device)) || truth(b(device)));
    }
    return left;
  }

  #and(): Expression {
    let left = this.#comparison();
    while (this.#take('&&')) {
      const [a, b] = [left, this.#comparison()];
      left = device => plain(truth(a(device)) && truth(b(device)));
    }
    return left;
  }

  #comparison(): Expression {
    const left = this.#unary();
    for (const operator of ['==', '!=', '<=', '>=', '<', '>']) {
      if (this.#take(operator)) {
        const right = this.#unary();
        return device => plain(compare(operator, left(device), right(device)));
      }
    }
    return left;
  }

  #unary(): Expression {
    if (!this.#take('!')) return this.#member();
    const operand = this.#unary();
    return device => plain(!truth(operand(device)));
  }

  #member(): Expression {
    let self = this.#primary();
    for (;;) {
      const of = self;
      if (this.#take('[')) {
        const key = this.#or();
        this.#expect(']');
        self = device => lookUp(of(device), text(key(device)));
      } else if (this.#take('.')) {
        self = this.#field(of, this.#name());
      } else {
        return self;
      }
    }
  }

  #field(of: Expression, name: string): Expression {
    if (!this.#take('(')) return device => lookUp(of(device), name);
    if (name === 'lowerAscii') {
      this.#expect(')');
      return device => plain(text(of(device)).toLowerCase());
    }
    const argument = this.#or();
    this.#expect(')');
    const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
    if (!method) throw new InputError(`${name}() is not understood`);
    return device => method(of(device), argument(device));
  }

  #primary(): Expression {
    if (this.#take('(')) {
      const inner = this.#or();
      this.#expect(')');
      return inner;
    }
    const token = this.#tokens[this.#at];
    this.#at += 1;
    if (token?.kind === 'string') return () => plain(token.text);
    if (token?.kind === 'number') return () => plain(Number(token.text));
    if (token?.kind === 'name') return this.#named(token.text);
    throw new InputError(
      token ? `'${token.text}' is not understood` : 'it ends too early',
    );
  }

  #named(name: string): Expression {
    switch (name) {
      case 'device':
        return deviceValue;
      case 'true':
      case 'false':
        return () => plain(name === 'true');
      case 'quantity': {
        this.#expect('(');
        const argument = this.#or();
        this.#expect(')');
        return device => {
          const value = parseQuantity(text(argument(device)));
          if (value === undefined) throw new InputError('not a quantity');
          return { type: 'quantity', value };
        };
      }
      default:
        throw new InputError(`'${name}' is not understood`);
    }
  }

  #name(): string {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'name') throw new InputError('a name is missing');
    this.#at += 1;
    return token.text;
  }

  #take(operator: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'operator' || token.text !== operator) return false;
    this.#at += 1;
    return true;
  }

  #expect(operator: string): void {
    if (!this.#take(operator)) throw new InputError(`${operator} is missing`);
  }
}

/**
 * A DeviceClass's selectors as a test of devices; all of them have to hold, in their order.
 *
 * @param expressions - CEL, as in `spec.selectors[].cel.expression`
 * @throws InputError when one of them goes beyond what is understood here; so does the test, where only a device shows it
 */
export function deviceSelector(
  expressions: readonly string[],
): (device: SelectableDevice) => boolean {
  const compiled = expressions.map(each => new Parser(each).parse());
  return device => {
    try {
      return compiled.every(expression => truth(expression(device)));
    } catch (error) {
      if (error instanceof NoSuchKeyError) return false;
      throw error;
    }
  };
}
