import { createApp } from '@backstage/frontend-defaults';
import { inferenceFormFieldsModule } from '@golden-path/plugin-inference';
import { authModule } from './auth';
import { navModule } from './nav';
import { noticeModule } from './notice';

export default createApp({
  features: [authModule, navModule, noticeModule, inferenceFormFieldsModule],
});
