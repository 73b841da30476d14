# --- TLS ---

# covers NAME: whether a certificate's name is that of the host; a star matches one label.
covers() {
  case $1 in
    "$HOST") return 0 ;;
    '*.'*) [ "${HOST#*.}" = "${1#??}" ] ;;
    *) return 1 ;;
  esac
}

# chain_cause NUMBER: the cause of openssl's verification error.
chain_cause() {
  case $1 in
    9) echo "the clock of this workstation is wrong, or the certificate isn't valid yet" ;;
    10) echo "HeartLab's certificate has expired, or the clock of this workstation is wrong (here it is $(date -u '+%Y-%m-%d %H:%M') UTC)" ;;
    18 | 19 | 20 | 21) echo "a wrong or old CA bundle, or a device on the path that inspects TLS" ;;
    *) echo "see openssl's verification error $1" ;;
  esac
}

# check_tls ADDRESS:PORT
check_tls() {
  # shellcheck disable=SC2086 # two words, or none
  limited 15 openssl s_client -connect "$1" -servername "$HOST" ${CA_BUNDLE:+-CAfile} ${CA_BUNDLE:+"$here/$CA_BUNDLE"} \
    >"$work/tls" 2>"$work/tls.err"
  ended=$?
  sed -n '/-----BEGIN CERTIFICATE-----/,/-----END CERTIFICATE-----/p' "$work/tls" >"$work/leaf.pem"
  if [ ! -s "$work/leaf.pem" ]; then
    if [ "$ended" -gt 128 ]; then
      fail "TLS: $1 answers, but the TLS handshake doesn't complete" "large packets are lost: $MTU_CAUSE"
    else
      fail "TLS: $1 sends no certificate" "another server answers at this address, or a firewall blocks TLS"
    fi
    return
  fi
  number=$(awk '/Verify return code:/ { print $4; exit }' "$work/tls")
  words=$(sed -n 's/.*Verify return code: [0-9]* (\(.*\)).*/\1/p' "$work/tls" | head -n 1)
  issuer=$(openssl x509 -in "$work/leaf.pem" -noout -issuer)
  until=$(openssl x509 -in "$work/leaf.pem" -noout -enddate)
  until=${until#notAfter=}
  if [ "$number" != 0 ]; then
    fail "TLS: the certificate of $1 isn't trusted: ${words:-no verification} ($issuer; valid until $until)" "$(chain_cause "${number:-?}")"
    return
  fi
  names=$(openssl x509 -in "$work/leaf.pem" -noout -text | grep 'DNS:' | tr ',' '\n' | sed -n 's/^[[:space:]]*DNS:\([^[:space:]]*\).*/\1/p')
  matched=no shown=''
  # The shell must not expand a star in a name.
  set -f
  for name in $names; do
    shown="$shown $name"
    if covers "$name"; then matched=yes; fi
  done
  set +f
  if [ "$matched" = no ]; then
    fail "TLS: the certificate of $1 is for${shown:- nothing}, not for $HOST" "another server answers at this address, or the name in the pack is outdated"
    return
  fi
  pass "TLS: $1 has a trusted certificate for $HOST, valid until $until"
}

# --- identity ---

check_identity() {
  if [ -z "$cert" ] || [ -z "$key" ]; then
    fail "client certificate: none given" "run it again with --cert and --key; HeartLab issues the certificate for your CSR"
    return
  fi
  if ! subject=$(openssl x509 -in "$cert" -noout -subject -nameopt multiline 2>/dev/null); then
    fail "client certificate: $cert isn't a PEM certificate" "a .pfx or .p12 file: openssl pkcs12 -in FILE -nodes converts it to PEM"
    return
  fi
  until=$(openssl x509 -in "$cert" -noout -enddate)
  common=$(printf '%s\n' "$subject" | sed -n 's/^ *commonName *= //p')
  if ! openssl x509 -in "$cert" -noout -checkend 0 >/dev/null 2>&1; then
    fail "client certificate: it has expired (${until#notAfter=})" "the renewed certificate isn't on this workstation; if there is none, send HeartLab a new CSR"
  elif [ "$common" != "$SITE" ]; then
    fail "client certificate: its CN is '$common', and HeartLab accepts only '$SITE'" "the certificate of another site or device"
  elif ! grep -q ENCRYPTED "$key" && [ "$(openssl x509 -in "$cert" -noout -pubkey)" != "$(openssl pkey -in "$key" -pubout 2>/dev/null)" ]; then
    fail "client certificate: the key doesn't belong to the certificate" "the two files come from different certificate requests"
  else
    pass "client certificate: CN=$common, valid until ${until#notAfter=}"
  fi
}

read_password() {
  if [ -n "$password_file" ]; then
    IFS= read -r password <"$password_file" || true
    password=${password%"$(printf '\r')"}
  elif [ -z "$password" ] && [ -t 0 ]; then
    printf 'Password of %s: ' "$SITE" >&2
    stty -echo
    IFS= read -r password || true
    stty echo
    echo >&2
  fi
  [ -n "$password" ] || fail "password: none given" "run it again and type the password, or use --password-file or HEARTLAB_PASSWORD"
}
