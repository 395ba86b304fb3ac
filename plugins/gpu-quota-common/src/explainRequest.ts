import type { QuotaRequest } from './types';

/**
 * A request in sentences for somebody who asks why it is where it is: what was asked, its state, who decided what and
 * why, and who decides next.
 *
 * @param request - as the API shows it to the one who asks
 * @public
 */
export function explainRequest(request: QuotaRequest): string {
  const asked = `${request.requestedBy} asked for ${request.count} × ${request.acceleratorClass} for ${request.team}: “${request.reason}”.`;
  const decided = request.decisions.map(decision => {
    const what =
      decision.outcome === 'denied'
        ? 'denied it'
        : `approved ${decision.grantedCount ?? request.count} of ${
            request.count
          }`;
    const why = decision.reason ? `: “${decision.reason}”` : '';
    return `At the ${decision.stage} stage ${decision.by} ${what} on ${decision.at}${why}.`;
  });
  return [asked, ...decided, ...whereItIs(request)].join(' ');
}

function whereItIs(request: QuotaRequest): string[] {
  switch (request.state) {
    case 'pending':
      if (request.awaitingRequester) {
        const { question, by } =
          request.questions[request.questions.length - 1];
        return [`It waits for an answer to a question of ${by}: “${question}”`];
      }
      return [
        `It waits for a decision at the ${request.waitingOn} stage, by ${
          request.approvers?.join(' or ') || 'nobody: no group is named for it'
        }.`,
        request.can.decide
          ? 'You may decide it.'
          : `You cannot decide it: ${request.can.whyNot}`,
      ];
    case 'approved':
      return ['It is approved in full and the devices are granted.'];
    case 'partially-approved':
      return [`It is approved in part: ${request.grantedCount} are granted.`];
    case 'denied':
      return ['It is denied. A new request can be made with a better reason.'];
    default:
      return [`It is ${request.state}; nothing was granted.`];
  }
}
