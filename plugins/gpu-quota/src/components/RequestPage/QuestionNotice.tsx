import type { QuotaRequestDetail } from '@golden-path/plugin-gpu-quota-common';
import { Alert, Button, Flex } from '@backstage/ui';
import { useEntityTitle } from '../EntityTitle';
import type { DialogKind } from './DecisionActions';
import styles from './QuestionNotice.module.css';

/** The question a request waits on, for everyone to see; with what to do about it for whoever it is put to. */
export function QuestionNotice(props: {
  request: QuotaRequestDetail;
  isDisabled: boolean;
  onOpen: (kind: DialogKind) => void;
}) {
  const { request, isDisabled, onOpen } = props;
  const { can, questions, requestedBy } = request;
  const open = questions.find(each => !each.answeredAt);
  const asker = useEntityTitle(open?.by ?? requestedBy);
  const requester = useEntityTitle(requestedBy);
  if (!open || !request.awaitingRequester) {
    return null;
  }
  return (
    <Alert
      status="warning"
      icon
      className={styles.notice}
      title={`${asker} asks: “${open.question}”`}
      description={
        can.answer
          ? 'The request waits for your answer.'
          : `The request waits for an answer from ${requester}.`
      }
      customActions={
        can.answer && (
          <Flex gap="2">
            {can.edit && (
              <Button
                size="small"
                variant="secondary"
                isDisabled={isDisabled}
                onPress={() => onOpen('edit')}
              >
                Edit request…
              </Button>
            )}
            <Button
              size="small"
              variant="primary"
              isDisabled={isDisabled}
              onPress={() => onOpen('answer')}
            >
              Answer…
            </Button>
          </Flex>
        )
      }
    />
  );
}
