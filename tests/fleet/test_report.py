"""Does the page show a fleet to people: sorted, filtered, opened, escaped, dark and light, on a phone, by keyboard?"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.fleet.browser import SCREENS, emulate, rows, search, wait, wheel
from tests.fleet.conftest import EVIL, make_page

Run = Callable[..., subprocess.CompletedProcess[str]]


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
    assert text.count("<script") == 3 + 1 + 1  # three of ours, the data, one block of texts
    assert "49" not in re.findall(r"<th scope=\"row\">(.*?)</th>", text)
    refused = vzvirt("fleet", "report", "--record", "out", "-o", "page.html", code=2)
    assert "there already" in refused.stderr


def test_a_page_without_texts_is_small(tmp_path: Path, vzvirt: Run) -> None:
    page = make_page(tmp_path, 300)
    vzvirt("fleet", "report", "--record", "out", "-o", "small.html", "--details", "0")
    assert "block-0" not in (tmp_path / "small.html").read_text()
    assert (tmp_path / "small.html").stat().st_size < page.stat().st_size


@pytest.mark.browser
def test_ten_thousand_open_in_less_than_a_second(look: Any) -> None:
    took = []
    for _ in range(3):
        look.refresh()
        wait(look, "performance.getEntriesByType('navigation')[0].loadEventEnd")
        took.append(look.execute_script("return performance.getEntriesByType('navigation')[0].loadEventEnd"))
        assert len(rows(look)) > 5
    assert min(took) < 1000, f"{took} ms until it is there"


@pytest.mark.browser
def test_ten_thousand_rows_sort_and_filter_without_lag(look: Any) -> None:
    assert [row["Turn"] for row in rows(look)[:3]] == ["1", "2", "3"]
    assert len(rows(look)) < 60
    assert look.find_element("id", "count").text == "10,006 of 10,006"
    took = look.execute_script(
        "const times = []; for (const column of ['ram', 'ram', 'name', 'template', 'addresses', 'ctid']) {"
        " const t = performance.now(); sort(column); document.body.offsetHeight; times.push(performance.now() - t); }"
        " return Math.max(...times)"
    )
    assert took < 250, f"{took} ms for a sort"
    assert rows(look)[0]["Id"] == "101"
    head = {one.text: one for one in look.find_elements("css selector", "#head > div")}
    head["RAM"].find_element("tag name", "button").click()
    assert rows(look)[0]["RAM"].endswith("MiB")
    assert head["RAM"].get_attribute("aria-sort") == "ascending"
    head["RAM"].find_element("tag name", "button").click()
    assert rows(look)[0]["RAM"] == "no limit"
    search(look, "10.0.3.4 ")
    wait(look, "shown.length < 200")
    assert all("10.0.3.4" in row["Addresses"] for row in rows(look))
    took = look.execute_script(
        "const t = performance.now(); state.q = 'web 1 iptables'; refresh(); return performance.now() - t"
    )
    assert took < 150, f"{took} ms for a filter"


@pytest.mark.browser
def test_by_result(look: Any) -> None:
    look.find_element("css selector", "#status option[value=failed]").click()
    assert [row["Result"] for row in rows(look)] == ["failed"]
    look.find_element("css selector", "#status option[value=loss]").click()
    assert [row["Id"] for row in rows(look) if row["Result"] == "loss"][-1] == "70000"
    look.find_element("css selector", "#status option[value='']").click()
    assert look.find_element("id", "count").text == "10,006 of 10,006"


@pytest.mark.browser
def test_a_container_opens_by_keyboard_with_its_places(look: Any) -> None:
    from selenium.webdriver.common.keys import Keys

    look.execute_script("sort('ctid')")
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
    marked = look.find_elements("css selector", "#xml .marked")
    assert [line.text.partition("<")[2][:6] for line in marked] == ["shares"]
    look.switch_to.active_element.send_keys(Keys.ESCAPE)
    wait(look, "!document.getElementById('detail').open")
    assert look.switch_to.active_element.get_attribute("id") == "view"


@pytest.mark.browser
@pytest.mark.parametrize("dark", [False, True])
def test_losses_are_marked(look: Any, dark: bool) -> None:
    emulate(look, dark=dark)
    search(look, "70000")
    look.find_element("css selector", ".row").click()
    wait(look, "document.getElementById('detail').open")
    (lost,) = look.find_elements("css selector", "#xml .dropped")
    assert "sound" in lost.text
    assert "lost: " in lost.text
    back = look.execute_script("return getComputedStyle(document.body).backgroundColor")
    assert (max(map(int, re.findall(r"\d+", back)[:3])) < 100) is dark


@pytest.mark.browser
@pytest.mark.parametrize("dark", [False, True])
def test_what_is_carried_is_no_warning(look: Any, dark: bool) -> None:
    emulate(look, dark=dark)
    colours = look.execute_script(
        """const colour = (part, which) => getComputedStyle(document.querySelector(part))[which];
        return {carried: colour('.legend .carried', 'borderLeftColor'), share: colour('.share .carried', 'fill'),
          dropped: colour('.legend .dropped', 'borderLeftColor'), work: colour('[data-verdict="needs work"]', 'color'),
          warning: colour('[data-level=warning]', 'color'), found: colour('#status', 'color')}"""
    )
    assert colours["carried"] == colours["share"]
    assert colours["work"] == colours["warning"]
    assert colours["carried"] not in (colours["warning"], colours["dropped"])
    red, _, blue = map(int, re.findall(r"\d+", colours["carried"]))
    assert blue > red, "a cool colour warns nobody"


@pytest.mark.browser
def test_what_confs_say_is_only_text(look: Any) -> None:
    search(look, "50000")
    (row,) = rows(look)
    assert row["Name"] == EVIL
    look.find_element("css selector", ".row").click()
    wait(look, "document.getElementById('detail').open")
    assert EVIL in look.find_element("id", "conf").text
    assert look.find_elements("css selector", "img") == []


@pytest.mark.browser
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", SCREENS)
def test_at_each_width(look: Any, width: int, dark: bool) -> None:
    emulate(look, dark=dark, width=width)
    assert look.execute_script("return document.documentElement.scrollWidth <= innerWidth")
    for table in look.find_elements("css selector", ".scroll"):
        assert look.execute_script("return arguments[0].scrollWidth <= arguments[0].clientWidth", table)
    heights = look.execute_script(
        """const text = document.createRange();
        return [...document.querySelectorAll('.plain th')].map(cell => {
          text.selectNodeContents(cell); return text.getBoundingClientRect().height; })"""
    )
    assert max(heights) < 60  # a word is not broken into its letters
    look.execute_script("document.getElementById('table-part').scrollIntoView()")
    wait(look, "document.querySelectorAll('.row').length > 5")
    cut = """return [...document.querySelectorAll('#head button, [data-verdict]')]
      .filter(one => one.offsetWidth && one.scrollWidth > one.clientWidth + 1).map(one => one.textContent)"""
    assert look.execute_script(cut) == []


#: Lines of both panes that can be seen now: something of their text is on top where it stands.
VISIBLE = """return [...document.querySelectorAll('#conf > div, #xml > div')].map((row, at) => {
  const box = row.querySelector('.what').getBoundingClientRect();
  const top = document.elementFromPoint(box.left + 3, box.top + Math.min(box.height, 19) / 2);
  return top !== null && row.contains(top) ? at : -1; }).filter(at => at >= 0)"""


@pytest.mark.browser
@pytest.mark.parametrize("width", SCREENS)
def test_every_line_of_both_panes_can_be_reached(look: Any, width: int) -> None:
    """With the wheel over the panes, as people do; 104 has findings and work, too, which stand above them."""
    emulate(look, width=width)
    look.execute_script("open_(placeOf('104'))")
    wait(look, "document.getElementById('detail').open")
    total = look.execute_script("return document.querySelectorAll('#conf > div, #xml > div').length")
    assert total > 60
    seen: set[int] = set()
    for x in (width * 0.2, width * 0.8):  # over one pane, over the other
        last = None
        while last != (last := look.execute_script(PLACES)):
            seen.update(look.execute_script(VISIBLE))
            wheel(look, x, SCREENS[width] * 0.8, SCREENS[width] * 0.25)
    assert seen == set(range(total))
    jump = look.find_element("css selector", "[data-jump=xml]")
    assert jump.is_displayed() is (width < 960), "where the document stands below, a link leads to it"
    if jump.is_displayed():
        look.execute_script("document.getElementById('detail').scrollTop = 0")
        jump.click()
        first = look.execute_script("return document.querySelectorAll('#conf > div').length")
        assert first in look.execute_script(VISIBLE)


PLACES = "return ['detail', 'conf', 'xml'].map(one => document.getElementById(one).scrollTop).join()"


@pytest.mark.browser
def test_conflicts_are_told(look: Any) -> None:
    text = look.find_element("id", "conflicts").text
    assert "10.0.0.101" in text
    assert "101 50001" in text
