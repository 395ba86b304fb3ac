import { checkEndpointOptions, type EndpointOptions } from './endpointOptions';

const hours = { start: '08:00', end: '18:00', timezone: 'Europe/Berlin' };

describe('checkEndpointOptions', () => {
  it.each<EndpointOptions>([
    {},
    { modelLoading: 'hub', modelUri: '' },
    { modelLoading: 'pvc' },
    { modelLoading: 'oci', modelUri: 'oci://registry.example/models/chat:1.2' },
    {
      modelLoading: 'oci',
      modelUri: `oci://registry.example:5000/a/b@sha256:${'0'.repeat(64)}`,
    },
    { modelLoading: 'pvc', modelUri: 'model-cache' },
    { modelLoading: 'object-storage', modelUri: 's3://models/chat/1' },
    { modelLoading: 'object-storage', modelUri: 'gs://models.example/chat/' },
    { availabilityTarget: 0.995, environment: 'prod' },
    { scaleToZero: true, environment: 'dev', businessHours: hours },
    { businessHours: { ...hours, timezone: 'UTC' } },
  ])('takes %j', options => {
    expect(checkEndpointOptions(options)).toEqual([]);
  });

  it.each<[EndpointOptions, string, RegExp]>([
    [{ modelUri: 'oci://r.example/a:1' }, 'modelUri', /must be empty/],
    [{ modelLoading: 'oci' }, 'modelUri', /must be an image/],
    [
      { modelLoading: 'oci', modelUri: 'oci://registry.example/models/chat' },
      'modelUri',
      /tag or digest/,
    ],
    [
      { modelLoading: 'oci', modelUri: 's3://models/chat' },
      'modelUri',
      /oci:\/\//,
    ],
    [
      { modelLoading: 'oci', modelUri: 'oci://r.example/a:b$(reboot)' },
      'modelUri',
      /must be an image/,
    ],
    [
      { modelLoading: 'pvc', modelUri: 'pvc://model-cache/path' },
      'modelUri',
      /name of a PersistentVolumeClaim/,
    ],
    [
      { modelLoading: 'object-storage', modelUri: 's3://models/../../etc x' },
      'modelUri',
      /must be a bucket/,
    ],
    [
      { modelLoading: 'object-storage', modelUri: `s3://m/${'a'.repeat(500)}` },
      'modelUri',
      /must be a bucket/,
    ],
    [{ availabilityTarget: 1 }, 'availabilityTarget', /0\.99, 0\.995, 0\.999/],
    [
      { scaleToZero: true, environment: 'prod' },
      'scaleToZero',
      /must be off in production/,
    ],
    [
      { businessHours: { ...hours, start: '8:00' } },
      'businessHours.start',
      /time of day/,
    ],
    [
      { businessHours: { ...hours, end: '24:00' } },
      'businessHours.end',
      /time of day/,
    ],
    [
      { businessHours: { ...hours, end: '08:00' } },
      'businessHours.end',
      /must be after the start/,
    ],
    [
      { businessHours: { ...hours, start: '22:00', end: '06:00' } },
      'businessHours.end',
      /must be after the start/,
    ],
    [
      { businessHours: { ...hours, timezone: 'Mars/Olympus' } },
      'businessHours.timezone',
      /must be a time zone/,
    ],
    [
      { businessHours: { ...hours, timezone: '+02:00' } },
      'businessHours.timezone',
      /must be a time zone/,
    ],
  ])('refuses %j at %s', (options, path, message) => {
    expect(checkEndpointOptions(options)).toEqual([
      { path, message: expect.stringMatching(message) },
    ]);
  });
});
