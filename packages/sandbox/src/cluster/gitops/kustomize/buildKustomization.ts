import { posix } from 'node:path';
import { applyPatch, type Operation } from 'fast-json-patch';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import type { JsonObject } from '../../model/objects';
import { isJsonObject, plainJsonProblem } from '../../model/plainJson';
import { typeByKind } from '../../model/resourceTypes';
import { type Manifest, parseFile } from '../parseFile';
import { KustomizeError } from './KustomizeError';
import {
  type Kustomization,
  KUSTOMIZATION_FILES,
  type PatchTarget,
  readKustomization,
} from './readKustomization';
import { strategicMerge } from './strategicMerge';
import { label, setImages } from './transform';

type Files = ReadonlyMap<string, string>;

/** An object on its way through the layers. */
type Resource = Manifest & {
  /** Namespaces that it had in the layers below: a patch may name any. */
  namespaces: string[];
};

type Identity = {
  group: string;
  version: string;
  kind: string;
  name: string;
  namespace: string;
};

const MAX_LAYERS = 16;

const operationsSchema = z.array(
  z.looseObject({ op: z.string(), path: z.string() }),
);

function identityOf(object: JsonObject): Identity {
  const apiVersion = String(object.apiVersion);
  const slash = apiVersion.indexOf('/');
  const metadata = isJsonObject(object.metadata) ? object.metadata : {};
  return {
    group: slash < 0 ? '' : apiVersion.slice(0, slash),
    version: apiVersion.slice(slash + 1),
    kind: String(object.kind),
    name: String(metadata.name ?? ''),
    namespace: String(metadata.namespace ?? ''),
  };
}

/** The kustomization of a folder of the repository, if it has one. */
export function kustomizationOf(
  files: Files,
  folder: string,
): string | undefined {
  return KUSTOMIZATION_FILES.map(name => `${folder}/${name}`).find(path =>
    files.has(path),
  );
}

function parse(source: string, text: string): unknown {
  const document = parseDocument(text);
  const [problem] = document.errors;
  if (problem) {
    throw new KustomizeError(`${source}: ${problem.message.split('\n')[0]}`);
  }
  let value: unknown;
  try {
    value = document.toJS();
  } catch (error) {
    // Aliases that expand too far.
    throw new KustomizeError(
      `${source}: ${error instanceof Error ? error.message : error}`,
    );
  }
  const refused = plainJsonProblem(value);
  if (refused) {
    throw new KustomizeError(`${source}: ${refused}`);
  }
  return value;
}

function within(file: string, folder: string, entry: string): string {
  const path = posix.join(folder, entry);
  if (
    entry.includes('://') ||
    posix.isAbsolute(entry) ||
    path.startsWith('..')
  ) {
    throw new KustomizeError(
      `${file}: "${entry}" is not a file or folder of this repository`,
    );
  }
  return path.replace(/\/$/, '');
}

function resourcesOf(
  files: Files,
  file: string,
  folder: string,
  entry: string,
  layers: string[],
): Resource[] {
  const path = within(file, folder, entry);
  if (files.has(path)) {
    if (!path.startsWith(`${folder}/`)) {
      throw new KustomizeError(
        `${file}: the file "${entry}" is not in or below the folder of the kustomization`,
      );
    }
    const { manifests, errors } = parseFile(path, files.get(path) ?? '');
    if (errors.length > 0) {
      throw new KustomizeError(errors.join('\n'));
    }
    // Aliases would make two places of an object one.
    return manifests.map(({ source, object }) => ({
      source,
      object: JSON.parse(JSON.stringify(object)),
      namespaces: [],
    }));
  }
  if (!kustomizationOf(files, path)) {
    throw new KustomizeError(
      `${file}: "${entry}" is neither a file nor a folder with a kustomization`,
    );
  }
  return build(files, path, layers);
}

/** kustomize's selectors match a whole value. */
function isTargeted(target: PatchTarget, { object }: Resource): boolean {
  const identity = identityOf(object);
  return (['group', 'version', 'kind', 'name', 'namespace'] as const).every(
    field => {
      const pattern = target[field];
      return (
        pattern === undefined ||
        new RegExp(`^(?:${pattern})$`).test(identity[field])
      );
    },
  );
}

