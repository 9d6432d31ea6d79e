"""All staging tables that files land in, by name, in landing order: parents before children."""

from ingest.contract.league_tables import LEAGUE_TABLES
from ingest.contract.tracked_tables import TRACKED_TABLES

TABLES = {table.name: table for table in (*LEAGUE_TABLES, *TRACKED_TABLES)}
