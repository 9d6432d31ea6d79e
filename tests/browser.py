"""A headless Chromium, driven over its DevTools protocol: pages, clicks, keys, files, screenshots.

    with opened_browser() as browser, browser.page() as page:
        page.go("http://localhost:8000/standings")
        page.click("text=Points")
        page.screenshot(Path("standings.png"))

A selector is CSS, or `text=…` for the smallest link, button or summary with that text.
"""

import base64
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import ClientConnection, connect

PATIENCE = 120.0  # seconds for a page to come, or a condition to hold
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--hide-scrollbars",
    "--disable-extensions", "--disable-background-networking", "--disable-component-update", "--mute-audio",
)  # fmt: skip
KEYS = {"Enter": (13, "\r"), "Tab": (9, ""), "Escape": (27, ""), "Space": (32, " "), "ArrowDown": (40, "")}
FIND = """(selector) => {
  if (!selector.startsWith("text=")) return document.querySelector(selector);
  const text = selector.slice(5);
  const found = [...document.querySelectorAll("a, button, summary, label")]
    .filter((each) => each.textContent.trim().includes(text) && each.getClientRects().length);
  return found.find((each) => each.textContent.trim() === text) ?? found[0] ?? null;
}"""

OVERFLOWING = """
  [...document.body.querySelectorAll("*")].filter((each) => {
    if (each.getBoundingClientRect().right <= document.documentElement.clientWidth + 0.5) return false;
    for (let above = each.parentElement; above !== document.body; above = above.parentElement)
      if (getComputedStyle(above).overflowX !== "visible") return false;
    return true;
  }).map((each) => each.cloneNode(false).outerHTML.slice(0, 200))
"""


def chromium() -> str | None:
    """Return the browser's program (BENCHSIGHT_CHROMIUM, or one on the path), None without one."""
    wanted = os.environ.get("BENCHSIGHT_CHROMIUM")
    return wanted or next((found for name in PROGRAMS if (found := shutil.which(name))), None)


def skip_without_browser(items: Iterable[pytest.Item]) -> None:
    """Skip the tests marked `browser` where there is none."""
    if chromium() is None:
        skip = pytest.mark.skip(reason="no Chromium here: install it, or set BENCHSIGHT_CHROMIUM")
        for item in items:
            if item.get_closest_marker("browser") is not None:
                item.add_marker(skip)


class BrowserError(AssertionError):
    """The browser refused a command, a script threw, or a condition did not come to hold."""