/** What a merge patch is for, when it says so itself: the object of the same type and name. */
function isNamed(patch: JsonObject, resource: Resource): boolean {
  const wanted = identityOf(patch);
  const { namespace, ...found } = identityOf(resource.object);
  return (
    found.group === wanted.group &&
    found.version === wanted.version &&
    found.kind === wanted.kind &&
    found.name === wanted.name &&
    [namespace, ...resource.namespaces].includes(wanted.namespace)
  );
}

function patchOne(
  source: string,
  resource: Resource,
  patch: unknown,
): Resource[] {
  try {
    if (isJsonObject(patch)) {
      const object = strategicMerge(resource.object, patch);
      return object ? [{ ...resource, object }] : [];
    }
    const operations = operationsSchema.parse(patch);
    const { newDocument } = applyPatch(
      resource.object,
      // Checked by the library itself, operation by operation.
      operations as Operation[],
      true,
      false,
    );
    if (!isJsonObject(newDocument)) {
      throw new KustomizeError('the patch leaves no object');
    }
    return [{ ...resource, object: newDocument }];
  } catch (error) {
    const text = error instanceof Error ? error.message.split('\n')[0] : error;
    const { kind, name } = identityOf(resource.object);
    throw new KustomizeError(`${source}: ${kind} ${name}: ${text}`);
  }
}

function applyPatches(
  files: Files,
  file: string,
  folder: string,
  { patches }: Kustomization,
  resources: Resource[],
): Resource[] {
  return patches.reduce((current, { path, patch, target }, index) => {
    const source =
      path === undefined
        ? `${file}: patches[${index}]`
        : within(file, folder, path);
    const text = patch ?? files.get(source);
    if (text === undefined) {
      throw new KustomizeError(`${file}: there is no patch "${path}"`);
    }
    const content = parse(source, text);
    if (!isJsonObject(content) && !Array.isArray(content)) {
      throw new KustomizeError(
        `${source}: is neither an object nor a list of operations`,
      );
    }
    if (Array.isArray(content) && !target) {
      throw new KustomizeError(`${source}: a JSON patch needs a target`);
    }
    const isMeant = (resource: Resource) =>
      target
        ? isTargeted(target, resource)
        : isJsonObject(content) && isNamed(content, resource);
    if (!target && !current.some(isMeant)) {
      throw new KustomizeError(
        `${source}: no object matches the patch by type and name`,
      );
    }
    return current.flatMap(resource =>
      isMeant(resource) ? patchOne(source, resource, content) : [resource],
    );
  }, resources);
}

function setNamespace(resource: Resource, namespace: string): void {
  const { object, namespaces } = resource;
  const identity = identityOf(object);
  const metadata = isJsonObject(object.metadata) ? object.metadata : {};
  object.metadata = metadata;
  namespaces.push(identity.namespace);
  if (identity.kind === 'Namespace' && identity.group === '') {
    metadata.name = namespace;
  } else if (
    typeByKind(String(object.apiVersion), identity.kind)?.namespaced !== false
  ) {
    metadata.namespace = namespace;
  }
}

function build(files: Files, folder: string, layers: string[]): Resource[] {
  const file = kustomizationOf(files, folder) ?? folder;
  if (layers.includes(folder) || layers.length > MAX_LAYERS) {
    throw new KustomizeError(`${file}: the kustomizations go round in circles`);
  }
  const kustomization = readKustomization(
    file,
    parse(file, files.get(file) ?? ''),
  );
  const resources = applyPatches(
    files,
    file,
    folder,
    kustomization,
    kustomization.resources.flatMap(entry =>
      resourcesOf(files, file, folder, entry, [...layers, folder]),
    ),
  );
  for (const resource of resources) {
    if (kustomization.namespace !== undefined) {
      setNamespace(resource, kustomization.namespace);
    }
    label(resource.object, kustomization);
    setImages(resource.object, kustomization.images);
  }
  return resources;
}

/**
 * Builds the kustomization of a folder of a repository, in kustomize's order: resources, patches, namespace, labels and
 * annotations, images.
 *
 * @throws KustomizeError for a field that the sandbox does not know, and for what kustomize refuses
 */
export function buildKustomization(files: Files, folder: string): Manifest[] {
  return build(files, folder, []).map(({ source, object }) => ({
    source,
    object,
  }));
}
