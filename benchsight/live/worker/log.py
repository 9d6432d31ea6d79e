"""What a worker does, a line each: for people, or as JSON for what collects logs."""

import json
import socket
from collections.abc import Callable, Mapping
from datetime import datetime

Write = Callable[[str], None]


class Log:
    """Writes one line for each thing that happens: time, level, event, and what belongs to it."""

    def __init__(self, write: Write, as_json: bool = False) -> None:
        self._write = write
        self._as_json = as_json

    def info(self, event: str, **fields: object) -> None:
        """Something went as it should; fields that are None are left out."""
        self._line("info", event, fields)

    def warning(self, event: str, **fields: object) -> None:
        """Something went wrong that the worker gets over."""
        self._line("warning", event, fields)

    def error(self, event: str, **fields: object) -> None:
        """Something failed that somebody has to look at."""
        self._line("error", event, fields)

    def _line(self, level: str, event: str, fields: Mapping[str, object]) -> None:
        now = datetime.now().astimezone()
        known = {name: value for name, value in fields.items() if value is not None}
        if self._as_json:
            line = {"time": now.isoformat(timespec="milliseconds"), "level": level, "event": event, **known}
            self._write(json.dumps(line, default=str, ensure_ascii=False))
            return
        mark = "" if level == "info" else f"{level} "
        words = " ".join(f"{name}={_word(value)}" for name, value in known.items())
        self._write(f"{now:%Y-%m-%d %H:%M:%S} {mark}{event:<10} {words}".rstrip())


def _word(value: object) -> str:
    if isinstance(value, list):
        return ",".join(map(str, value))
    if isinstance(value, float):
        return f"{value:.2f}"
    text = " ".join(str(value).split())
    return json.dumps(text, ensure_ascii=False) if " " in text or "=" in text else text


def worker_name(pid: int) -> str:
    """How a worker is known in the queue: host and process."""
    return f"{socket.gethostname()}:{pid}"
