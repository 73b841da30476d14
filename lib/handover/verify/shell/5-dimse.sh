# --- DIMSE ---

# check_dimse ADDRESS:PORT PORT
check_dimse() {
  # Nothing is sent, so the connection stays open until the time limit.
  if ! connects telnet "$1" 3; then
    fail "DIMSE: $1 doesn't answer" "$(unconnected)"
    return
  fi
  pass "DIMSE: TCP to $1 answers"
  if [ "$2" = 2762 ]; then
    check_tls "$1"
  elif [ -z "$CALLING_AE" ]; then
    info "C-ECHO to $1: not tried, because no calling AE title is known: set --calling-ae"
  elif ! have echoscu; then
    info "C-ECHO to $1: not tried, because echoscu isn't installed (package dcmtk)"
  elif limited 40 echoscu -to 10 -ta 10 -td 10 -aet "$CALLING_AE" -aec "$AE_TITLE" "${1%:*}" "${1##*:}" >/dev/null 2>&1; then
    pass "C-ECHO: $1 answers $CALLING_AE"
  else
    fail "C-ECHO: $1 refuses $CALLING_AE" "the calling AE title isn't one of this site's ($CALLING_AES), or the called AE title isn't $AE_TITLE"
  fi
}
