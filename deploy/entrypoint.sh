#!/bin/sh
# Credentials come from files: NAME_FILE=/run/secrets/x sets NAME, for this process alone. Nothing is printed.
set -eu
for name in PGPASSWORD BENCHSIGHT_CLOUD_URL SUPABASE_SERVICE_KEY BENCHSIGHT_ANALYSIS_KEY; do
    eval "file=\${${name}_FILE:-}"
    if [ -n "$file" ]; then
        if [ ! -r "$file" ]; then
            echo "error: ${name}_FILE names $file, which cannot be read by user $(id -u)" >&2
            exit 1
        fi
        value=$(cat "$file")
        export "$name=$value"
        unset value "${name}_FILE"
    fi
done
exec "$@"
