import {
  RELATION_DEPENDENCY_OF,
  RELATION_DEPENDS_ON,
  getCompoundEntityRef,
  parseEntityRef,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import type { LocationSpec } from '@backstage/plugin-catalog-common';
import {
  processingResult,
  type CatalogProcessor,
  type CatalogProcessorEmit,
} from '@backstage/plugin-catalog-node';
import {
  formatFieldErrors,
  isAcceleratorClassEntity,
  isGpuTenancyEntity,
  isInferenceEndpointEntity,
  isQuotaEnvelopeEntity,
  parseAcceleratorClass,
  parseEndpoint,
  parseGpuTenancy,
  parseQuotaEnvelope,
  type FieldError,
} from '@golden-path/plugin-inference-common';

function refuse(what: string, entity: Entity, errors: FieldError[]): never {
  throw new InputError(
    `${what} ${stringifyEntityRef(entity)} is not valid: ${formatFieldErrors(
      errors,
    )}`,
  );
}

/** Entity refs that `spec.dependsOn` names, in full and normalised. */
function declaredDependencies(entity: Entity): Set<string> {
  const declared = entity.spec?.dependsOn;
  const refs = Array.isArray(declared) ? declared : [declared];
  return new Set(
    refs
      .filter((ref): ref is string => typeof ref === 'string')
      .map(ref =>
        stringifyEntityRef(
          parseEntityRef(ref, {
            defaultKind: 'Component',
            defaultNamespace: entity.metadata.namespace ?? 'default',
          }),
        ),
      ),
  );
}

/** Entity refs of the classes that an endpoint runs on or an envelope offers. */
function acceleratorClassesOf(entity: Entity): string[] {
  if (isInferenceEndpointEntity(entity)) {
    const parsed = parseEndpoint(entity);
    if (!parsed.ok) {
      refuse('Inference endpoint', entity, parsed.errors);
    }
    return [parsed.value.acceleratorClassRef];
  }
  if (isQuotaEnvelopeEntity(entity)) {
    const parsed = parseQuotaEnvelope(entity);
    if (!parsed.ok) {
      refuse('Quota envelope', entity, parsed.errors);
    }
    return parsed.value.devices.map(
      ({ acceleratorClass }) => `resource:default/${acceleratorClass}`,
    );
  }
  return [];
}

/**
 * Validates inference endpoints, accelerator classes, quota envelopes and GPU tenancies. Relates each endpoint to the
 * class it runs on, and each envelope to the classes it offers; whose a tenancy is, its owner says.
 *
 * @remarks
 * A bad entity is refused with the path of every field that is wrong; the catalog keeps the last good one and shows
 * the error on its page. Other entities pass untouched, and kinds are left to the processors that know them.
 *
 * @public
 */
export class InferenceEntityProcessor implements CatalogProcessor {
  getProcessorName(): string {
    return 'InferenceEntityProcessor';
  }

  async validateEntityKind(entity: Entity): Promise<boolean> {
    if (isAcceleratorClassEntity(entity)) {
      const parsed = parseAcceleratorClass(entity);
      if (!parsed.ok) {
        refuse('Accelerator class', entity, parsed.errors);
      }
    } else if (isInferenceEndpointEntity(entity)) {
      const parsed = parseEndpoint(entity);
      if (!parsed.ok) {
        refuse('Inference endpoint', entity, parsed.errors);
      }
    } else if (isGpuTenancyEntity(entity)) {
      const parsed = parseGpuTenancy(entity);
      if (!parsed.ok) {
        refuse('GPU tenancy', entity, parsed.errors);
      }
    } else if (isQuotaEnvelopeEntity(entity)) {
      const parsed = parseQuotaEnvelope(entity);
      if (!parsed.ok) {
        refuse('Quota envelope', entity, parsed.errors);
      }
    }
    // What a Component or a Resource must be is for the catalog's own processor to say
    return false;
  }

  async postProcessEntity(
    entity: Entity,
    _location: LocationSpec,
    emit: CatalogProcessorEmit,
  ): Promise<Entity> {
    const declared = declaredDependencies(entity);
    for (const ref of acceleratorClassesOf(entity)) {
      if (declared.has(ref)) continue;
      const dependent = getCompoundEntityRef(entity);
      const acceleratorClass = parseEntityRef(ref);
      emit(
        processingResult.relation({
          source: dependent,
          type: RELATION_DEPENDS_ON,
          target: acceleratorClass,
        }),
      );
      emit(
        processingResult.relation({
          source: acceleratorClass,
          type: RELATION_DEPENDENCY_OF,
          target: dependent,
        }),
      );
    }
    return entity;
  }
}
