import { Refusal } from '../../support/fake-aws/http-wire';
import { World } from '../../support/fake-aws/operate-world';
import { filesOf, runStatus } from '../../support/programs/operate-commands';
import { BOTH, commandsOf, DELETES, MANAGED, told, type WorldChange } from './stuck-stacks';

/** The way out for stacks that sites share, and for the cell of a site. */

describe('the stacks that the sites share', () => {
  const sharing = (name: string, status: string | undefined, ...changes: readonly WorldChange[]) => {
    const world = new World([BOTH, MANAGED]);
    world.sharedStacks.set(name, status);
    for (const change of changes) change(world);
    return { world, folder: filesOf([BOTH, MANAGED]) };
  };

  test('are named, green, where they are well', async () => {
    const { code, environments } = await told(sharing('PlatformStack-sydney', 'UPDATE_COMPLETE'));
    expect(code).toBe(0);
    expect(environments).toEqual([
      {
        environment: 'sydney',
        colour: 'green',
        reasons: [],
        stacks: [
          { name: 'PlatformStack-sydney', status: 'UPDATE_COMPLETE', wayOut: null },
          { name: 'IngestStack-sydney', status: 'CREATE_COMPLETE', wayOut: null },
        ],
      },
    ]);
  });

  test.each<readonly [string, string | undefined, string, string, number]>([
    ['PlatformStack-sydney', undefined, 'not-deployed', 'red', 2],
    ['PlatformStack-sydney', 'ROLLBACK_COMPLETE', 'stack-failed', 'red', 2],
    ['IngestStack-sydney', 'UPDATE_ROLLBACK_COMPLETE', 'stack-rolled-back', 'yellow', 1],
    ['IngestStack-sydney', 'UPDATE_IN_PROGRESS', 'stack-changing', 'yellow', 1],
    ['IngestStack-sydney', 'SOMETHING_NEW', 'stack-unusual', 'yellow', 1],
  ])('%s in %s is told once, and gives the exit code', async (name, status, id, colour, code) => {
    const world = sharing(name, status);
    const found = await told(world);
    expect(found).toMatchObject({ code, site: { colour: 'green' }, environments: [{ colour, reasons: [{ id }] }] });
    const { out } = await runStatus(world.world, world.folder);
    expect(out.match(new RegExp(`${name} is|cdk deploy --exclusively ${name}`, 'g'))).toHaveLength(1);
    expect(out).toMatch(new RegExp(`^environment sydney {2}${colour.toUpperCase()}$`, 'm'));
  });

  test('a paused ingest: protections go first, by their names, and no rollback that would delete the key of the studies', async () => {
    const { environments } = await told(sharing('IngestStack-sydney', 'CREATE_FAILED'));
    const commands = commandsOf(environments[0]?.stacks[1]?.wayOut);
    expect(commands.slice(1)).toEqual([
      'npx cdk deploy --exclusively --no-rollback IngestStack-sydney',
      'aws rds wait db-instance-available --region ap-southeast-2 --db-instance-identifier heartlab-sydney-ingest',
      'aws rds modify-db-instance --region ap-southeast-2 --db-instance-identifier heartlab-sydney-ingest --no-deletion-protection --apply-immediately',
      'aws rds delete-db-instance --region ap-southeast-2 --db-instance-identifier heartlab-sydney-ingest --final-db-snapshot-identifier heartlab-sydney-ingest-final',
      'aws rds wait db-instance-deleted --region ap-southeast-2 --db-instance-identifier heartlab-sydney-ingest',
      'aws cloudformation update-termination-protection --region ap-southeast-2 --stack-name IngestStack-sydney --no-enable-termination-protection',
      'aws cloudformation delete-stack --region ap-southeast-2 --stack-name IngestStack-sydney',
      'aws cloudformation wait stack-delete-complete --region ap-southeast-2 --stack-name IngestStack-sydney',
      'npx cdk deploy --exclusively --import-existing-resources --no-rollback IngestStack-sydney',
    ]);
  });

  test.each(['ROLLBACK_FAILED', 'CREATE_FAILED', 'DELETE_FAILED'])(
    'an ingest in %s from which a cell imports is not deleted',
    async (status) => {
      const importedBy = (...importers: string[]) =>
        told(sharing('IngestStack-sydney', status, (world) => world.importers.push(...importers)));
      const way = (await importedBy('CellStack-alpha', 'CellStack-alpha-2')).environments[0]?.stacks[1]?.wayOut;
      expect(way?.says).toMatch(
        /the ingest IngestStack-sydney: cells import from it: CellStack-alpha, CellStack-alpha-2/,
      );
      for (const command of commandsOf(way)) expect(command).not.toMatch(DELETES);
      expect(commandsOf(way).at(-1)).toBe(
        'aws cloudformation list-imports --region ap-southeast-2 --export-name heartlab-sydney-ingest-cluster-name --output text',
      );
      expect(commandsOf((await importedBy()).environments[0]?.stacks[1]?.wayOut).join()).toMatch(DELETES);
    },
  );

  test('an ingest whose cells are not told is not deleted', async () => {
    const { environments } = await told(
      sharing('IngestStack-sydney', 'ROLLBACK_FAILED', (world) => {
        world.trouble = (call) => {
          if (call.action === 'cloudformation:ListImports') throw new Refusal(403, 'AccessDenied');
        };
      }),
    );
    const way = environments[0]?.stacks[1]?.wayOut;
    expect(way?.says).toContain('the credentials may not cloudformation:ListImports');
    for (const command of commandsOf(way)) expect(command).not.toMatch(DELETES);
  });
});

