/**
 * The entity tag of a version of a request, as it stands in `ETag` and `If-Match`.
 *
 * @param version - the version number of the request
 * @public
 */
export function toETag(version: number): string {
  return `"${version}"`;
}

/**
 * Whether an `If-Match` header accepts a version. Weak tags and lists are understood; `*` is not accepted, since it
 * would bind a decision to nothing.
 *
 * @param header - the header as sent
 * @param version - the version number the request has now
 * @public
 */
export function matchesETag(header: string, version: number): boolean {
  const wanted = toETag(version);
  return header
    .split(',')
    .map(tag => tag.trim().replace(/^W\//, ''))
    .includes(wanted);
}
