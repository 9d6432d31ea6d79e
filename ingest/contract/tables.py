"""All staging tables that files may land in, by name, in landing order: what a row depends on comes before it."""

from ingest.contract.league_tables import LEAGUE_TABLES
from ingest.contract.tracked_tables import TRACKED_TABLES

TABLES = {table.name: table for table in (*LEAGUE_TABLES, *TRACKED_TABLES)}
