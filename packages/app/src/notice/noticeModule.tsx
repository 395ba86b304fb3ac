import {
  configApiRef,
  createFrontendModule,
  useApi,
} from '@backstage/frontend-plugin-api';
import { AppRootWrapperBlueprint } from '@backstage/plugin-app-react';
import type { ReactNode } from 'react';
import styles from './Notice.module.css';

/** A bar over every page that says what kind of installation this is, when `app.notice` is set. */
function WithNotice({ children }: { children: ReactNode }) {
  const text = useApi(configApiRef).getOptionalString('app.notice');
  return (
    <>
      {text && (
        <aside className={styles.notice} aria-label="About this installation">
          {text}
        </aside>
      )}
      {children}
    </>
  );
}

const notice = AppRootWrapperBlueprint.make({
  name: 'notice',
  params: { component: WithNotice },
});

export const noticeModule = createFrontendModule({
  pluginId: 'app',
  extensions: [notice],
});
