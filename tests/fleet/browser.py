"""How is a page looked at? Debian's chromium, driven by its own chromedriver, without a network."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SWITCHES = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync --disable-dev-shm-usage --hide-scrollbars"
    " --disable-smooth-scrolling --host-resolver-rules=MAP*~NOTFOUND"
)


@contextmanager
def browser(profile: Path, *, width: int = 1280, height: int = 900) -> Iterator[Any]:
    """Start a browser with a profile of its own; the console's log is kept."""
    from selenium import webdriver  # which those tests of the page that need no browser do without
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service

    options = Options()
    options.binary_location = str(shutil.which("chromium"))
    for switch in (*SWITCHES.split(), f"--user-data-dir={profile}", f"--window-size={width},{height}"):
        options.add_argument(switch)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    try:
        yield driver
    finally:
        driver.quit()


#: Widths at which people look at the page, and the heights of such screens.
SCREENS = {390: 844, 768: 1024, 900: 700, 1400: 900}


def emulate(driver: Any, *, dark: bool = False, width: int = 0, print_: bool = False) -> None:
    """Show the page as on a dark desktop, on a screen of another width (the narrowest is a phone's), or on paper."""
    media = {
        "media": "print" if print_ else "",
        "features": [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}],
    }
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    if width:
        metrics = {"width": width, "height": SCREENS[width], "deviceScaleFactor": 1, "mobile": width < 500}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    else:
        driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def go(driver: Any, address: str) -> None:
    """Open an address anew, also where only what stands behind # differs."""
    driver.get("about:blank")
    driver.get(address)


def wheel(driver: Any, x: float, y: float, by: float) -> None:
    """Turn the wheel over a point, and wait until it has been followed."""
    event = {"type": "mouseWheel", "x": x, "y": y, "deltaX": 0, "deltaY": by}
    driver.execute_cdp_cmd("Input.dispatchMouseEvent", event)
    driver.execute_async_script("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))")


def wait(driver: Any, script: str) -> None:
    """Wait until an expression is true."""
    until = time.monotonic() + 10
    while not driver.execute_script(f"return {script}"):
        assert time.monotonic() < until, script
        time.sleep(0.02)


def rows(driver: Any) -> list[dict[str, str]]:
    """Return the rows of the table that are in the document, by the titles of their columns."""
    script = """const titles = [...document.querySelectorAll('#head button')].map(one => one.textContent.split(' ')[0]);
      return [...document.querySelectorAll('.row')].map(row =>
        Object.fromEntries([...row.children].map((cell, at) => [titles[at], cell.textContent])))"""
    found: list[dict[str, str]] = driver.execute_script(script)
    return found


def search(driver: Any, text: str) -> None:
    """Type into the search box."""
    box = driver.find_element("id", "search")
    box.clear()
    box.send_keys(text)


def complaints(driver: Any) -> list[str]:
    """Return what the console has to complain about."""
    return [entry["message"] for entry in driver.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]
