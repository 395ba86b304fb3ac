import { InputError } from '@backstage/errors';
import type { ModelLoading } from './deadlines';
import { imageFor } from './serverCommand';

/** Where a model's weights come from, and what they need on their way. */
export type ModelSource = {
  /** What KServe is given. */
  uri: string;
  /** Credentials that an ExternalSecret brings: of the model hub, or of a bucket. */
  secret?: 'hub' | 'bucket';
  /** Host of an S3 API other than AWS'. */
  bucketEndpoint?: string;
  /** A claim of the repository's own, and the job that fills it; vLLM's image has the hub's command line. */
  cache?: { claim: string; storageGiB: number; job: string; image: string };
  /** Disk of the node that the download takes; 0 where there is none. */
  ephemeralStorageGiB: number;
};

const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
/** An image by name with a tag or a digest; without one, nobody knows what runs. */
const OCI_URI =
  /^oci:\/\/[a-z0-9][\w.-]*(:\d{1,5})?(\/[\w.-]+)+(:[\w][\w.-]{0,127}|@sha256:[0-9a-f]{64})$/;
const BUCKET_URI =
  /^(s3|gs):\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/([\w.=/-]+)$/;

/** Google's S3 API, which takes HMAC keys: KServe reads language models from S3 but not from gs://. */
const GOOGLE_S3_ENDPOINT = 'storage.googleapis.com';

/** What weights take on a disk: the files, and a fifth for what the download writes beside them. */
function storageGiB(weightsGiB: number): number {
  return Math.ceil(weightsGiB * 1.2) + 1;
}

function need(
  modelUri: string | undefined,
  pattern: RegExp,
  sentence: string,
): RegExpExecArray {
  const match = pattern.exec(modelUri ?? '');
  if (!match || (modelUri ?? '').includes('..')) {
    throw new InputError(
      `${
        modelUri === undefined || modelUri === ''
          ? 'The address of the model is missing'
          : `The address of the model '${modelUri}' cannot be used`
      }: ${sentence}.`,
    );
  }
  return match;
}

/**
 * Works out where weights come from.
 *
 * @throws InputError with a sentence when the address does not go with the way of loading
 */
export function modelSource(options: {
  name: string;
  modelId: string;
  loading: ModelLoading;
  modelUri?: string;
  weightsGiB: number;
}): ModelSource {
  const { name, modelId, loading, modelUri, weightsGiB } = options;
  const download = { ephemeralStorageGiB: storageGiB(weightsGiB) };
  switch (loading) {
    case 'oci':
      need(
        modelUri,
        OCI_URI,
        'write an image with its tag or digest, as oci://registry.example/models/chat:1.0',
      );
      return { uri: modelUri ?? '', ephemeralStorageGiB: 0 };
    case 'object-storage': {
      const [, scheme, bucket, path] = need(
        modelUri,
        BUCKET_URI,
        'write a bucket and a path, as s3://models/chat or gs://models/chat',
      );
      return {
        uri: `s3://${bucket}/${path}`,
        secret: 'bucket',
        ...(scheme === 'gs' && { bucketEndpoint: GOOGLE_S3_ENDPOINT }),
        ...download,
      };
    }
    case 'pvc': {
      if (modelUri) {
        const claim = modelUri.replace(/^pvc:\/\//, '');
        need(
          claim,
          DNS_LABEL,
          'write the name of a PersistentVolumeClaim in the namespace of the team',
        );
        return { uri: `pvc://${claim}/${modelId}`, ephemeralStorageGiB: 0 };
      }
      const claim = `${name}-model`;
      return {
        uri: `pvc://${claim}/${modelId}`,
        secret: 'hub',
        cache: {
          claim,
          storageGiB: storageGiB(weightsGiB),
          job: `${name}-fetch-model`,
          image: imageFor('nvidia'),
        },
        ephemeralStorageGiB: 0,
      };
    }
    default:
      if (modelUri && modelUri !== `hf://${modelId}`) {
        throw new InputError(
          `The address of the model '${modelUri}' is not used when it comes from the hub: leave it empty, or choose another way of loading.`,
        );
      }
      return { uri: `hf://${modelId}`, secret: 'hub', ...download };
  }
}
