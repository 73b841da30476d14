set -u
LC_ALL=C
export LC_ALL
umask 077

usage() {
  echo "Checks the path from this workstation to HeartLab, and stores one tiny invented study there."
  echo
  if [ "$AUTH" = mtls ]; then
    echo "  sh verify.sh --cert client.crt --key client.key"
    echo
    echo "  --cert FILE           the client certificate of $SITE, PEM"
    echo "  --key FILE            its private key, PEM"
  else
    echo "  sh verify.sh"
    echo
    echo "The user is $SITE. The script asks for the password, or reads it from HEARTLAB_PASSWORD or from a file:"
    echo "  --password-file FILE  a file whose first line is the password"
  fi
  if [ -n "$DIMSE_PORTS" ]; then
    echo "  --calling-ae TITLE    the AE title for C-ECHO (default: $CALLING_AE)"
  fi
  echo
  echo "Variables for an endpoint that has another address here (a forwarded port, a test):"
  echo "  HEARTLAB_VERIFY_CONNECT=ADDRESS:PORT  instead of every endpoint address and port 443"
  echo "  HEARTLAB_VERIFY_DIMSE=ADDRESS:PORT    instead of every endpoint address and DIMSE port"
  echo
  echo "Exit code 0: all passed. 1: something failed. 2: the command line is invalid, or the pack is a preview. 3: nothing failed, but not everything could be checked."
}

wrong_call() {
  echo "verify.sh: $1 (sh verify.sh --help)" >&2
  exit 2
}

# The password is never in the arguments or the environment of a program, where other users could read it.
password=''
if [ "$AUTH" = basic ]; then password=${HEARTLAB_PASSWORD-}; fi
unset HEARTLAB_PASSWORD

cert='' key='' password_file=''
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) usage && exit 0 ;;
    --cert | --key | --password-file | --calling-ae)
      [ $# -ge 2 ] || wrong_call "$1 needs a value"
      case $1 in
        --cert) cert=$2 ;;
        --key) key=$2 ;;
        --password-file) password_file=$2 ;;
        --calling-ae) CALLING_AE=$2 ;;
      esac
      shift 2
      ;;
    *) wrong_call "unknown option $1" ;;
  esac
done
for file in "$cert" "$key" "$password_file"; do
  [ -z "$file" ] || [ -r "$file" ] || wrong_call "$file can't be read"
done
[ "$COMPLETE" = yes ] || wrong_call "this pack is a preview and has no addresses yet: ask HeartLab for the finished one"

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 2
[ -z "$CA_BUNDLE" ] || [ -r "$here/$CA_BUNDLE" ] || wrong_call "$CA_BUNDLE is missing beside verify.sh: copy the whole pack"
work=$(mktemp -d "${TMPDIR:-/tmp}/heartlab-verify.XXXXXX") || exit 2
trap 'rm -rf "$work"' EXIT
trap 'stty echo 2>/dev/null; exit 1' HUP INT TERM

passed=0 failed=0 skipped=0
line() { printf '%-5s %s\n' "$1" "$2"; }
info() { line INFO "$1"; }
pass() { passed=$((passed + 1)) && line PASS "$1"; }
skip() { skipped=$((skipped + 1)) && line SKIP "$1"; }
# fail WHAT CAUSE
fail() { failed=$((failed + 1)) && line FAIL "$1. Likely: $2"; }

have() { command -v "$1" >/dev/null 2>&1; }

# limited SECONDS COMMAND...: stops the command after that time; not every system has timeout(1).
limited() {
  seconds=$1
  shift
  "$@" </dev/null &
  running=$!
  (sleep "$seconds" && kill "$running") >/dev/null 2>&1 &
  watcher=$!
  wait "$running" 2>/dev/null
  ended=$?
  # In a subshell that has just been forked, bash still has the script's traps: with TERM they would remove the files.
  kill -KILL "$watcher" 2>/dev/null
  wait "$watcher" 2>/dev/null
  return "$ended"
}

# The addresses of the endpoint, as ADDRESS:PORT.
targets=''
for address in $ADDRESSES; do targets="$targets $address:443"; done
[ -z "${HEARTLAB_VERIFY_CONNECT-}" ] || targets=$HEARTLAB_VERIFY_CONNECT
