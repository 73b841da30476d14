# --- a study, stored and queried ---

# A new UUID as a DICOM UID (PS3.5 section B.2), always of 44 characters: its first byte is 76 at least.
new_uid() {
  od -A n -t u1 -N 16 /dev/urandom | awk '
    { for (i = 1; i <= NF; i++) byte[n++] = $i }
    END {
      byte[0] = 76 + byte[0] % 180
      byte[6] = 64 + byte[6] % 16
      byte[8] = 128 + byte[8] % 64
      len = 1
      digit[0] = 0
      for (i = 0; i < 16; i++) {
        carry = byte[i]
        for (j = 0; j < len; j++) {
          value = digit[j] * 256 + carry
          digit[j] = value % 10
          carry = int(value / 10)
        }
        while (carry > 0) {
          digit[len++] = carry % 10
          carry = int(carry / 10)
        }
      }
      text = ""
      for (j = len - 1; j >= 0; j--) text = text digit[j]
      print "2.25." text
    }'
}

# quoted TEXT: in the syntax of curl's configuration.
quoted() { printf '"%s"' "$(printf '%s' "$1" | sed 's/[\\"]/\\&/g')"; }

# The settings that must not be in curl's arguments, and the trusted authorities.
configuration() {
  [ -z "$CA_BUNDLE" ] || printf 'cacert = %s\n' "$(quoted "$here/$CA_BUNDLE")"
  [ -z "$cert" ] || printf 'cert = %s\n' "$(quoted "$cert")"
  [ -z "$key" ] || printf 'key = %s\n' "$(quoted "$key")"
  [ -z "$password" ] || printf 'user = %s\n' "$(quoted "$SITE:$password")"
  # If the name doesn't resolve, connect by address, so that one failure doesn't hide the next.
  if [ "$resolved" = no ]; then
    first=${reached# }
    printf 'connect-to = %s\n' "$(quoted "$HOST:443:${first%% *}")"
  fi
}

# ask CURL-ARGUMENTS...: sets $reason (curl's exit code) and $status, and leaves the answer in $work/answer.
ask() {
  : >"$work/answer"
  status=$(configuration | curl -q --config - --silent --show-error --noproxy '*' --connect-timeout 10 --max-time 300 \
    --header 'Accept: application/dicom+json' --output "$work/answer" --write-out '%{http_code}' "$@" 2>"$work/curl.err")
  reason=$?
}

# The likely cause of the last unexpected answer.
cause() {
  if [ "$reason" != 0 ]; then
    case $reason in
      6) echo "DNS doesn't resolve the name" ;;
      7) echo "the connection was refused" ;;
      28) echo "packets are lost after the connection is established: $MTU_CAUSE" ;;
      51) echo "the server's certificate is for another name" ;;
      58) echo "curl can't use the client certificate or its key (a passphrase, another format)" ;;
      60) echo "the server's certificate isn't trusted: see TLS above" ;;
      35 | 52 | 55 | 56)
        if [ "$AUTH" = mtls ]; then
          echo "HeartLab refused the client certificate in the handshake: none was sent, or it has expired, is revoked, or is from another CA"
        else
          echo "a device on the path closed the connection, such as a firewall that inspects TLS"
        fi
        ;;
      *) head -n 1 "$work/curl.err" ;;
    esac
    return
  fi
  case $status in
    400)
      if grep -qi 'certificate' "$work/answer"; then
        echo "the client certificate is missing, has expired, or is from another CA: check --cert and --key"
      else
        echo "a proxy changed the request, or the pack is incomplete"
      fi
      ;;
    401) echo "a wrong password (the user name is $SITE; after a rotation only the new password is valid)" ;;
    403) echo "the sender is not $SITE: the certificate's CN, or the user name, belongs to another site" ;;
    404) echo "another server or a proxy answers, or the URL is not https://$HOST/dicomweb/studies" ;;
    407) echo "a proxy answers: traffic to port 443 of the endpoint must not use a proxy" ;;
    409) echo "no object was stored: send HeartLab this output, which contains the failure reason" ;;
    413) echo "the object is larger than HeartLab accepts, or a device on the path limits the body" ;;
    411) echo "a device on the path changes the body" ;;
    415) echo "a device on the path changes the Content-Type" ;;
    5??) echo "a failure on HeartLab's side: send HeartLab this output with the time $(date -u '+%Y-%m-%d %H:%M:%S') UTC" ;;
    *) echo "a proxy or a captive portal answered instead of HeartLab" ;;
  esac
}

