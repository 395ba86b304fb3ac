import { z } from 'zod/v4';
import { readSizingInput } from './formData';

const NEEDED: Record<string, string> = {
  owner: 'the team',
  model: 'the model',
  acceleratorClass: 'the accelerator class',
  name: 'the name',
  repoUrl: 'the repository',
};

const text = z.string().min(1);
const needed = z.object({
  owner: text,
  model: z.object({ id: text }),
  acceleratorClass: text,
  name: text,
  repoUrl: text,
});

/** What the form would hand to the task, or what is still to be filled in. */
export type PreviewReading =
  | { ok: true; values: Record<string, unknown> }
  | { ok: false; sentence: string };

/** Reads the whole form as far as a preview needs it. */
export function readPreviewValues(formData: unknown): PreviewReading {
  const parsed = needed.safeParse(formData);
  if (!parsed.success) {
    const missing = [
      ...new Set(
        parsed.error.issues.map(({ path }) => NEEDED[String(path[0])]),
      ),
    ];
    return {
      ok: false,
      sentence: `To see the files, fill in ${missing.join(', ')}.`,
    };
  }
  const sizing = readSizingInput(formData);
  // As the task receives it: what is empty is not sent.
  return sizing.ok
    ? { ok: true, values: JSON.parse(JSON.stringify(formData)) }
    : sizing;
}
