import {
  findKnownModel,
  type ModelLoading,
} from '@golden-path/plugin-inference-common';
import { imageFor } from './serverCommand';

/** Where a model's weights come from, and what they need on their way. */
export type ModelSource = {
  /** What KServe is given. */
  uri: string;
  /** Credentials that an ExternalSecret brings: of the model hub, where it wants any, or of a bucket. */
  secret?: 'hub' | 'bucket';
  /** Host of an S3 API other than AWS'. */
  bucketEndpoint?: string;
  /** A claim of the repository's own, and the job that fills it; vLLM's image has the hub's command line. */
  cache?: { claim: string; storageGiB: number; job: string; image: string };
  /** What each replica downloads from the hub: KServe takes the whole repository, the copies of the weights and all. */
  repository?: {
    copies: number;
    downloadGiB: number;
    /** Not looked up: the model is not on the list. */
    assumed: boolean;
  };
  /** Disk of the node that the download takes; 0 where there is none. */
  ephemeralStorageGiB: number;
};

const BUCKET_URI = /^(s3|gs):\/\/([^/]+)\/(.+)$/;

/** Google's S3 API, which takes HMAC keys: KServe reads language models from S3 but not from gs://. */
const GOOGLE_S3_ENDPOINT = 'storage.googleapis.com';

/** What a checkpoint takes on a disk: the files, and a fifth for what the download writes beside them. */
function storageGiB(checkpointGiB: number): number {
  return Math.ceil(checkpointGiB * 1.2) + 1;
}

/** What KServe downloads by a model's id. */
function repositoryOf(
  modelId: string,
  checkpointGiB: number,
): NonNullable<ModelSource['repository']> {
  const known = findKnownModel(modelId);
  const copies = known?.copies ?? 1;
  return {
    copies,
    downloadGiB: Math.round(checkpointGiB * copies * 10) / 10,
    assumed: known === undefined,
  };
}

/** Works out where weights come from; the address has passed `checkModelSource`. */
export function modelSource(options: {
  name: string;
  modelId: string;
  loading: ModelLoading;
  modelUri?: string;
  /** Whether the hub is asked with the team's token. */
  needsToken: boolean;
  checkpointGiB: number;
}): ModelSource {
  const { name, modelId, loading, modelUri, checkpointGiB } = options;
  const token = options.needsToken ? { secret: 'hub' as const } : {};
  switch (loading) {
    case 'oci':
      return { uri: modelUri ?? '', ephemeralStorageGiB: 0 };
    case 'object-storage': {
      const [, scheme, bucket, path] = BUCKET_URI.exec(modelUri ?? '') ?? [];
      return {
        uri: `s3://${bucket}/${path}`,
        secret: 'bucket',
        ...(scheme === 'gs' && { bucketEndpoint: GOOGLE_S3_ENDPOINT }),
        ephemeralStorageGiB: storageGiB(checkpointGiB),
      };
    }
    case 'pvc': {
      if (modelUri) {
        return { uri: `pvc://${modelUri}/${modelId}`, ephemeralStorageGiB: 0 };
      }
      const claim = `${name}-model`;
      return {
        uri: `pvc://${claim}/${modelId}`,
        ...token,
        cache: {
          claim,
          storageGiB: storageGiB(checkpointGiB),
          job: `${name}-fetch-model`,
          image: imageFor('nvidia'),
        },
        ephemeralStorageGiB: 0,
      };
    }
    default: {
      const repository = repositoryOf(modelId, checkpointGiB);
      return {
        uri: `hf://${modelId}`,
        ...token,
        repository,
        ephemeralStorageGiB: storageGiB(repository.downloadGiB),
      };
    }
  }
}