@dataclass
class Browser:
    """A running browser; a page has cookies and storage of its own."""

    _socket: ClientConnection
    _number: int = 0
    _events: list[dict[str, Any]] = field(default_factory=list)

    def send(self, method: str, session: str | None = None, **params: Any) -> dict[str, Any]:
        """Return the answer to a command of the protocol."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": params}
        self._socket.send(json.dumps(message if session is None else message | {"sessionId": session}))
        while True:
            answer: dict[str, Any] = json.loads(self._socket.recv(timeout=PATIENCE))
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise BrowserError(f"{method}: {answer['error']['message']}")
                result: dict[str, Any] = answer["result"]
                return result
            if "method" in answer:
                self._events.append(answer)

    def events(self, session: str) -> list[dict[str, Any]]:
        """Return what happened in a page so far, in order."""
        return [event for event in self._events if event.get("sessionId") == session]

    @contextmanager
    def page(self, width: int = 1280, height: int = 900, dark: bool = False) -> Iterator["Page"]:
        """Yield an empty page of a new profile."""
        context = self.send("Target.createBrowserContext")["browserContextId"]
        target = self.send("Target.createTarget", url="about:blank", browserContextId=context)["targetId"]
        page = Page(self, self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"])
        for domain in ("Page", "Runtime", "Log", "DOM", "Network"):
            page.send(f"{domain}.enable")
        page.resize(width, height)
        page.set_theme(dark)
        try:
            yield page
        finally:
            self.send("Target.disposeBrowserContext", browserContextId=context)


@dataclass
class Page:
    """A page of the browser."""

    _browser: Browser
    _session: str

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        """Return the answer to a command of the protocol for this page."""
        return self._browser.send(method, self._session, **params)

    @property
    def problems(self) -> list[str]:
        """Uncaught exceptions, and errors on the console such as a violation of the content security policy."""
        found = []
        for event in self._browser.events(self._session):
            match event["method"], event["params"]:
                case "Runtime.exceptionThrown", {"exceptionDetails": details}:
                    found.append(details.get("exception", {}).get("description", details["text"]))
                case "Log.entryAdded", {"entry": {"level": "error"} as entry}:
                    found.append(f"{entry['text']} {entry.get('url', '')}".strip())
        return found

    @property
    def requests(self) -> list[str]:
        """The addresses that the page asked for, in order."""
        return [params["request"]["url"] for params in self._happened("Network.requestWillBeSent")]

    @property
    def url(self) -> str:
        """Address of the page."""
        return str(self.run("location.href"))

    def go(self, url: str) -> None:
        """Open an address, and wait until the page and its modules are loaded."""
        answer = self.send("Page.navigate", url=str(url))
        if "errorText" in answer:
            raise BrowserError(f"{url}: {answer['errorText']}")
        self.wait("document.readyState === 'complete' && location.href !== 'about:blank'")

    def resize(self, width: int, height: int) -> None:
        """Give the page a size in CSS pixels; one up to 500 wide is a phone."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width <= 500}
        self.send("Emulation.setDeviceMetricsOverride", **size)

    def set_theme(self, dark: bool) -> None:
        """Prefer dark or light pages, as a person's system would."""
        theme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self.send("Emulation.setEmulatedMedia", features=theme)

    def run(self, script: str) -> Any:
        """Return the value of an expression, awaited."""
        answer = self.send("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise BrowserError(details.get("exception", {}).get("description", details["text"]))
        return answer["result"].get("value")

    def wait(self, condition: str, seconds: float = PATIENCE) -> None:
        """Wait until an expression is true, also in the page that follows this one; choose one that stays true."""
        deadline, seen = time.monotonic() + seconds, ""
        while True:
            try:
                if self.run(condition):
                    return
            except BrowserError as error:  # the page is being replaced
                seen = f" ({error})"
            if time.monotonic() > deadline:
                raise BrowserError(f"never true: {condition}{seen}\n{self.text()[:2000]}\n{self.problems}")
            time.sleep(0.05)

    def wait_for_text(self, text: str) -> None:
        """Wait until the page shows a text."""
        self.wait(f"document.readyState === 'complete' && document.body.innerText.includes({json.dumps(text)})")

    def text(self, selector: str = "body") -> str:
        """Return the text of an element as it is shown."""
        return str(self._of(selector, "(element) => element.innerText"))

    def click(self, selector: str) -> None:
        """Click the middle of an element with the mouse."""
        place = self._of(
            selector,
            """(element) => {
              element.scrollIntoView({block: "center", behavior: "instant"});
              const box = element.getBoundingClientRect();
              return {x: box.x + box.width / 2, y: box.y + box.height / 2};
            }""",
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.send("Input.dispatchMouseEvent", type=kind, button="left", clickCount=1, **place)

    def fill(self, selector: str, text: str) -> None:
        """Type a text into a field, in place of what it has."""
        self._of(selector, "(element) => { element.focus(); element.select?.(); }")
        self.type(text)

    def type(self, text: str) -> None:
        """Type a text where the focus is."""
        self.send("Input.insertText", text=text)

    def press(self, key: str, shift: bool = False) -> None:
        """Press a key of KEYS."""
        code, text = KEYS[key]
        name = " " if key == "Space" else key
        pressed = {"key": name, "code": key, "windowsVirtualKeyCode": code, "modifiers": 8 if shift else 0}
        self.send("Input.dispatchKeyEvent", type="keyDown", text=text, **pressed)
        self.send("Input.dispatchKeyEvent", type="keyUp", **pressed)

    def choose_files(self, selector: str, *paths: Path) -> None:
        """Choose files in a field for files, as its dialog would."""
        root = self.send("DOM.getDocument")["root"]["nodeId"]
        node = self.send("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        if not node:
            raise BrowserError(f"no element {selector}")
        self.send("DOM.setFileInputFiles", nodeId=node, files=[str(path.resolve()) for path in paths])

    def open_files(self, key: str, *paths: Path) -> None:
        """Press a key on a field for files, which has to open its dialog, and choose files there."""
        self.send("Page.setInterceptFileChooserDialog", enabled=True)
        self.press(key)
        deadline = time.monotonic() + PATIENCE
        while not (opened := self._happened("Page.fileChooserOpened")):
            self.run("null")  # events come with the answers
            if time.monotonic() > deadline:
                raise BrowserError("no dialog for files opens")
            time.sleep(0.05)
        node = opened[-1]["backendNodeId"]
        self.send("Page.setInterceptFileChooserDialog", enabled=False)
        self.send("DOM.setFileInputFiles", backendNodeId=node, files=[str(path.resolve()) for path in paths])

    def drop_files(self, selector: str, *paths: Path) -> None:
        """Drag files or folders from outside the browser, and drop them on an element."""
        place = self._of(
            selector,
            """(element) => {
              element.scrollIntoView({block: "center", behavior: "instant"});
              const box = element.getBoundingClientRect();
              return {x: box.x + box.width / 2, y: box.y + box.height / 2};
            }""",
        )
        data = {"items": [], "files": [str(path.resolve()) for path in paths], "dragOperationsMask": 1}
        for kind in ("dragEnter", "dragOver", "drop"):
            self.send("Input.dispatchDragEvent", type=kind, data=data, **place)

    def screenshot(self, path: Path, whole: bool = True) -> Path:
        """Write a picture of the page (``whole``) or of what is visible."""
        answer = self.send("Page.captureScreenshot", captureBeyondViewport=whole)
        path.write_bytes(base64.b64decode(answer["data"]))
        return path

    @property
    def is_too_wide(self) -> bool:
        """Whether the page scrolls sideways."""
        return bool(self.run("document.documentElement.scrollWidth > document.documentElement.clientWidth"))

    def _happened(self, method: str) -> list[dict[str, Any]]:
        """Return the parameters of the events of a kind so far, in order."""
        events = self._browser.events(self._session)
        return [event["params"] for event in events if event["method"] == method]

    @property
    def overflowing(self) -> list[str]:
        """The start tags of elements that are wider than the page, and in nothing that scrolls or cuts them."""
        return list(self.run(OVERFLOWING))

    def _of(self, selector: str, function: str) -> Any:
        """Return what a function of an element returns, once the element is there."""
        found = f"({FIND})({json.dumps(selector)})"
        self.wait(f"document.readyState === 'complete' && {found} !== null")  # its scripts listen
        return self.run(f"({function})({found})")


@contextmanager
def opened_browser() -> Iterator[Browser]:
    """Yield a browser with an empty profile; it ends with the block."""
    program = chromium()
    assert program is not None, "no Chromium: mark the test with browser"
    profile = Path(tempfile.mkdtemp(prefix="benchsight-browser-"))
    command = [program, *FLAGS, "--remote-debugging-port=0", f"--user-data-dir={profile}", "about:blank"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        socket = connect(_address(process, profile), max_size=None, open_timeout=PATIENCE)
        with socket:
            browser = Browser(socket)
            yield browser
            browser.send("Browser.close")
        process.wait(PATIENCE)
    finally:
        with suppress(ProcessLookupError):  # it has ended by itself
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        shutil.rmtree(profile, ignore_errors=True)


def _address(process: subprocess.Popen[bytes], profile: Path) -> str:
    """Return where the browser listens, which it writes into its profile."""
    deadline, written = time.monotonic() + PATIENCE, profile / "DevToolsActivePort"
    while time.monotonic() < deadline and process.poll() is None:
        lines = written.read_text().splitlines() if written.exists() else []
        if len(lines) == 2:
            return f"ws://127.0.0.1:{lines[0]}{lines[1]}"
        time.sleep(0.05)
    raise BrowserError("the browser does not start")
