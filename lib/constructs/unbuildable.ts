import type { Environment, Site } from '../site/model';

/** What a site file may say that no construct makes yet: refused, so that nothing a file asks for is silently left out. */
export function unbuildableSite({ site, dicom }: Site): readonly string[] {
  const settings: readonly (readonly [setting: string, value: unknown, remedy: string])[] = [
    ['dicom.deliverTo', dicom.deliverTo, 'take it out of the file'],
  ];
  return settings
    .filter(([, value]) => value !== undefined)
    .map(([setting, , remedy]) => `site ${site}: ${setting} can't be built yet; ${remedy}`);
}

/** The same for environments.yaml. */
export function unbuildableEnvironment({ name, ingest }: Environment): readonly string[] {
  return ingest.managed === undefined
    ? []
    : [
        `environment ${name}: ingest.managed can't be built yet; name endpoint services that exist already in ingest.service`,
      ];
}
