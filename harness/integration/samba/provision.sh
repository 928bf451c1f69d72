#!/usr/bin/env bash
# A domain of its own below a folder, whose accounts have random passwords that nobody knows. Needs root.
#   provision.sh FOLDER ADDRESS REALM NETBIOS_NAME TLS_PRIORITY DELEGATED_DN
set -euo pipefail

folder=$1 address=$2 realm=$3 netbios=$4 priority=$5 delegated=$6
head="DC=${realm//./,DC=}"
umask 077

# Its own random password is replaced later; what it prints of it goes nowhere.
samba-tool domain provision --quiet --targetdir="$folder" --realm="${realm^^}" --domain="$netbios" \
  --server-role=dc --dns-backend=NONE --host-name=dc1 --host-ip="$address" \
  --option='interfaces=lo' --option='bind interfaces only=yes' >/dev/null 2>"$folder.log" ||
  { tail -n 5 "$folder.log" >&2; exit 1; }

mkdir -p "$folder"/{run,lock,cache}
cat >"$folder/dc.conf" <<CONFIGURATION
[global]
	netbios name = DC1
	workgroup = $netbios
	realm = ${realm^^}
	server role = active directory domain controller
	server services = ldap
	interfaces = $address/8
	bind interfaces only = yes
	private dir = $folder/private
	state directory = $folder/state
	cache directory = $folder/cache
	lock directory = $folder/lock
	pid directory = $folder/run
	ncalrpc dir = $folder/run/ncalrpc
	binddns dir = $folder/bind-dns
	winbindd socket directory = $folder/run/winbindd
	ntp signd socket directory = $folder/run/ntp_signd
	log file = $folder/log.samba
	log level = 1
	disable netbios = yes
	tls enabled = yes
	tls priority = $priority
	tls keyfile = $folder/tls/key.pem
	tls certfile = $folder/tls/cert.pem
	tls cafile = $folder/tls/ca.pem
	old password allowed period = 0
CONFIGURATION

configured=(-s "$folder/dc.conf")
database="$folder/private/sam.ldb"
# What the requirements ask of a domain policy (PWB-POL).
samba-tool domain passwordsettings set "${configured[@]}" --quiet --complexity=on --history-length=24 \
  --min-pwd-length=8 --min-pwd-age=0 --max-pwd-age=42 --account-lockout-threshold=10 \
  --account-lockout-duration=30 --reset-account-lockout-after=30 >/dev/null
samba-tool ou add "OU=Writeback Tests,$head" "${configured[@]}" >/dev/null
samba-tool user create svc-writeback --random-password "${configured[@]}" >/dev/null
samba-tool user create tests-admin --random-password "${configured[@]}" >/dev/null

sid() {
  ldbsearch -H "$database" "(sAMAccountName=$1)" objectSid 2>/dev/null | awk '/^objectSid/{print $2}'
}
user=bf967aba-0de6-11d0-a285-00aa003049e2
service=$(sid svc-writeback)
administrator=$(sid tests-admin)
# The service account: the control access right Reset Password, lockoutTime and pwdLastSet (PWB-POL-11). The
# administrator: full control there, nothing else.
samba-tool dsacl set "${configured[@]}" -H "$database" --objectdn="$delegated" \
  --sddl="(OA;CIIO;CR;00299570-246d-11d0-a768-00aa006e0529;$user;$service)(OA;CIIO;WP;28630ebf-41d5-11d1-a9c1-0000f80367c1;$user;$service)(OA;CIIO;WP;bf967a0a-0de6-11d0-a285-00aa003049e2;$user;$service)(A;CI;GA;;;$administrator)" \
  >/dev/null
