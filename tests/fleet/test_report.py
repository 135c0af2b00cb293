"""Does the page show a fleet to people: sorted, filtered, opened, escaped, dark and light, on a phone, by keyboard?

VZVIRT_SHOTS names a folder that keeps what the browser saw.
"""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fleet.conftest import command, environment
from tests.fleet.generate import write_fleet

Run = Callable[..., subprocess.CompletedProcess[str]]
EVIL = "</script><script>document.title='owned'</script><img src=x onerror=document.title='owned'>"
DOCUMENT = """<domain type='openvz'><name>70000</name><memory>1024</memory><vcpu>1</vcpu>
<os><type>exe</type><init>/sbin/init</init></os><devices>
<sound model='ac97'/></devices></domain>"""


def make_page(folder: Path, count: int) -> Path:
    conf = write_fleet(folder / "conf", count)
    (conf / "50000.conf").write_text(f'NAME="{EVIL}"\nHOSTNAME="{EVIL}"\nDESCRIPTION="{EVIL}"\n')
    (conf / "50001.conf").write_text(
        'IP_ADDRESS="10.0.0.101"\n{{ 7 * 7 }}\n# <!-- --!> ]]> &amp; \udce9\n', "utf-8", "surrogateescape"
    )
    (conf / "70000.xml").write_text(DOCUMENT)
    (conf / "<b>.conf").write_text("")
    for words in (
        ("convert", "conf", "-o", "out", "-q"),
        ("fleet", "report", "--record", "out", "-o", "page.html", "--details", "20000"),
    ):
        subprocess.run(command(*words), cwd=folder, env=environment(), check=False)
    return folder / "page.html"


def test_the_page_is_one_file_and_escaped(tmp_path: Path, vzvirt: Run) -> None:
    page = make_page(tmp_path, 30)
    text = page.read_text()
    markup = re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL)
    links = re.findall(r"""(?:src|href)\s*=\s*["']?([^"'\s>]*)""", markup)
    assert links
    assert all(link.startswith(("#", "data:")) for link in links)
    assert "http" not in text.replace("http-equiv", "")
    assert "<script>document" not in text
    assert "<img" not in text
    assert text.count("<script") == 2 + 1 + 1  # two of ours, the data, one block of texts
    assert "49" not in re.findall(r"<th scope=\"row\">(.*?)</th>", text)
    refused = vzvirt("fleet", "report", "--record", "out", "-o", "page.html", code=2)
    assert "there already" in refused.stderr


def test_a_page_without_texts_is_small(tmp_path: Path, vzvirt: Run) -> None:
    page = make_page(tmp_path, 300)
    vzvirt("fleet", "report", "--record", "out", "-o", "small.html", "--details", "0")
    assert "block-0" not in (tmp_path / "small.html").read_text()
    assert (tmp_path / "small.html").stat().st_size < page.stat().st_size


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from tests.fleet.browser import browser

    folder = tmp_path_factory.mktemp("page")
    page = make_page(folder, 10000)
    with browser(folder / "profile") as driver:
        driver.get(page.as_uri())
        yield driver


@pytest.fixture
def look(driver: Any) -> Iterator[Any]:
    """The page as it opens; afterwards, the console must have said nothing, and nothing evil have run."""
    from tests.fleet.browser import complaints, emulate

    emulate(driver)
    driver.refresh()
    yield driver
    shots = os.environ.get("VZVIRT_SHOTS")
    if shots:
        name = os.environ["PYTEST_CURRENT_TEST"].partition("::")[2].partition(" ")[0]
        driver.save_screenshot(str(Path(shots, f"{re.sub('[^a-z_]', '-', name)}.png")))
    assert complaints(driver) == []
    assert driver.title.startswith("Fleet")


def rows(driver: Any) -> list[list[str]]:
    script = "return [...document.querySelectorAll('.row')].map(row => [...row.children].map(cell => cell.textContent))"
    found: list[list[str]] = driver.execute_script(script)
    return found


def write(driver: Any, text: str) -> None:
    box = driver.find_element("id", "search")
    box.clear()
    box.send_keys(text)


def wait(driver: Any, script: str) -> None:
    until = time.monotonic() + 10
    while not driver.execute_script(f"return {script}"):
        assert time.monotonic() < until, script
        time.sleep(0.02)


