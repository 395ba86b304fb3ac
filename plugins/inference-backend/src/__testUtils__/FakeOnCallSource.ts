import type { Entity } from '@backstage/catalog-model';
import type { OnCallAnswer } from '@golden-path/plugin-inference-common';
import type { OnCallSource } from '@golden-path/plugin-inference-node';

/** Knows what a test tells it; keeps what it was asked. */
export class FakeOnCallSource implements OnCallSource {
  readonly id = 'fake-pager';
  readonly answers = new Map<string, OnCallAnswer>();
  readonly questions: string[][] = [];
  failure: Error | 'hangs' | undefined;

  resolveTarget(entity: Entity): string | undefined {
    return entity.metadata.annotations?.['example.com/pager'];
  }

  async getOnCall(targets: string[]): Promise<Map<string, OnCallAnswer>> {
    this.questions.push(targets);
    if (this.failure === 'hangs') await new Promise<never>(() => {});
    if (this.failure instanceof Error) throw this.failure;
    return new Map(
      targets.flatMap(target => {
        const answer = this.answers.get(target);
        return answer ? [[target, answer] as const] : [];
      }),
    );
  }
}

/** An answer with one person at level 1. */
export function onCallAnswer(
  name: string,
  times: { asOf: string; validUntil?: string },
): OnCallAnswer & { state: 'ok' } {
  return {
    state: 'ok',
    levels: [
      {
        level: 1,
        escalateAfterSeconds: 900,
        targets: [{ kind: 'user', id: name, name, until: null }],
      },
    ],
    ...times,
  };
}
