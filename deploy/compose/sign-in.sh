#!/bin/sh
# docker-compose.yaml's step sign-in-secrets runs this in the image of Caddy, which hashes passwords. It draws, once, the secret that Dex and the desk share
# and a password for each of the people of dex.yaml: hashes and secret into /sign-in/env, for Dex; the secret into /desk/secret, for the desk; the
# passwords into /passwords/list, for whoever looks.
set -eu
umask 077
[ -s /sign-in/env ] && [ -s /desk/secret ] && exit 0

drawn() { head -c 18 /dev/urandom | base64 | tr '+/' '-_'; }

people=$(sed -n 's/.*{email: \([^,]*\),.*hashFromEnv: \(HASH_[A-Z0-9_]*\)}.*/\1 \2/p' /etc/dex.yaml)
[ -n "$people" ] || { echo 'sign-in.sh: nobody is named in dex.yaml' >&2; exit 1; }
rm -f /sign-in/env /sign-in/env.new /desk/secret /passwords/list # of a time that was cut off

secret=$(drawn)
printf "export DESK_SECRET='%s'\n" "$secret" >/sign-in/env.new
printf '%s' "$secret" >/desk/secret
printf '%s\n' "$people" | while read -r email hash; do
	password=$(drawn)
	hashed=$(caddy hash-password --plaintext "$password")
	printf "export %s='%s'\n" "$hash" "$hashed" >>/sign-in/env.new
	printf '%s\t%s\n' "$email" "$password" >>/passwords/list
done
chown 10001:10001 /desk/secret # the desk
chown 1001:1001 /sign-in/env.new # Dex
chmod 755 /sign-in /desk
mv /sign-in/env.new /sign-in/env # last: what is here is whole
