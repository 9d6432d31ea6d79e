"""TCP relay that can be cut and mended, to simulate a database outage."""

import selectors
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress


class Relay:
    """Relay from ``port`` to a target address."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._listening: socket.socket | None = None
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._passing = threading.Event()
        self.port = 0
        self.mend()

    def mend(self) -> None:
        """Accept connections, on the same port as before."""
        listening = socket.create_server(("127.0.0.1", self.port))
        self.port = listening.getsockname()[1]
        self._listening = listening
        self._passing.set()
        self._start(self._accept, listening)

    def hold(self) -> None:
        """Keep all connections open, and pass nothing on until the relay is cut."""
        self._passing.clear()

    def cut(self) -> None:
        """Close all connections and accept no more."""
        listening, self._listening = self._listening, None
        if listening is not None:
            with suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)
            listening.close()
        for each in self._open:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        self._open = []
        self._passing.set()

    def end(self) -> None:
        """Cut, and wait for what passes on: no thread outlives the test."""
        while self._threads:
            self.cut()
            self._threads[0].join(0.1)
            self._threads = [thread for thread in self._threads if thread.is_alive()]

    def _start(self, work: Callable[..., None], *arguments: socket.socket) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self, listening: socket.socket) -> None:
        with suppress(OSError):
            while True:
                client, _ = listening.accept()
                try:
                    server = socket.create_connection(self._target)
                except OSError:
                    client.close()  # or its end would be a warning of some later test
                    continue
                self._open += [client, server]
                self._start(self._pass_on, client, server)

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        with selectors.DefaultSelector() as ready, one, other, suppress(OSError):
            ready.register(one, selectors.EVENT_READ, other)
            ready.register(other, selectors.EVENT_READ, one)
            while True:
                for key, _ in ready.select():
                    self._passing.wait()
                    assert isinstance(key.fileobj, socket.socket)
                    content = key.fileobj.recv(65536)
                    if not content:
                        return
                    key.data.sendall(content)


@contextmanager
def relay(host: str, port: int) -> Iterator[Relay]:
    """Yield a relay; cut it at the end."""
    between = Relay(host, port)
    yield between
    between.end()
