import { createHash } from 'node:crypto';
import fc from 'fast-check';
import {
  AUDIT_GENESIS,
  auditHash,
  verifyAuditHead,
  verifyAuditLinks,
  type AuditLink,
} from './auditChain';
import { canonicalJson } from './canonicalJson';

const sha256 = (text: string) =>
  createHash('sha256').update(text).digest('hex');
const team = 'group:default/team';

function chain(counts: number[]): AuditLink[] {
  const links: AuditLink[] = [];
  let prevHash = AUDIT_GENESIS.hash;
  counts.forEach((count, index) => {
    const link = {
      seq: index + 1,
      body: canonicalJson({ team, action: 'quota.granted', count }),
      prevHash,
    };
    prevHash = auditHash(sha256, link);
    links.push({ ...link, hash: prevHash });
  });
  return links;
}

const counts = fc.array(fc.nat(), { minLength: 1, maxLength: 20 });

it('accepts what was written, in one go or in stretches', () => {
  fc.assert(
    fc.property(counts, fc.nat(20), (values, cut) => {
      const links = chain(values);
      const whole = verifyAuditLinks({ team, links, sha256 });
      const first = verifyAuditLinks({
        team,
        links: links.slice(0, cut),
        sha256,
      });
      expect(first.intact).toBe(true);
      const from = first.intact ? first.head : AUDIT_GENESIS;
      expect(
        verifyAuditLinks({ team, links: links.slice(cut), from, sha256 }),
      ).toEqual(whole);
      const last = links[links.length - 1];
      expect(whole).toEqual({
        intact: true,
        head: { seq: last.seq, hash: last.hash },
      });
    }),
  );
});

it('finds any one change, at the event where it is', () => {
  fc.assert(
    fc.property(
      counts,
      fc.nat(),
      fc.constantFrom<keyof AuditLink>('seq', 'body', 'prevHash', 'hash'),
      (values, where, field) => {
        const links = chain(values);
        const index = where % links.length;
        const link = links[index];
        links[index] = {
          ...link,
          [field]: field === 'seq' ? link.seq + 1 : `${link[field]} `,
        };
        expect(verifyAuditLinks({ team, links, sha256 })).toMatchObject({
          intact: false,
          seq: index + 1,
        });
      },
    ),
  );
});

it('finds events that were left out or swapped, and a tail that was cut', () => {
  const links = chain([1, 2, 3, 4]);
  const verify = (some: AuditLink[]) =>
    verifyAuditLinks({ team, links: some, sha256 });
  expect(verify([links[0], links[2], links[3]])).toMatchObject({ seq: 2 });
  expect(verify([links[0], links[2], links[1]])).toMatchObject({ seq: 2 });
  const cut = verify(links.slice(0, 3));
  expect(cut.intact).toBe(true);
  expect(
    verifyAuditHead(
      { seq: 3, hash: links[2].hash },
      { seq: 4, hash: links[3].hash },
    ),
  ).toMatchObject({ intact: false, seq: 4 });
});

it('writes one text per value, however it was put together', () => {
  expect(
    canonicalJson({ b: [1, { d: null, c: 'é"' }], a: true, x: undefined }),
  ).toBe('{"a":true,"b":[1,{"c":"é\\"","d":null}]}');
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), value => {
      const text = canonicalJson(JSON.parse(JSON.stringify(value)));
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalJson(JSON.parse(text))).toBe(text);
    }),
  );
  expect(() => canonicalJson({ a: NaN })).toThrow('NaN');
});
