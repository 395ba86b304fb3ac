import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { setupServer } from 'msw/node';
import {
  NOW,
  ago,
  nothing,
  pendingDetail,
} from '../../__testUtils__/quotaFixtures';
import { answers, refuses } from '../../__testUtils__/quotaServer';
import { renderQuota } from '../../__testUtils__/renderQuota';

const server = setupServer();
registerMswTestHooks(server);

const path = '/gpu-quota/requests/12';
const asked = {
  ...pendingDetail,
  version: 4,
  awaitingRequester: true,
  questions: [
    {
      stage: 'lead',
      question: 'Which region?',
      by: 'user:default/tom.okafor',
      at: ago({ minutes: 5 }),
    },
  ],
  can: { ...pendingDetail.can, ask: false },
};
const answered = {
  ...asked,
  version: 5,
  awaitingRequester: false,
  questions: [
    {
      ...asked.questions[0],
      answer: 'Frankfurt.',
      answeredBy: 'user:default/mia.chen',
      answeredAt: NOW,
    },
  ],
};
const toMia = {
  ...asked,
  can: {
    ...nothing,
    withdraw: true,
    edit: true,
    answer: true,
    whyNot: 'You made this request yourself: someone else has to decide.',
  },
};

type Sent = { ifMatch: string | null; body: Promise<unknown> };

function into(sent: Sent[]) {
  return (request: Request) =>
    sent.push({
      ifMatch: request.headers.get('If-Match'),
      body: request.json(),
    });
}

beforeEach(() => {
  jest.spyOn(Date, 'now').mockReturnValue(Date.parse(NOW));
});

afterEach(() => {
  jest.restoreAllMocks();
});

async function press(name: string | RegExp) {
  await userEvent.click(await screen.findByRole('button', { name }));
}

async function type(name: string | RegExp, text: string) {
  const field = within(await screen.findByRole('dialog')).getByRole('textbox', {
    name,
  });
  await userEvent.clear(field);
  await userEvent.type(field, text);
}

async function submit(name: string) {
  await userEvent.click(
    within(screen.getByRole('dialog')).getByRole('button', { name }),
  );
}

describe('A question on a request', () => {
  it('is asked by who may decide, and the page then says for whom the request waits', async () => {
    const sent: Sent[] = [];
    server.use(
      answers('get', '/requests/12', pendingDetail),
      answers('post', '/requests/12/questions', asked, into(sent)),
    );
    const { toasts } = renderQuota({ path });
    await press('Ask…');
    await submit('Ask');
    expect(
      await screen.findByText('Say what you need to know.'),
    ).toBeInTheDocument();
    await type(/Question/, 'Which region?');
    server.use(answers('get', '/requests/12', asked));
    await submit('Ask');

    expect(
      await screen.findByText('Tom Okafor asks: “Which region?”'),
    ).toBeInTheDocument();
    expect(
      screen.getByText('The request waits for an answer from Mia Chen.'),
    ).toBeInTheDocument();
    expect(screen.getByText(/asked by/, { selector: 'p' })).toHaveTextContent(
      /waiting for an answer from Mia Chen$/,
    );
    expect(
      screen.queryByRole('button', { name: /Ask…|Answer…/ }),
    ).not.toBeInTheDocument();
    expect(sent[0]?.ifMatch).toBe('"3"');
    expect(await sent[0]?.body).toEqual({ question: 'Which region?' });
    expect(toasts[0]?.title).toBe('The question on request 12 was sent');
  });

  it('is answered by who made the request', async () => {
    const sent: Sent[] = [];
    server.use(
      answers('get', '/requests/12', toMia),
      answers('post', '/requests/12/answers', answered, into(sent)),
    );
    renderQuota({ path });
    expect(
      await screen.findByText('The request waits for your answer.'),
    ).toBeInTheDocument();
    await press('Answer…');
    await type(/Answer/, 'Frankfurt.');
    server.use(answers('get', '/requests/12', { ...answered, can: nothing }));
    await submit('Send answer');

    await waitFor(() =>
      expect(
        screen.getByRole('region', { name: 'Decisions' }),
      ).toHaveTextContent(
        /lead asked by Tom Okafor, 5 min ago: “Which region\?” — answered by Mia Chen, moments ago: “Frankfurt.”/,
      ),
    );
    expect(sent[0]?.ifMatch).toBe('"4"');
    expect(await sent[0]?.body).toEqual({ answer: 'Frankfurt.' });
  });

  it('can be answered with an edit of the request, which sends only what differs', async () => {
    const sent: Sent[] = [];
    server.use(
      answers('get', '/requests/12', toMia),
      answers('patch', '/requests/12', { ...answered, count: 2 }, into(sent)),
    );
    const { toasts } = renderQuota({ path });
    await press('Edit request…');
    await submit('Save');
    expect(
      await screen.findByText(/Nothing has been changed yet/),
    ).toBeInTheDocument();
    await type(/Devices/, '2');
    await userEvent.type(screen.getByLabelText('Until'), '2026-03-01');
    await submit('Save');
    expect(
      await screen.findByText(/Choose a day from today on/),
    ).toBeInTheDocument();
    await userEvent.clear(screen.getByLabelText('Until'));
    await userEvent.type(screen.getByLabelText('Until'), '2026-03-31');
    await submit('Save');

    await waitFor(() =>
      expect(toasts[0]?.title).toBe('Request 12 was changed'),
    );
    expect(sent[0]?.ifMatch).toBe('"4"');
    expect(await sent[0]?.body).toEqual({
      count: 2,
      until: '2026-03-31T23:59:59Z',
    });
  });

  it('keeps the answer when the request changed meanwhile', async () => {
    server.use(
      answers('get', '/requests/12', toMia),
      refuses('post', '/requests/12/answers', 412, 'Version 5 is newer'),
    );
    renderQuota({ path });
    await press('Answer…');
    await type(/Answer/, 'Frankfurt.');
    await submit('Send answer');
    const dialog = within(screen.getByRole('dialog'));
    expect(await dialog.findByRole('alert')).toHaveTextContent(
      /Somebody changed this request.*What you typed stays/,
    );
    await userEvent.click(dialog.getByRole('button', { name: 'Reload' }));
    await waitFor(() =>
      expect(dialog.queryByRole('alert')).not.toBeInTheDocument(),
    );
    expect(dialog.getByRole('textbox', { name: /Answer/ })).toHaveValue(
      'Frankfurt.',
    );
  });
});

describe('An approval that does not fit the capacity', () => {
  it('is refused with the sentence that says how many would fit', async () => {
    server.use(
      answers('get', '/requests/12', pendingDetail),
      refuses(
        'post',
        '/requests/12/decisions',
        409,
        'Only 2 more h100-80g can be granted. Grant 2 or fewer',
        'ConflictError',
      ),
    );
    renderQuota({ path });
    await press('Approve 4');
    expect(await screen.findByRole('alert')).toHaveTextContent(
      /Nothing was decided.*Only 2 more h100-80g can be granted/,
    );
    expect(
      screen.getByRole('button', { name: 'Approve fewer…' }),
    ).toBeEnabled();
  });
});
