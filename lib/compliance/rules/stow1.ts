import { isIntrinsic, shownText, textOf, valueAt } from '../../template/json';
import { LISTENER_TYPE } from '../../template/load-balancers';
import { judgeEach, type TemplateRule } from './rule';

/** The families of predefined policies whose oldest version is TLS 1.2; all others include TLS 1.0 or 1.1. */
const TLS_1_2_OR_NEWER = /^ELBSecurityPolicy-(?:TLS13-1-[23]|TLS-1-2|FS-1-2)-/;

/** The listener protocols without TLS. */
const WITHOUT_TLS: readonly string[] = ['HTTP', 'TCP', 'UDP', 'TCP_UDP', 'GENEVE', 'QUIC', 'TCP_QUIC'];

export const stow1: TemplateRule = {
  id: 'HeartLab-STOW1',
  failsWhen: 'an HTTPS or TLS listener has no explicit policy of TLS 1.2 or newer',
  unknown: "A protocol that can't be determined is treated as TLS; a policy that can't be determined is a finding.",
  judge: (view) =>
    judgeEach(
      view
        .ofType(LISTENER_TYPE)
        .filter(({ properties }) => !WITHOUT_TLS.includes(textOf(valueAt(properties, 'Protocol')) ?? 'unknown')),
      ({ properties }) => {
        const policy = valueAt(properties, 'SslPolicy');
        if (policy === undefined) return ["has no SslPolicy: AWS's default may be older than TLS 1.2"];
        if (isIntrinsic(policy)) return [`the permitted TLS versions can't be determined from ${shownText(policy)}`];
        return TLS_1_2_OR_NEWER.test(textOf(policy) ?? '')
          ? []
          : [`${shownText(policy)} permits versions before TLS 1.2`];
      },
    ),
};
