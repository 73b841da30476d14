import { writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { atMost } from '../../lib/operate/at-most';
import { allPages } from '../../lib/operate/aws/pages';
import { documentedSite, edit } from '../support/builders/site-folder';
import { anEnvironment, aSite } from '../support/builders/sites';
import { type Call, Refusal } from '../support/fake-aws/http-wire';
import { World } from '../support/fake-aws/operate-world';
import { filesOf, runDrift, runStatus, siteNumber, statusRows } from '../support/programs/operate-commands';

const SYDNEY = anEnvironment();
const MELBOURNE = anEnvironment(
  { account: '444455556666', region: 'ap-southeast-4', availabilityZones: ['ap-southeast-4a', 'ap-southeast-4b'] },
  'melbourne',
);
const only = (action: string, what: () => void) => (call: Call) => {
  if (call.action === action) what();
};
const refuse = (status: number, code: string) => (): never => {
  throw new Refusal(status, code);
};

describe('many sites', () => {
  const placed = Array.from({ length: 50 }, (_, index) =>
    index % 2 === 0
      ? ([siteNumber(index, 'sydney'), SYDNEY] as const)
      : ([siteNumber(index, 'melbourne'), MELBOURNE] as const),
  );

  test('an account that denies spoils only its own rows, is asked once, and says so once', async () => {
    const world = new World(...placed);
    world.trouble = (call) => {
      if (call.region === MELBOURNE.region) throw new Refusal(403, 'AccessDenied');
    };
    const folder = filesOf(...placed);
    const { code, rows } = await statusRows(world, folder);
    expect(code).toBe(2);
    expect(rows.map(({ site }) => site)).toEqual(placed.map(([{ site }]) => site));
    for (const { environment, colour, reasons } of rows) {
      expect(colour).toBe(environment === 'sydney' ? 'green' : 'unknown');
      if (environment === 'melbourne')
        expect(reasons).toEqual([
          {
            id: 'not-told',
            colour: 'unknown',
            says: 'the credentials may not sts:GetCallerIdentity in account 444455556666, ap-southeast-4: give them the policy of docs/permissions.md',
          },
        ]);
    }
    expect(world.calls.filter(({ region }) => region === MELBOURNE.region)).toHaveLength(1);
    expect(world.calls.filter(({ action }) => action === 'sts:GetCallerIdentity')).toHaveLength(2);
    const { out, err } = await runStatus(world, folder);
    expect(out.match(/may not sts:GetCallerIdentity/g)).toHaveLength(1);
    expect(out).toMatch(/the same as site-number-001/);
    expect(out.split('\n').at(-1)).toBe('50 sites: 25 unknown, 25 green.');
    expect(err).toMatch(/^5 of 50 sites\n10 of 50 sites\n/);
    expect(err.split('\n').at(-1)).toBe('50 of 50 sites');
  });

  test('the worst is first', async () => {
    const world = new World(...placed.slice(0, 3));
    const state = world.site('site-number-002');
    if (state.vpn?.tunnels[1]) state.vpn.tunnels[1].status = 'DOWN';
    world.site('site-number-001').stackStatus = undefined;
    const { out, code } = await runStatus(world, filesOf(...placed.slice(0, 3)));
    expect(code).toBe(2);
    const sites = out.split('\n').flatMap((line) => /^site-number-\d+/.exec(line)?.[0] ?? []);
    expect(sites).toEqual(['site-number-001', 'site-number-002', 'site-number-000']);
  });
});

describe('what goes wrong', () => {
  const one = [aSite(), SYDNEY] as const;
  const folder = filesOf(one);
  const world = (trouble: (call: Call) => void) => Object.assign(new World(one), { trouble });

  test('throttled, and then not: nobody hears of it', async () => {
    let times = 0;
    const found = world(
      only('ec2:DescribeVpnConnections', () => {
        if (++times <= 2) throw new Refusal(503, 'RequestLimitExceeded');
      }),
    );
    expect((await statusRows(found, folder)).code).toBe(0);
    expect(times).toBe(3);
  });

  test('one service that denies leaves what the others tell', async () => {
    const found = world(only('cloudwatch:DescribeAlarms', refuse(400, 'AccessDeniedException')));
    const { code, rows } = await statusRows(found, folder);
    expect(code).toBe(2);
    expect(rows[0]).toMatchObject({
      colour: 'unknown',
      tunnels: [{ state: 'UP' }, { state: 'UP' }],
      reasons: [{ id: 'not-told', says: expect.stringMatching(/may not cloudwatch:DescribeAlarms in account/) }],
    });
    found.tunnel(1).status = 'DOWN';
    found.tunnel(2).status = 'DOWN';
    expect((await statusRows(found, folder)).rows[0]).toMatchObject({ colour: 'red' });
  });

  test.each<readonly [string, (call: Call) => void, RegExp]>([
    [
      'access denied',
      only('cloudformation:DescribeStacks', refuse(403, 'AccessDenied')),
      /may not cloudformation:DescribeStacks/,
    ],
    ['expired', refuse(403, 'ExpiredToken'), /have expired or are not valid/],
    [
      'out of reach',
      () => {
        throw Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' });
      },
      /can't be reached/,
    ],
  ])('%s: one line, exit code 2, and no table', async (_, trouble, says) => {
    for (const run of [runStatus, runDrift]) {
      const { code, out, err } = await run(world(trouble), folder);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toMatch(says);
      expect(err).toMatch(/^heartlab: [^\n]*$/);
    }
  });

  test('no credentials', async () => {
    const found = world(() => {
      throw Object.assign(new Error('Could not load credentials from any providers'), {
        name: 'CredentialsProviderError',
      });
    });
    expect((await runStatus(found, folder)).err).toMatch(/^heartlab: there are no AWS credentials for account 1111/);
  });

  test('credentials of another account', async () => {
    const found = new World(one);
    found.accounts.set(SYDNEY.region, '999999999999');
    const { code, err } = await runStatus(found, folder);
    expect(code).toBe(2);
    expect(err).toMatch(/the credentials belong to account 999999999999, but environment sydney is in 111122223333/);
    expect(found.calls.map(({ action }) => action)).toEqual(['sts:GetCallerIdentity']);
  });

  test('an unknown site is the user’s own mistake, and the nearest one is named', async () => {
    await expect(runStatus(new World(one), folder, { names: ['aukland-heart'] })).rejects.toThrow(
      /there is no .*aukland-heart.yaml; did you mean auckland-heart\?/,
    );
  });

  test('a file with errors is a row that says so; the others are shown', async () => {
    const broken = filesOf(one, [siteNumber(1, 'sydney'), SYDNEY]);
    writeFileSync(
      `${broken}/site-number-001.yaml`,
      JSON.stringify(edit(edit(documentedSite(), 'site', 'site-number-001'), 'vpn.routing', 'bpg')),
    );
    const { code, rows } = await statusRows(new World(one), broken);
    expect(code).toBe(2);
    expect(rows).toMatchObject([
      { site: 'auckland-heart', colour: 'green' },
      {
        site: 'site-number-001',
        environment: 'sydney',
        colour: 'unknown',
        reasons: [{ says: expect.stringMatching(/has errors: npx heartlab check site-number-001 --sites/) }],
      },
    ]);
    const drift = await runDrift(new World(one), broken);
    expect(drift.code).toBe(2);
    expect(drift.out).toMatch(/site-number-001 \(sydney\): unknown\n {2}unknown: .*has errors/);
  });
});

test('atMost does all of it, in order, whatever the limit', () =>
  fc.assert(
    fc.asyncProperty(fc.array(fc.integer()), fc.integer({ min: 1, max: 9 }), async (pieces, limit) => {
      let [now, most] = [0, 0];
      const results = await atMost(limit, pieces, async (piece) => {
        most = Math.max(most, ++now);
        await Promise.resolve();
        now -= 1;
        return piece + 1;
      });
      expect(results).toEqual(pieces.map((piece) => piece + 1));
      expect(most).toBeLessThanOrEqual(limit);
    }),
  ));

test('a page that leads to itself is the last', async () => {
  expect(await allPages(async () => ({ items: [1], next: 'again' }))).toEqual([1, 1]);
});
