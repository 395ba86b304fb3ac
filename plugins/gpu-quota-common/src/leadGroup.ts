/**
 * The group whose members decide a team's `lead` stage: the one named on the team or its nearest ancestor, else the
 * nearest ancestor itself, else the platform group, so that no request is left without anybody.
 *
 * @param line - the team, its parent, its parent's parent, each with the group it names as approvers
 * @param platformGroup - ref of the platform team
 * @public
 */
export function leadGroupOf(
  line: readonly { ref: string; approvers?: string }[],
  platformGroup?: string,
): string | undefined {
  const named = line.find(({ approvers }) => approvers !== undefined);
  return named?.approvers ?? line[1]?.ref ?? platformGroup;
}
