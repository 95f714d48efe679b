#!/bin/sh
# Reads the secrets, then becomes one of: web, worker, migrate, reconcile, or any ckan
# command. Secrets come from files, so that no process list and no image holds them.
set -eu

read_secret() { cat "/run/secrets/$1"; }

CKAN_SECRET_KEY=$(read_secret secret_key)
CKAN_SQLALCHEMY_URL="postgresql://ckan:$(read_secret database_password)@db/ckan"
CKAN_REDIS_URL="redis://:$(read_secret redis_password)@redis:6379/0"
export CKAN_SECRET_KEY CKAN_SQLALCHEMY_URL CKAN_REDIS_URL

case ${1:-web} in
    web)
        exec uwsgi --http 0.0.0.0:5000 --module ckanext.tiptaskforce.wsgi:application \
            --master --enable-threads --lazy-apps --processes 2 --threads 4 \
            --buffer-size 32768 --die-on-term --harakiri 120 --disable-logging
        ;;
    worker) exec ckan jobs worker tiptaskforce ;;
    migrate)
        ckan db upgrade
        exec ckan search-index rebuild --quiet
        ;;
    reconcile)
        while :; do
            ckan tiptaskforce releases reconcile || echo "reconcile failed" >&2
            ckan tiptaskforce periods advance || echo "periods failed" >&2
            ckan tiptaskforce digests send || echo "digests failed" >&2
            ckan tiptaskforce retention apply || echo "retention failed" >&2
            sleep 60
        done
        ;;
    *) exec ckan "$@" ;;
esac
