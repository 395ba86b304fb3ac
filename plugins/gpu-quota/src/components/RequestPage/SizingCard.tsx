import type { QuotaRequestDetail } from '@golden-path/plugin-gpu-quota-common';
import { Text } from '@backstage/ui';
import { Quiet } from '../Quiet';
import { sizingVerdicts } from '../../format/words';
import { StateBadge } from '../StateBadge';
import { SectionCard } from './SectionCard';

/** Whether the model behind the request needs the class it asks for, as the server sized it. */
export function SizingCard(props: { request: QuotaRequestDetail }) {
  const { count, evidence } = props.request;
  const { sizing } = evidence;
  return (
    <SectionCard title="Does it need this class?">
      {sizing ? (
        <>
          <Text as="p">
            <StateBadge tone={sizingVerdicts[sizing.verdict].tone}>
              {sizingVerdicts[sizing.verdict].label}
            </StateBadge>{' '}
            {sizing.sentence}
          </Text>
          {sizing.count !== undefined && count > sizing.count && (
            <Quiet>
              {sizing.count} of the {count} devices were sized; more are asked
              for since.
            </Quiet>
          )}
        </>
      ) : (
        <Quiet>
          No sizing came with this request: it was not made while creating an
          endpoint. Ask its maker which model it is for.
        </Quiet>
      )}
    </SectionCard>
  );
}
