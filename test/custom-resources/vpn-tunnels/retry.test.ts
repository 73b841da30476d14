import { Ec2Error } from '../../../lib/custom-resources/vpn-tunnels/port';
import { backoffMilliseconds, errorKind, isTemporaryEc2Error } from '../../../lib/custom-resources/vpn-tunnels/retry';

// EC2 API Reference, "Error codes".
test.each([
  ['RequestLimitExceeded', 503, 'throttled'],
  ['Throttling', 400, 'throttled'],
  ['UnlistedCode', 429, 'throttled'],
  ['IncorrectState', 400, 'busy'],
  ['InvalidVpnConnection.InvalidState', 400, 'busy'],
  ['InvalidVpnConnectionID.NotFound', 400, 'absent'],
  ['InvalidCustomerGatewayID.NotFound', 400, 'absent'],
  ['InternalError', 500, 'unknown'],
  ['Unavailable', 503, 'unknown'],
  ['UnlistedCode', 502, 'unknown'],
  ['ECONNRESET', undefined, 'unknown'],
  ['TimeoutError', undefined, 'unknown'],
  ['UnauthorizedOperation', 403, 'permanent'],
  ['InvalidParameterValue', 400, 'permanent'],
  ['UnlistedCode', 400, 'permanent'],
])('%s (%s) is %s', (code, status, kind) => expect(errorKind(code, status)).toBe(kind));

test('the delay doubles from 1 s to 16 s, and half of it is random', () => {
  expect([1, 2, 3, 4, 5, 6, 60].map((attempt) => backoffMilliseconds(attempt, () => 1))).toEqual(
    [1, 2, 4, 8, 16, 16, 16].map((s) => s * 1000),
  );
  expect(backoffMilliseconds(3, () => 0)).toBe(2000);
});

test.each([
  ['throttled', true],
  ['busy', true],
  ['unknown', true],
  ['absent', false],
  ['permanent', false],
] as const)('%s is temporary: %s', (kind, temporary) =>
  expect(isTemporaryEc2Error(new Ec2Error(kind, 'x', 'x'))).toBe(temporary),
);
