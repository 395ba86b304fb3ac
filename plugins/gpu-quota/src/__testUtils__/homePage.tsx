import {
  PageBlueprint,
  createExtensionInput,
} from '@backstage/frontend-plugin-api';
import { homePageWidgetDataRef } from '@backstage/plugin-home-react/alpha';

/** A home page at `/home` with every widget there is, without the home plugin's grid. */
export const homePage = PageBlueprint.makeWithOverrides({
  name: 'test-home',
  inputs: {
    widgets: createExtensionInput([homePageWidgetDataRef], {
      replaces: [{ id: 'page:home', input: 'widgets' }],
    }),
  },
  factory: (original, { inputs }) =>
    original({
      path: '/home',
      loader: async () => (
        <>
          {inputs.widgets.map(widget => (
            <div key={widget.node.spec.id}>
              {widget.get(homePageWidgetDataRef).component}
            </div>
          ))}
        </>
      ),
    }),
});
