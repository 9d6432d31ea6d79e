"""The dbt project of a checkout, with a profile and a place to write of its own for each database."""

import hashlib

from benchsight.builds.dbt_process import DbtProject
from benchsight.db.connections import dbt_environment
from benchsight.db.settings import Settings


def dbt_project(settings: Settings) -> DbtProject:
    """The project, ready to run on the database that is meant; its files stand below BENCHSIGHT_HOME/dbt.

    Each database has its own folder: dbt parses anew whenever it finds another connection than the last time.
    """
    environment = dbt_environment()
    place = "/".join(environment[f"BENCHSIGHT_PG_{part}"] for part in ("HOST", "PORT", "DBNAME"))
    work = settings.home / "dbt" / hashlib.sha256(place.encode()).hexdigest()[:8]
    work.mkdir(parents=True, exist_ok=True)
    profile, example = work / "profiles.yml", settings.project_root / "profiles.example.yml"
    text = example.read_text(encoding="utf-8")
    if not profile.exists() or profile.read_text(encoding="utf-8") != text:
        profile.write_text(text, encoding="utf-8")
    return DbtProject(settings.project_root, work, environment)