@pytest.mark.browser
def test_ten_thousand_rows_sort_and_filter_without_lag(look: Any) -> None:
    assert rows(look)[0][0] == "101"
    assert len(rows(look)) < 60
    assert look.find_element("id", "count").text == "10,004 of 10,004"
    took = look.execute_script(
        "const times = []; for (const column of [4, 4, 1, 2, 6, 0]) { const t = performance.now(); sort(column);"
        " document.body.offsetHeight; times.push(performance.now() - t); } return Math.max(...times)"
    )
    assert took < 250, f"{took} ms for a sort"
    buttons = look.find_elements("css selector", "#head button")
    buttons[4].click()
    sizes = [row[4] for row in rows(look)]
    assert set(sizes[:5]) == {"1 MiB"} or sizes[0].endswith("MiB")
    assert look.find_elements("css selector", "#head > div")[4].get_attribute("aria-sort") == "ascending"
    buttons[4].click()
    assert rows(look)[0][4] == "no limit"
    write(look, "10.0.3.4 ")
    wait(look, "shown.length < 200")
    assert all("10.0.3.4" in row[6] for row in rows(look))
    took = look.execute_script(
        "const t = performance.now(); search.value = 'web 1'; refresh(); return performance.now() - t"
    )
    assert took < 150, f"{took} ms for a filter"


@pytest.mark.browser
def test_by_result(look: Any) -> None:
    look.find_element("css selector", "#status option[value=failed]").click()
    assert [row[7] for row in rows(look)] == ["failed"]
    look.find_element("css selector", "#status option[value=loss]").click()
    assert [row[0] for row in rows(look)] == ["70000"]


@pytest.mark.browser
def test_a_container_opens_by_keyboard_with_its_places(look: Any) -> None:
    from selenium.webdriver.common.keys import Keys

    view = look.find_element("id", "view")
    view.send_keys(Keys.END, Keys.HOME, Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ARROW_UP, Keys.ENTER)
    wait(look, "document.getElementById('detail').open")
    assert look.find_element("id", "detail-title").text.startswith("Container 102, ")
    assert 'OSTEMPLATE="' in look.find_element("id", "conf").text
    assert "<name>102</name>" in look.find_element("id", "xml").text
    lines = look.find_elements("css selector", "#conf .translated")
    units = next(line for line in lines if "CPUUNITS" in line.text)
    assert "→ cputune/shares" in units.text
    look.execute_script("arguments[0].focus()", units)
    assert [line.text.partition("<")[2][:6] for line in look.find_elements("css selector", "#xml .marked")] == [
        "shares"
    ]
    look.switch_to.active_element.send_keys(Keys.ESCAPE)
    wait(look, "!document.getElementById('detail').open")
    assert look.switch_to.active_element.get_attribute("id") == "view"


@pytest.mark.browser
@pytest.mark.parametrize("dark", [False, True])
def test_losses_are_marked(look: Any, dark: bool) -> None:
    from tests.fleet.browser import emulate

    emulate(look, dark=dark)
    write(look, "70000")
    look.find_element("css selector", ".row").click()
    wait(look, "document.getElementById('detail').open")
    (lost,) = look.find_elements("css selector", "#xml .dropped")
    assert "sound" in lost.text
    assert "lost: " in lost.text
    back = look.execute_script("return getComputedStyle(document.body).backgroundColor")
    assert (max(map(int, re.findall(r"\d+", back)[:3])) < 100) is dark


@pytest.mark.browser
def test_what_confs_say_is_only_text(look: Any) -> None:
    write(look, "50000")
    (row,) = rows(look)
    assert row[1] == EVIL
    look.find_element("css selector", ".row").click()
    wait(look, "document.getElementById('detail').open")
    assert EVIL in look.find_element("id", "conf").text
    assert look.find_elements("css selector", "img") == []


@pytest.mark.browser
@pytest.mark.parametrize("dark", [False, True])
def test_on_a_phone(look: Any, dark: bool) -> None:
    from tests.fleet.browser import emulate

    emulate(look, dark=dark, phone=True)
    assert look.execute_script("return document.documentElement.scrollWidth <= innerWidth")
    for table in look.find_elements("css selector", ".scroll"):
        assert look.execute_script("return arguments[0].scrollWidth <= arguments[0].clientWidth", table)
    heights = look.execute_script("return [...document.querySelectorAll('.plain th')].map(cell => cell.offsetHeight)")
    assert max(heights) < 60  # a word is not broken into its letters
    look.execute_script("document.getElementById('table-part').scrollIntoView()")
    wait(look, "document.querySelectorAll('.row').length > 5")
    if dark:
        look.find_element("css selector", ".row").click()
        wait(look, "document.getElementById('detail').open")
        assert look.execute_script(
            "return document.getElementById('detail').getBoundingClientRect().width <= innerWidth"
        )


@pytest.mark.browser
def test_conflicts_are_told(look: Any) -> None:
    text = look.find_element("css selector", "main section:last-of-type").text
    assert "10.0.0.101" in text
    assert "101, 50001" in text
