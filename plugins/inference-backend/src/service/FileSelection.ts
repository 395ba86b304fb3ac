import {
  MAX_STORED_PARAMETERS_BYTES,
  STORED_PARAMETERS_PATH,
} from '@golden-path/plugin-inference-common';

export const CATALOG_FILE = 'catalog-info.yaml';

const MAX_FILE_BYTES = 1_000_000;
const MAX_MANIFESTS = 200;
/** Of all manifests. A megabyte of YAML keeps the backend busy for a second. */
const MAX_MANIFEST_BYTES = 2_000_000;
const MAX_PATHS = 20_000;
/** More names do not help to see what is wrong. */
const MAX_NAMES = 3;

/** Why a file is not looked into, as it is told. */
const REASONS = {
  'too-big': 'Larger than 1 MB',
  'too-big-answers': `Larger than ${MAX_STORED_PARAMETERS_BYTES / 1000} kB`,
  'too-many': `Beyond the first ${MAX_MANIFESTS} manifests or their first 2 MB`,
  'not-yaml': 'Not YAML that can be read',
} as const;
type Reason = keyof typeof REASONS;
const REASON_ORDER: Reason[] = [
  'too-big',
  'too-big-answers',
  'too-many',
  'not-yaml',
];

/** Whether a file is one to look into: those of other environments' overlays are not what runs. */
export function isManifest(
  path: string,
  environment: string | undefined,
): boolean {
  if (!/^deploy\/.+\.ya?ml$/.test(path)) {
    return false;
  }
  const overlay = /^deploy\/overlays\/([^/]+)\//.exec(path)?.[1];
  return overlay === undefined || overlay === (environment ?? overlay);
}

function named(paths: string[]): string {
  const names = paths.slice(0, MAX_NAMES).map(path => path.slice(0, 200));
  const rest = paths.length - names.length;
  return `${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/**
 * Says of each file of a repository whether to read it, while the repository comes in: what is refused here is never
 * held. Remembers what was left out, and why.
 */
export class FileSelection {
  readonly #environment: string | undefined;
  readonly #paths: string[] = [];
  readonly #unread = new Map<string, Reason>();
  #files = 0;
  #manifests = 0;
  #manifestBytes = 0;

  static create(options: { environment: string | undefined }): FileSelection {
    return new FileSelection(options.environment);
  }

  private constructor(environment: string | undefined) {
    this.#environment = environment;
  }

  /** To be asked once for every file there is. */
  takes(path: string, bytes: number): boolean {
    this.#files += 1;
    if (this.#files <= MAX_PATHS) {
      this.#paths.push(path);
    }
    const isOfDeploy = isManifest(path, this.#environment);
    if (
      !isOfDeploy &&
      path !== CATALOG_FILE &&
      path !== STORED_PARAMETERS_PATH
    ) {
      return false;
    }
    if (bytes > MAX_FILE_BYTES) {
      this.leaveOut(path, 'too-big');
      return false;
    }
    if (
      path === STORED_PARAMETERS_PATH &&
      bytes > MAX_STORED_PARAMETERS_BYTES
    ) {
      this.leaveOut(path, 'too-big-answers');
      return false;
    }
    if (!isOfDeploy) {
      return true;
    }
    if (
      this.#manifests === MAX_MANIFESTS ||
      this.#manifestBytes + bytes > MAX_MANIFEST_BYTES
    ) {
      this.leaveOut(path, 'too-many');
      return false;
    }
    this.#manifests += 1;
    this.#manifestBytes += bytes;
    return true;
  }

  leaveOut(path: string, reason: Reason): void {
    if (this.#unread.size < MAX_PATHS) {
      this.#unread.set(path, reason);
    }
  }

  /** Why a file is not looked into; undefined where it is, or is not there. */
  whyUnread(path: string): string | undefined {
    const reason = this.#unread.get(path);
    return reason && REASONS[reason];
  }

  /** Names of all files. */
  get paths(): string[] {
    return this.#paths;
  }

  /** What is not known of the repository, in sentences; empty where all of it was looked into. */
  get gaps(): string[] {
    const unread = [...this.#unread];
    return [
      ...REASON_ORDER.flatMap(reason => {
        const paths = unread.flatMap(([path, why]) =>
          why === reason ? [path] : [],
        );
        return paths.length > 0 ? [`${REASONS[reason]}: ${named(paths)}.`] : [];
      }),
      ...(this.#files > MAX_PATHS
        ? [
            `It has ${
              this.#files
            } files, and only the first ${MAX_PATHS} were seen.`,
          ]
        : []),
    ];
  }
}