answered() {
  if [ "$reason" = 0 ]; then echo "HTTP $status"; else echo "no answer (curl $reason)"; fi
}

# member KEY: the object of that key in the JSON of $work/answer, without white space.
member() {
  tr -d ' \t\r\n' <"$work/answer" | awk -v key="\"$1\":{" '
    { text = text $0 }
    END {
      at = index(text, key)
      if (at == 0) exit
      rest = substr(text, at + length(key) - 1)
      depth = 0
      for (i = 1; i <= length(rest); i++) {
        c = substr(rest, i, 1)
        if (c == "{") depth++
        if (c == "}" && --depth == 0) break
      }
      print substr(rest, 1, i)
    }'
}

send_study() {
  instance=$(new_uid) study=$(new_uid) series=$(new_uid)
  parts=$here/test-study
  boundary=heartlab-$instance
  {
    printf '%s\r\nContent-Type: application/dicom\r\n\r\n' "--$boundary"
    cat "$parts/part-1.bin" && printf '%s' "$instance"
    cat "$parts/part-2.bin" && printf '%s' "$instance"
    cat "$parts/part-3.bin" && date -u '+%Y%m%d' | tr -d '\n'
    cat "$parts/part-4.bin" && date -u '+%H%M%S' | tr -d '\n'
    cat "$parts/part-5.bin" && printf '%s' "$study"
    cat "$parts/part-6.bin" && printf '%s' "$series"
    cat "$parts/part-7.bin"
    printf '\r\n%s\r\n' "--$boundary--"
  } >"$work/body" || wrong_call "test-study is missing beside verify.sh: copy the whole pack"
  ask --request POST --header "Content-Type: multipart/related; type=\"application/dicom\"; boundary=$boundary" \
    --header 'Expect:' --data-binary "@$work/body" "https://$HOST/dicomweb/studies"
  if [ "$reason" != 0 ] || { [ "$status" != 200 ] && [ "$status" != 202 ]; }; then
    fail "STOW-RS: the test study wasn't stored: $(answered)" "$(cause)"
    return 1
  fi
  # 00081198 FailedSOPSequence, 00081197 FailureReason, 00081199 ReferencedSOPSequence, 00081155 ReferencedSOPInstanceUID
  case $(member 00081198) in
    *'"Value":[{'*)
      fail "STOW-RS: the test study wasn't stored: HTTP $status, failure reason $(member 00081197 | sed 's/.*\[\([0-9]*\).*/\1/')" "HeartLab's server refuses the object: send HeartLab this output"
      return 1
      ;;
  esac
  case $(member 00081199) in
    *"\"00081155\":{"*"\"$instance\""*) pass "STOW-RS: HTTP $status, and the answer lists the object $instance" ;;
    *)
      fail "STOW-RS: HTTP $status, but the answer doesn't list the object" "a proxy answered instead of HeartLab, or the object wasn't stored; the HTTP status alone is no proof"
      return 1
      ;;
  esac
}

find_study() {
  for try in 1 2 3; do
    [ "$try" = 1 ] || sleep 2
    ask "https://$HOST/dicomweb/studies/$study/instances"
    case $reason$status$(tr -d ' \t\r\n' <"$work/answer" | head -c 3) in
      0204* | '0200[]') ;;
      *) break ;;
    esac
  done
  # 00080018 SOPInstanceUID
  case $reason$status$(member 00080018) in
    0200*"\"$instance\""*) pass "QIDO-RS: HeartLab has the object in the study $study" ;;
    0204* | 0200) nothing_found ;;
    0200*) fail "QIDO-RS: HTTP 200, but the answer doesn't list the object" "a proxy answered instead of HeartLab" ;;
    *) fail "QIDO-RS: the query for the study failed: $(answered)" "$(cause)" ;;
  esac
}

# An empty answer, or one that is not of QIDO-RS.
nothing_found() {
  case $status$(tr -d ' \t\r\n' <"$work/answer" | head -c 3) in
    204 | '200[]') fail "QIDO-RS: HTTP $status, HeartLab doesn't have the study $study" "HeartLab accepted the study but didn't keep it: send HeartLab this output" ;;
    *) fail "QIDO-RS: HTTP 200, but the answer doesn't list the object" "a proxy answered instead of HeartLab" ;;
  esac
}
