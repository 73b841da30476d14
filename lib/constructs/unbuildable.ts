import type { Environment } from '../site/model';

/** What environments.yaml may say that no construct makes yet: refused, so that nothing that it asks for is silently left out. */
export function unbuildableEnvironment({ name, ingest }: Environment): readonly string[] {
  return ingest.managed === undefined
    ? []
    : [
        `environment ${name}: ingest.managed can't be built yet; name endpoint services that exist already in ingest.service`,
      ];
}
