/** Names, on the team's Group or an ancestor, the group whose members decide the `lead` stage. @public */
export const QUOTA_APPROVERS_ANNOTATION = 'goldenpath.dev/quota-approvers';
