"""A Spark in the tests' own process, which takes some seconds to start."""

import gc
import importlib.util
import os
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from benchsight.engines.choice import has_java

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

NEEDS = "needs pyspark (pip install 'benchsight[spark]') and Java 17"


needs_spark = [
    pytest.mark.spark,
    pytest.mark.skipif(importlib.util.find_spec("pyspark") is None or not has_java(os.environ), reason=NEEDS),
    # its bridge to Java leaves sockets to the garbage collector
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def spark() -> Iterator["SparkSession"]:
    """Yield a Spark of two threads."""
    from pyspark import SparkContext

    from benchsight.engines.spark_engine import session_of

    session = session_of("local[2]", games=3)
    yield session
    session.stop()
    gateway = SparkContext._gateway
    assert gateway is not None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gateway.shutdown()
        gateway.proc.stdin.close()  # whose end Java waits for
        gateway.proc.wait()
        SparkContext._gateway = SparkContext._jvm = None
        del gateway, session
        gc.collect()
