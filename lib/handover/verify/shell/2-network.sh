# --- the name ---

ipv4_of() { awk '{ for (i = 1; i <= NF; i++) print $i }' | grep -E '^[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+$' | sort -u; }
by_system() { getent ahostsv4 "$1" || getent hosts "$1"; }
by_macos() { dscacheutil -q host -a name "$1"; }
# Without the hosts file; the first lines are about the resolver itself.
by_dns() { limited 20 nslookup "$1" | awk '/^Name:/ { seen = 1 } seen'; }

# Resolves the name as the programs of this workstation do, if there is a tool for that.
addresses_of() {
  for way in by_system by_macos by_dns; do
    answer=$("$way" "$1" 2>/dev/null | ipv4_of)
    [ -z "$answer" ] || break
  done
  printf '%s\n' "$answer"
}

resolved=no
check_name() {
  if [ -n "${HEARTLAB_VERIFY_CONNECT-}" ]; then
    info "DNS: not checked, because HEARTLAB_VERIFY_CONNECT is $HEARTLAB_VERIFY_CONNECT"
    return
  fi
  if ! have getent && ! have dscacheutil && ! have nslookup; then
    skip "DNS: install getent or nslookup (package dnsutils or bind-utils), or run this on macOS"
    return
  fi
  found=$(addresses_of "$HOST")
  if [ -z "$found" ]; then
    fail "DNS: $HOST does not resolve on this workstation" "$DNS_CAUSE"
    return
  fi
  for one in $found; do
    case " $ADDRESSES " in
      *" $one "*) ;;
      *)
        fail "DNS: $HOST resolves to $one, which is not an address of the endpoint ($ADDRESSES)" "an old record or hosts entry, or a resolver that returns its own address"
        return
        ;;
    esac
  done
  resolved=yes
  pass "DNS: $HOST resolves to $(printf '%s' "$found" | tr '\n' ' ')"
}

# --- TCP ---

# connects SCHEME ADDRESS:PORT SECONDS
connects() {
  spent=$(curl -q --silent --insecure --noproxy '*' --connect-timeout "$3" --max-time "$3" --output /dev/null \
    --write-out '%{time_connect}' "$1://$2" </dev/null 2>/dev/null)
  reason=$?
  case $spent in *[1-9]*) return 0 ;; *) return 1 ;; esac
}

# The likely cause of the last connection that failed.
unconnected() {
  if [ "$reason" = 7 ]; then
    echo "a firewall rejects the connection, there is no route to $CLOUD_CIDR, or the port is closed"
  else
    echo "there is no route to $CLOUD_CIDR into the connection, a firewall drops the packets, or the connection is down"
  fi
}

reached=''
check_tcp() {
  for target in $targets; do
    # With TLS first; without it if the handshake doesn't end, because curl counts both as one.
    if connects https "$target" 6 || { [ "$reason" = 28 ] && connects telnet "$target" 3; }; then
      reached="$reached $target"
      pass "TCP: $target answers"
    else
      fail "TCP: $target doesn't answer" "$(unconnected)"
    fi
  done
}

# --- information that does not affect the result ---

show_way() {
  address=${targets%%:*}
  address=${address# }
  if have traceroute; then
    hops=$(limited 20 traceroute -n -q 1 -w 1 -m 8 "$address" 2>/dev/null | awk 'NR > 1 { printf "%s ", $2 }')
    info "traceroute to $address: ${hops:-no answer}"
  else
    info "traceroute isn't installed, so the path to $address isn't shown"
  fi
  if have ping && limited 6 ping -c 1 "$address" >/dev/null 2>&1; then
    info "ICMP: $address answers"
  else
    info "ICMP: no answer from $address, as expected: the endpoint doesn't answer ICMP"
  fi
}
