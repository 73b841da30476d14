import { failFinding, type PreflightCheck, passFinding } from '../check';
import { optInStatus, regionNotEnabled } from '../region';

/** In a Region that is not enabled, STS refuses the credentials first: the account row then has the reason. */
export const regionCheck: PreflightCheck = {
  id: 'region',
  question: 'Is the Region enabled for the account?',
  matters: true,
  run: async ({ clients, environment }) => {
    const status = await optInStatus(clients, environment.region);
    if (status === 'not-opted-in') return [regionNotEnabled(environment)];
    if (status === undefined)
      return [
        failFinding(
          `AWS has no Region ${environment.region}`,
          `correct the region of environment ${environment.name} in environments.yaml`,
        ),
      ];
    return [
      passFinding(
        `${environment.region} is enabled (${status === 'opted-in' ? 'the account opted in' : 'no opt-in is needed'})`,
      ),
    ];
  },
};
