import { aManagedEnvironment, INGEST, MANAGED } from '../support/fixtures';

/** An environment with an ingest of its own, whose CA is a file of the folder that the stacks of these tests are made of. */
export const aBuiltEnvironment = (changes: Readonly<Record<string, unknown>> = {}) =>
  aManagedEnvironment({
    ingest: { domain: INGEST.domain, managed: { ...MANAGED, clientCaBundle: 'certs/example-client-ca.pem' } },
    ...changes,
  });
