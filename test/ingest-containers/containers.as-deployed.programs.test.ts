import { serverStart } from '../../lib/ingest-containers/server';
import { aFleet, aManagedEnvironment } from '../support/builders/sites';
import { templatesOf } from '../support/programs/cdk-app';
import { gateText, type Places, serverText } from '../support/programs/cell-task';
import { ALPHA, BETA, managed } from '../support/programs/hospitals';

/** The tests of this folder give the programs the deployed configuration, except for the differences in this file. */

const PLACES: Places = {
  folder: '/tmp/task',
  instances: '/tmp/instances',
  databaseCa: '/tmp/ca.pem',
  http: 1,
  https: 2,
  dimse: 3,
  database: 4,
  pacs: 5,
};

describe.each([
  ['mTLS', ALPHA],
  ['Basic', BETA],
])('the containers of a cell with %s', (_, site) => {
  const template = templatesOf(aFleet([site], [aManagedEnvironment()])).get(`CellStack-${site.site}`);
  const [definition] = Object.values(template?.findResources('AWS::ECS::TaskDefinition') ?? {});
  const container = (name: string): Container => {
    const found = definition?.Properties.ContainerDefinitions.find((one: Container) => one.Name === name);
    if (found === undefined) throw new Error(`the task has no container ${name}`);
    return found;
  };
  const variable = (name: string, of: string): Values =>
    JSON.parse(container(name).Environment.find(({ Name }) => Name === of)?.Value ?? '');

  test('the server differs only in storage, database port, plugins, own port, folders and the address of the PACS', () => {
    const deployed = variable('server', 'ORTHANC_JSON');
    const tested: Values = JSON.parse(serverText(site, PLACES));
    expect(differences(deployed, tested)).toEqual(
      [
        'AwsS3Storage',
        'HttpPort',
        'Plugins',
        'PostgreSQL.Port',
        'StorageDirectory',
        'TemporaryDirectory',
        ...(site.dicom.deliverTo ?? []).flatMap((_pacs, index) => [
          `DicomModalities.to-${site.site}-${index + 1}.Host`,
          `DicomModalities.to-${site.site}-${index + 1}.Port`,
        ]),
      ].toSorted(),
    );
    expect(deployed).toMatchObject({ DicomServerEnabled: false });
    expect(container('server').EntryPoint).toEqual(['sh', '-c', serverStart()]);
    expect(container('server').Secrets.map(({ Name }) => Name)).toEqual(['DATABASE_USER', 'DATABASE_PASSWORD']);
  });

  test('the gate differs only in ports, folder and the CA file of the database', () => {
    expect(differences(variable('gate', 'GATE_SETTINGS'), { ...gateText(site, managed(), PLACES) })).toEqual(
      [
        'database.caFile',
        'database.port',
        'folder',
        'httpsPort',
        'server.port',
        ...(site.dicom.dimse === undefined ? [] : ['dimse.port']),
      ].toSorted(),
    );
  });
});

type Values = Readonly<Record<string, unknown>>;
interface Container {
  readonly Name: string;
  readonly EntryPoint: readonly string[];
  readonly Environment: readonly { readonly Name: string; readonly Value: string }[];
  readonly Secrets: readonly { readonly Name: string }[];
}

const isValues = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The names of the values that differ, with dots between levels. */
function differences(one: Values, other: Values, above = ''): readonly string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])]
    .flatMap((name) => {
      const here = one[name];
      const there = other[name];
      if (isValues(here) && isValues(there)) return differences(here, there, `${above}${name}.`);
      return JSON.stringify(here) === JSON.stringify(there) ? [] : [`${above}${name}`];
    })
    .toSorted();
}
