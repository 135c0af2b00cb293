"""How is a page looked at? Debian's chromium, driven by its own chromedriver, without a network."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

SWITCHES = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync --disable-dev-shm-usage --hide-scrollbars"
    " --host-resolver-rules=MAP*~NOTFOUND"
)


@contextmanager
def browser(profile: Path, *, width: int = 1280, height: int = 900) -> Iterator[Any]:
    """Start a browser with a profile of its own; the console's log is kept."""
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


def emulate(driver: Any, *, dark: bool = False, phone: bool = False) -> None:
    """Show the page as on a dark desktop, or as on a phone."""
    scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": scheme})
    if phone:
        metrics = {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    else:
        driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def complaints(driver: Any) -> list[str]:
    """Return what the console has to complain about."""
    return [entry["message"] for entry in driver.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]
