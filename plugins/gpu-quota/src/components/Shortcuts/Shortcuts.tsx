import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Switch,
} from '@backstage/ui';
import { Fragment, useState } from 'react';
import { useShortcuts } from './useShortcuts';
import styles from './Shortcuts.module.css';

export type Shortcut = {
  /** As `KeyboardEvent.key` has them; the first is shown on the page, the others in the help. */
  keys: string[];
  /** What it does, in two or three words. */
  does: string;
  /** Left out where the browser does it. `false` leaves the key to the browser. */
  run?: (key: string) => boolean | void;
};

const STORED_AS = 'gpu-quota.keyboard-shortcuts';
const names = new Map([
  ['ArrowDown', '↓'],
  ['ArrowUp', '↑'],
]);

/**
 * Keys for what the page's own buttons and links do too, and a line that says which; `?` explains them. They can be
 * turned off, since single letters get in the way of those who speak to their computer.
 */
export function Shortcuts(props: { items: Shortcut[] }) {
  const { items } = props;
  const [isOn, setOn] = useState(
    () => localStorage.getItem(STORED_AS) !== 'off',
  );
  const [isHelpOpen, setHelpOpen] = useState(false);
  const handlers = new Map<string, () => boolean | void>();
  for (const { keys, run } of isOn ? items : []) {
    for (const key of run ? keys : []) {
      handlers.set(key, () => run?.(key));
    }
  }
  if (isOn && items.length > 0) {
    handlers.set('?', () => setHelpOpen(true));
  }
  useShortcuts(handlers);
  if (items.length === 0) {
    return null;
  }
  return (
    <div className={styles.root}>
      {isOn && (
        <p className={styles.hint}>
          {items.map(({ keys, does }) => (
            <span key={does} className={styles.item}>
              <Keys keys={keys.slice(0, 1)} /> {does}
            </span>
          ))}
        </p>
      )}
      <Button size="small" variant="tertiary" onPress={() => setHelpOpen(true)}>
        Keys (?)
      </Button>
      <Dialog isOpen={isHelpOpen} onOpenChange={setHelpOpen} isDismissable>
        <DialogHeader>Keys on this page</DialogHeader>
        <DialogBody>
          <dl className={styles.list}>
            {items.map(({ keys, does }) => (
              <Fragment key={does}>
                <dt>
                  <Keys keys={keys} />
                </dt>
                <dd>{does}</dd>
              </Fragment>
            ))}
            <dt>
              <Keys keys={['?']} />
            </dt>
            <dd>this help</dd>
          </dl>
          <Switch
            label="Use these keys"
            isSelected={isOn}
            onChange={selected => {
              localStorage.setItem(STORED_AS, selected ? 'on' : 'off');
              setOn(selected);
            }}
          />
        </DialogBody>
        <DialogFooter>
          <Button variant="primary" onPress={() => setHelpOpen(false)}>
            Close
          </Button>
        </DialogFooter>
      </Dialog>
    </div>
  );
}

function Keys(props: { keys: string[] }) {
  return (
    <>
      {props.keys.map((key, index) => (
        <Fragment key={key}>
          {index > 0 && ' or '}
          <kbd className={styles.key}>{names.get(key) ?? key}</kbd>
        </Fragment>
      ))}
    </>
  );
}
