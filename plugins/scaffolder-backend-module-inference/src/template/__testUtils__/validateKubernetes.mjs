// Reads Kubernetes objects as a JSON list from standard input, validates each against its schema, and writes a list
// of what is wrong with each ('' where nothing is). A program of its own because kubernetes-models is ESM only.
import { text } from 'node:stream/consumers';
import { ResourceClaimTemplate } from 'kubernetes-models/resource.k8s.io/v1';
import { Pod } from 'kubernetes-models/v1';
import { Namespace } from 'kubernetes-models/v1/Namespace';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';

const models = { ResourceClaimTemplate, Pod };
Object.assign(models, { Namespace, NetworkPolicy });

const objects = JSON.parse(await text(process.stdin));
const problems = objects.map(object => {
  const Model = models[object.kind];
  if (!Model || Model.apiVersion !== object.apiVersion) {
    return `No schema for ${object.apiVersion} ${object.kind}`;
  }
  try {
    new Model(object).validate();
    return '';
  } catch (error) {
    return error.message;
  }
});
process.stdout.write(JSON.stringify(problems));
