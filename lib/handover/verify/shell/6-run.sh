# --- in this order ---

echo "HeartLab, site $SITE: https://$HOST/dicomweb/studies, $(date -u '+%Y-%m-%d %H:%M') UTC"
if ! have curl; then
  skip "TCP, STOW-RS, QIDO-RS, DIMSE: install curl"
else
  check_name
  check_tcp
  show_way
  if ! have openssl; then
    skip "TLS: install openssl"
  else
    for target in $reached; do check_tls "$target"; done
    [ "$AUTH" = basic ] || check_identity
  fi
  [ "$AUTH" = mtls ] || read_password
  if [ -z "$reached" ]; then
    skip "STOW-RS, QIDO-RS: not tried, because no address of the endpoint answers"
  elif send_study; then
    find_study
  else
    skip "QIDO-RS: not queried, because no study was stored"
  fi
  for port in $DIMSE_PORTS; do
    for address in $ADDRESSES; do
      check_dimse "${HEARTLAB_VERIFY_DIMSE:-$address:$port}" "$port"
      [ -z "${HEARTLAB_VERIFY_DIMSE-}" ] || break
    done
  done
fi

echo "$passed passed, $failed failed, $skipped skipped."
if [ "$failed" -gt 0 ]; then
  echo "Fix the first failure first, because it may cause the others. This output contains no secret; send it to HeartLab if you need help."
  exit 1
fi
[ "$skipped" -eq 0 ] || exit 3
echo "HeartLab receives studies from this workstation. Now send a study from the PACS, and check that it appears in HeartLab."
