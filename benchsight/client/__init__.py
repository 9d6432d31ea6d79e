"""Python client of the HTTP API, for notebooks and scripts.

Imports neither the server nor dbt nor psycopg; needs the extra ``client``. `Client` is the entry point, `Rows` a query
of published data, `Job` a job on the server, and `ClientError` the one exception.
"""

from benchsight.client.client import Client
from benchsight.client.errors import ClientError
from benchsight.client.jobs import Job
from benchsight.client.rows import Rows

__all__ = ["Client", "ClientError", "Job", "Rows"]
