import { toError } from '@backstage/errors';
import {
  Composer,
  LineCounter,
  Lexer,
  Parser,
  isCollection,
  visit,
  type CST,
  type Document,
} from 'yaml';

/** No manifest comes near; thousands exhaust the stack of the process, in places where that cannot be caught. */
const MAX_LEVELS = 100;
/** Each one is looked up among all before it. */
const MAX_ALIASES = 1000;
/** Of all documents, with what aliases repeat: many times what a manifest of a megabyte has. */
const MAX_VALUES = 300_000;

const TOO_DEEP = `nested more than ${MAX_LEVELS} levels deep`;

/**
 * One document of a YAML text: its value, or why there is none.
 *
 * @public
 */
export type YamlDocument =
  | { state: 'read'; value: unknown }
  | { state: 'unread'; why: string };

/** The tokens of a text, as the library's own parser gives them; it ends where they nest too deep. */
function* tokensOf(text: string, lines: LineCounter): Generator<CST.Token> {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > MAX_LEVELS) {
      throw new RangeError(TOO_DEEP);
    }
  }
  yield* parser.end();
}

/** Refuses what takes the library disproportionately long to turn into a value. */
function assertSimple(document: Document.Parsed): void {
  let aliases = 0;
  visit(document, {
    Alias() {
      aliases += 1;
      if (aliases > MAX_ALIASES) {
        throw new RangeError(`more than ${MAX_ALIASES} aliases`);
      }
    },
    Pair(_, { key }) {
      if (isCollection(key)) {
        throw new TypeError('a list or a map as the key of a map');
      }
    },
  });
}

/** Refuses what is no JSON of a bounded size: by an alias a value can be part of many others, and of itself. */
function assertPlain(value: unknown, seen: { values: number }): void {
  const look = (inner: unknown, level: number) => {
    seen.values += 1;
    if (level > MAX_LEVELS) {
      throw new RangeError(TOO_DEEP);
    }
    if (seen.values > MAX_VALUES) {
      throw new RangeError(`more than ${MAX_VALUES} values`);
    }
    if (typeof inner !== 'object' || inner === null) {
      return;
    }
    if (
      !Array.isArray(inner) &&
      Object.getPrototypeOf(inner) !== Object.prototype
    ) {
      throw new TypeError('a value that JSON does not have');
    }
    for (const child of Object.values(inner)) {
      look(child, level + 1);
    }
  };
  look(value, 1);
}

function read(
  document: Document.Parsed,
  lines: LineCounter,
  seen: { values: number },
): YamlDocument {
  const [error] = document.errors;
  if (error) {
    const { line, col } = lines.linePos(error.pos[0]);
    return {
      state: 'unread',
      why: `${error.message} at line ${line}, column ${col}`,
    };
  }
  try {
    assertSimple(document);
    const value: unknown = document.toJS();
    assertPlain(value, seen);
    return { state: 'read', value };
  } catch (thrown) {
    // Besides our own: an alias to nothing, such as `*.yaml` without quotes, and aliases of aliases without end.
    return { state: 'unread', why: toError(thrown).message };
  }
}

/**
 * Reads the documents of a YAML text that anybody may have written, such as a file of a team's repository. What is read
 * is JSON of at most 100 levels and 300 000 values: it can be walked through, compared and kept.
 *
 * @param options - `uniqueKeys`: whether a key that a map has twice is an error. That takes minutes in a map of
 * thousands of keys, so only ask for it where the text is one's own.
 * @returns one entry for each document; a single unread one where the text nests too deep to be looked into
 *
 * @public
 */
export function parseYaml(
  text: string,
  options: { uniqueKeys?: boolean } = {},
): YamlDocument[] {
  const { uniqueKeys = false } = options;
  const lines = new LineCounter();
  try {
    const composer = new Composer({ uniqueKeys });
    const documents = [...composer.compose(tokensOf(text, lines))];
    const seen = { values: 0 };
    return documents.map(document => read(document, lines, seen));
  } catch (thrown) {
    return [{ state: 'unread', why: toError(thrown).message }];
  }
}
