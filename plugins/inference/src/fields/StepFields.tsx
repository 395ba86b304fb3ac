import {
  createContext,
  useContext,
  useState,
  type ComponentProps,
  type ReactElement,
} from 'react';
import Accordion from '@material-ui/core/Accordion';
import AccordionDetails from '@material-ui/core/AccordionDetails';
import AccordionSummary from '@material-ui/core/AccordionSummary';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { RiArrowDownSLine } from '@remixicon/react';

/** Everything entered so far, by the template's parameter names. */
export type StepData = Record<string, unknown>;

/** `ui:options` of a step. */
export type StepOptions = {
  /** Parameters that most people leave as they are. */
  more?: string[];
  /** By parameter, those that mean nothing any more once it has another value. */
  clears?: Record<string, string[]>;
};

export type StepProps = FieldExtensionComponentProps<object, StepOptions>;

type ObjectTemplate = StepProps['registry']['templates']['ObjectFieldTemplate'];

const Lead = createContext<ReactElement | undefined>(undefined);

const useStyles = makeStyles({
  // Its own margins would push what lies inside out of line with the fields above.
  details: { display: 'block', paddingTop: 0 },
  more: { marginTop: 16 },
});

function hasProblem(errors: unknown): boolean {
  return (
    typeof errors === 'object' &&
    errors !== null &&
    (('__errors' in errors &&
      Array.isArray(errors.__errors) &&
      errors.__errors.length > 0) ||
      Object.values(errors).some(hasProblem))
  );
}

/** What the step holds after a change, without what the change has made meaningless. */
export function withoutCleared(
  before: StepData,
  after: StepData,
  clears: StepOptions['clears'] = {},
): StepData {
  const cleared = Object.entries(clears)
    .filter(
      ([name]) => before[name] !== undefined && before[name] !== after[name],
    )
    .flatMap(([, dependents]) => dependents);
  return {
    ...after,
    ...Object.fromEntries(cleared.map(name => [name, undefined])),
  };
}

/** Shows most fields as the form would, and those named in the options folded away until they are needed. */
function GroupedTemplate(props: ComponentProps<ObjectTemplate>) {
  const { properties, registry, uiSchema, errorSchema, idSchema } = props;
  const Fields = registry.templates.ObjectFieldTemplate;
  const styles = useStyles();
  const lead = useContext(Lead);
  const [open, setOpen] = useState(false);
  const listed = uiSchema?.['ui:options']?.more;
  const more = Array.isArray(listed) ? listed : [];
  const errors: Record<string, unknown> = { ...errorSchema };
  const folded = properties.filter(({ name }) => more.includes(name));
  const shown = properties.filter(({ name }) => !more.includes(name));
  const problem = folded.some(({ name }) => hasProblem(errors[name]));
  const expanded = open || problem;
  const panelId = `${idSchema.$id}-more`;
  return (
    <>
      <Fields
        {...props}
        properties={
          lead
            ? [
                {
                  content: lead,
                  name: 'lead',
                  disabled: false,
                  readonly: false,
                  hidden: false,
                },
                ...shown,
              ]
            : shown
        }
      />
      {folded.length > 0 ? (
        <Accordion
          variant="outlined"
          className={styles.more}
          expanded={expanded}
          onChange={(_event, next) => setOpen(next)}
          TransitionProps={{ unmountOnExit: true }}
        >
          <AccordionSummary
            expandIcon={<RiArrowDownSLine aria-hidden />}
            id={`${panelId}-title`}
            aria-controls={panelId}
          >
            <Typography>More options</Typography>
          </AccordionSummary>
          <AccordionDetails id={panelId} className={styles.details}>
            <Fields
              {...props}
              title=""
              description={undefined}
              properties={folded}
            />
          </AccordionDetails>
        </Accordion>
      ) : null}
    </>
  );
}

/**
 * The fields of a whole step: what everybody fills in, and under "More options" the rest.
 *
 * @remarks
 * `ui:field` on a step replaces the form's own object field, so parameters keep their names and every other field of
 * the step works as it would alone.
 */
export function StepFields(props: StepProps & { lead?: ReactElement }) {
  const { lead, ...fieldProps } = props;
  const { ObjectField } = props.registry.fields;
  const { 'ui:field': _replaced, ...uiSchema } = props.uiSchema;
  const { clears } = uiSchema['ui:options'] ?? {};
  return (
    <Lead.Provider value={lead}>
      <ObjectField
        {...fieldProps}
        onChange={(after, ...rest) =>
          props.onChange(
            withoutCleared({ ...props.formData }, { ...after }, clears),
            ...rest,
          )
        }
        uiSchema={{ ...uiSchema, 'ui:ObjectFieldTemplate': GroupedTemplate }}
      />
    </Lead.Provider>
  );
}
