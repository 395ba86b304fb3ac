import type { ResourceType } from '../model/resourceTypes';
import { qualifiedPlural } from '../model/resourceTypes';

export type StatusCause = { reason: string; message: string; field?: string };

/** Kubernetes' `Status`: what the API answers instead of an object. */
export type Status = {
  kind: 'Status';
  apiVersion: 'v1';
  metadata: Record<string, never>;
  status: 'Success' | 'Failure';
  message?: string;
  reason?: string;
  details?: {
    name?: string;
    group?: string;
    kind?: string;
    uid?: string;
    causes?: StatusCause[];
  };
  code: number;
};

/** An answer of the cluster's API that is not a success, with Kubernetes' wording. */
export class ApiError extends Error {
  readonly code: number;
  readonly reason: string;
  readonly details?: Status['details'];

  constructor(
    code: number,
    reason: string,
    message: string,
    details?: Status['details'],
  ) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.reason = reason;
    this.details = details;
  }

  toStatus(): Status {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: this.message,
      reason: this.reason,
      ...(this.details && { details: this.details }),
      code: this.code,
    };
  }

  static badRequest(message: string): ApiError {
    return new ApiError(400, 'BadRequest', message);
  }

  static unauthorized(): ApiError {
    return new ApiError(401, 'Unauthorized', 'Unauthorized');
  }

  static noSuchPath(): ApiError {
    return new ApiError(
      404,
      'NotFound',
      'the server could not find the requested resource',
    );
  }

  static notFound(type: ResourceType, name: string): ApiError {
    return new ApiError(
      404,
      'NotFound',
      `${qualifiedPlural(type)} "${name}" not found`,
      { name, group: type.group, kind: type.plural },
    );
  }

  static notAllowed(message: string): ApiError {
    return new ApiError(405, 'MethodNotAllowed', message);
  }

  static alreadyExists(type: ResourceType, name: string): ApiError {
    return new ApiError(
      409,
      'AlreadyExists',
      `${qualifiedPlural(type)} "${name}" already exists`,
      { name, group: type.group, kind: type.plural },
    );
  }

  static conflict(
    type: ResourceType,
    name: string,
    message: string,
    causes?: StatusCause[],
  ): ApiError {
    return new ApiError(
      409,
      'Conflict',
      causes
        ? message
        : `Operation cannot be fulfilled on ${qualifiedPlural(
            type,
          )} "${name}": ${message}`,
      { name, group: type.group, kind: type.plural, causes },
    );
  }

  static forbidden(type: ResourceType, name: string, why: string): ApiError {
    return new ApiError(
      403,
      'Forbidden',
      `${qualifiedPlural(type)} "${name}" is forbidden: ${why}`,
      { name, group: type.group, kind: type.plural },
    );
  }

  static unsupportedMediaType(accepted: string[]): ApiError {
    return new ApiError(
      415,
      'UnsupportedMediaType',
      `the body of the request was in an unknown format - accepted media types include: ${accepted.join(
        ', ',
      )}`,
    );
  }

  static invalid(
    type: ResourceType,
    name: string,
    causes: StatusCause[],
  ): ApiError {
    const kind = type.group ? `${type.kind}.${type.group}` : type.kind;
    const list = causes.map(cause => `${cause.field}: ${cause.message}`);
    return new ApiError(
      422,
      'Invalid',
      `${kind} "${name}" is invalid: ${
        list.length === 1 ? list[0] : `[${list.join(', ')}]`
      }`,
      { name, group: type.group, kind: type.kind, causes },
    );
  }
}