describe('the cell of a site', () => {
  const CELL = 'CellStack-auckland-heart';
  const cellIn = (status: string, ...changes: readonly WorldChange[]) => {
    const world = new World([BOTH, MANAGED]);
    world.site().cellStatus = status;
    world.site().cellWasComplete = status.startsWith('UPDATE');
    for (const change of changes) change(world);
    return { world, folder: filesOf([BOTH, MANAGED]) };
  };
  const connected =
    (state: string): WorldChange =>
    (world) => {
      world.endpointConnections.push({ id: 'vpce-0', state: 'deleted' }, { id: 'vpce-1', state });
    };
  const wayOf = async (world: ReturnType<typeof cellIn>) => (await told(world)).site?.cell?.wayOut;

  test('a first create that was rolled back: delete it, and deploy it again', async () => {
    expect(commandsOf(await wayOf(cellIn('ROLLBACK_COMPLETE'))).slice(1)).toEqual([
      `aws cloudformation update-termination-protection --region ap-southeast-2 --stack-name ${CELL} --no-enable-termination-protection`,
      `aws cloudformation delete-stack --region ap-southeast-2 --stack-name ${CELL}`,
      `aws cloudformation wait stack-delete-complete --region ap-southeast-2 --stack-name ${CELL}`,
      `npx cdk deploy --exclusively --import-existing-resources ${CELL}`,
    ]);
  });

  test('one that is paused goes on, with another image too', async () => {
    const way = await wayOf(cellIn('CREATE_FAILED'));
    expect(way?.steps[1]).toEqual({
      says: expect.stringMatching(/Another image is accepted/),
      commands: [`npx cdk deploy --exclusively --no-rollback ${CELL}`],
    });
    expect(commandsOf(way).at(-1)).toBe(`npx cdk rollback ${CELL}`);
  });

  test.each(['ROLLBACK_FAILED', 'CREATE_FAILED', 'DELETE_FAILED'])(
    'in %s with the hospital’s endpoint connected it is not deleted',
    async (status) => {
      for (const state of ['available', 'pendingAcceptance']) {
        const way = await wayOf(cellIn(status, connected(state)));
        expect(way?.says).toMatch(/endpoint service vpce-svc-auckland-heart: endpoints are connected: vpce-1\./);
        for (const command of commandsOf(way)) expect(command).not.toMatch(DELETES);
      }
      expect(commandsOf(await wayOf(cellIn(status, connected('rejected')))).join()).toMatch(DELETES);
    },
  );

  test('whose endpoints are not told is not deleted', async () => {
    const way = await wayOf(
      cellIn('ROLLBACK_FAILED', (world) => {
        world.trouble = (call) => {
          if (call.action === 'ec2:DescribeVpcEndpointConnections') throw new Refusal(403, 'UnauthorizedOperation');
        };
      }),
    );
    expect(way?.says).toContain('the credentials may not ec2:DescribeVpcEndpointConnections');
    for (const command of commandsOf(way)) expect(command).not.toMatch(DELETES);
  });

  test('the tunnels of its hospital are no matter of its own', async () => {
    const up: WorldChange = (world) => Object.assign(world.tunnel(1), { status: 'UP' });
    expect(commandsOf(await wayOf(cellIn('ROLLBACK_COMPLETE', up))).join()).toMatch(DELETES);
  });
});
