"""Where the cloud is: a database URL, or a project URL with a service key; from the environment alone."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from benchsight.errors import BenchSightError, ConfigurationError

HOW = "set BENCHSIGHT_CLOUD_URL, or SUPABASE_URL and SUPABASE_SERVICE_KEY"


class NoCloud(ConfigurationError):
    """No Supabase project is configured, or its settings are not usable."""


class CloudError(BenchSightError):
    """The copy could not start, or had to stop; the message holds no credentials."""


@dataclass(frozen=True)
class CloudSettings:
    """Credentials of a project; ``database_url`` is preferred. They are not part of the representation."""

    database_url: str | None = field(default=None, repr=False)
    project_url: str | None = None
    service_key: str | None = field(default=None, repr=False)

    def scrub(self, text: str) -> str:
        """Return ``text`` on one line without the credentials."""
        secrets = [self.service_key, self.database_url]
        if self.database_url:
            secrets.append(str(conninfo_to_dict(self.database_url).get("password") or ""))
            secrets += re.findall(r"://[^:/@]*:([^@]+)@", self.database_url)  # as written: percent-encoded
        for secret in sorted(filter(None, secrets), key=len, reverse=True):
            text = text.replace(secret, "***")
        return " ".join(text.split())


def load_cloud_settings(environ: Mapping[str, str] | None = None) -> CloudSettings:
    """Read BENCHSIGHT_CLOUD_URL, or SUPABASE_URL with SUPABASE_SERVICE_KEY or SUPABASE_SERVICE_ROLE_KEY.

    Raises NoCloud if neither is complete.
    """
    environ = os.environ if environ is None else environ
    database_url = environ.get("BENCHSIGHT_CLOUD_URL") or None
    project_url = (environ.get("SUPABASE_URL") or "").rstrip("/") or None
    service_key = environ.get("SUPABASE_SERVICE_KEY") or environ.get("SUPABASE_SERVICE_ROLE_KEY") or None
    if database_url is None and (project_url is None or service_key is None):
        raise NoCloud(f"no Supabase project is configured: {HOW}")
    if database_url is not None:
        try:
            conninfo_to_dict(database_url)
        except ProgrammingError:
            raise NoCloud(
                "BENCHSIGHT_CLOUD_URL is not a PostgreSQL URL such as postgresql://USER@HOST:5432/DATABASE"
            ) from None
    elif not re.match(r"https?://[^/@]+$", project_url or ""):
        raise NoCloud("SUPABASE_URL is not the URL of a project such as https://PROJECT.supabase.co")
    return CloudSettings(database_url, project_url, service_key)
