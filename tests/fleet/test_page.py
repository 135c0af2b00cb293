"""Is the page the tool of who decides: verdicts first, then what to do, filters in links that can be sent, on paper?"""

from __future__ import annotations

import base64
import re
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.fleet.browser import complaints, emulate, go, rows, search, wait
from tests.fleet.conftest import make_page
from tests.fleet.generate import write_fleet

Run = Callable[..., subprocess.CompletedProcess[str]]


def asked(page: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(page.parent / "out/vzvirt.db")) as database:
        return database.execute(sql).fetchall()


def number(text: str) -> int:
    """Return the last number of a text."""
    return int(re.findall(r"\d[\d,]*", text)[-1].replace(",", ""))


def shown(driver: Any) -> int:
    return int(driver.execute_script("return shown.length"))


def sections(driver: Any) -> list[str]:
    return [one.text for one in driver.find_elements("css selector", "main h2")]


@pytest.mark.browser
def test_verdicts_stand_first_and_filter_the_table(look: Any, large: Path) -> None:
    assert sections(look)[:3] == ["Can they leave OpenVZ?", "What to do", "Containers"]
    counts = dict(asked(large, "SELECT state, count(*) FROM plans GROUP BY 1"))
    cards = look.find_elements("css selector", ".card")
    assert [card.text.split("\n")[1] for card in cards] == ["ready", "needs work", "cannot go", "no plan"]
    assert [number(card.text) for card in cards] == [counts["ready"], counts["needs work"], counts["cannot go"], 2]
    bottom = look.execute_script("return arguments[0].getBoundingClientRect().bottom", cards[-1])
    assert bottom < 400, "they are on the first screen"
    for card in cards:
        card.click()
        assert shown(look) == number(card.text)
        assert {row["Verdict"] for row in rows(look)} == {card.text.split("\n")[1].replace("no plan", "")}
        assert card.get_attribute("aria-pressed") == "true"
        card.click()
        assert shown(look) == 10006


@pytest.mark.browser
def test_the_table_stands_in_the_order_to_go_in(look: Any, large: Path) -> None:
    turns = asked(large, "SELECT ctid, state FROM turns ORDER BY turn LIMIT 10")
    assert [(row["Id"], row["Verdict"]) for row in rows(look)[:10]] == turns
    assert turns[-1][0] != "101"
    look.find_element("id", "view").send_keys("\ue010")  # End: who is in no plan stands last
    wait(look, "document.getElementById('row-10005')")
    assert {row["Turn"] for row in rows(look)[-2:]} == {""}
    assert rows(look)[-3]["Turn"] == "10004"


@pytest.mark.browser
def test_what_to_do_begins_with_the_host_and_counts_containers(look: Any, large: Path) -> None:
    todo = look.find_element("id", "todo")
    assert todo.text.index("The host, first and once") < todo.text.index("containers")
    host = look.find_element("id", "host").text.split("\n")
    assert host[0].startswith("old=root@old-node")
    commands = {row[0] for row in asked(large, "SELECT command FROM host_commands")}
    assert set(host) <= commands
    assert len(host) + number(look.find_element("css selector", ".commands + .hint").text) == len(commands)
    look.find_element("id", "copy").click()
    assert look.execute_script("return getSelection().toString()").startswith(host[0])
    sql = """SELECT kind, count(DISTINCT container) FROM tasks JOIN plans USING (container)
      WHERE state <> 'cannot go' GROUP BY 1"""
    kinds = look.find_elements("css selector", ".kind")
    heads = [kind.find_element("tag name", "summary").text for kind in kinds]
    for kind, count in asked(large, sql):
        (head,) = (head for head in heads if head.startswith(f"{kind} "))
        assert number(head) == count
    opened = [kind.get_attribute("open") is not None for kind in kinds]
    assert opened == sorted(opened, reverse=True), "what the plans' commands do stands last, and closed"
    assert 0 < sum(opened) < len(opened)


@pytest.mark.browser
def test_each_piece_of_work_filters_and_names_its_containers(look: Any) -> None:
    script = """const told = [];
    for (const piece of document.querySelectorAll('#todo .pieces li')) {
      const button = piece.querySelector('[data-filter]');
      button.click();
      told.push([button.dataset.value, shown.length, piece.querySelector('.whose').textContent]);
      button.click();
    } return told"""
    told = look.execute_script(script)
    assert len(told) > 8
    for piece, count, whose in told:
        assert number(whose.partition(":")[0]) == count, piece
    mounts = next(whose for piece, _, whose in told if piece == "scripts: *.mount")
    assert "50003" in mounts
    (layout,) = look.find_elements("css selector", "#todo li:has([data-value='data: VE_LAYOUT'])")
    assert "the root is /vz/root/$VEID: LXC starts no ploop image" in layout.text, "what is said of many is said once"
    assert "more that say the like" not in layout.text
    look.find_element("css selector", "#todo [data-open='50003']").click()
    wait(look, "document.getElementById('detail').open")
    plan = look.find_element("id", "plan").text
    assert plan.startswith("needs work, turn ")
    assert "up to 1 GiB to copy (DISKSPACE), asked by " in plan
    assert "50003.mount" in plan
    assert "vzvirt convert node/50003.conf --driver lxc --plan" in plan
    assert "has changed" not in look.find_element("id", "notes").text


@pytest.mark.browser
def test_bars_codes_and_parameters_filter_by_exactly_their_number(look: Any) -> None:
    script = """const told = [];
    for (const part of ['#plots', '#found', '#converts']) {
      for (const button of [...document.querySelectorAll(part + ' [data-filter]')].slice(0, 40)) {
        const number = button.closest('tr').querySelector('td.number').textContent.replace(/,/g, '');
        button.click();
        told.push([button.dataset.filter, button.dataset.value, Number(number), shown.length]);
        button.click();
      }
    } return told"""
    told = look.execute_script(script)
    kinds = {"result", "template", "layout", "memory", "ram", "bridge", "code", "parameter"}
    assert {filter_ for filter_, *_ in told} == kinds
    assert [each for each in told if each[2] != each[3]] == []
    assert any(filter_ == "code" and value == "VZ512" for filter_, value, *_ in told)


@pytest.mark.browser
def test_lines_are_not_counted_for_containers(look: Any, large: Path) -> None:
    twice = asked(large, "SELECT count(*) - count(DISTINCT container) FROM entries WHERE name = 'HOSTNAME'")
    assert twice[0][0] > 0
    script = """const number = (one) => Number(one.textContent.replace(/,/g, ''));
      return [...document.querySelectorAll('.parameters tbody tr')].map(row =>
      [row.children[0].textContent, ...[...row.querySelectorAll('.number')].map(number)])"""
    for name, containers, *fates in look.execute_script(script):
        assert max(fates) <= containers, name
        assert sum(fates) >= containers, name


@pytest.mark.browser
def test_sums_say_of_whom_they_are(look: Any, large: Path) -> None:
    ((ram, limited, free),) = asked(
        large, "SELECT sum(ram), count(ram), sum(ram IS NULL AND status <> 'failed') FROM containers"
    )
    text = look.find_element("css selector", ".totals").text
    assert f"RAM of {limited:,}, and {free:,} without limit" in text
    assert f"{ram / 2**40:,.0f} TiB" in text


@pytest.mark.browser
@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("br100", "SELECT count(DISTINCT container) FROM uses WHERE kind = 'bridge' AND value = 'br100'"),
        ("SELECT lower(min(value)) FROM uses WHERE kind = 'mac'", "SELECT 1"),
        ("vz512", "SELECT count(DISTINCT container) FROM findings WHERE code = 'VZ512'"),
        ("netfilter", "SELECT count(DISTINCT container) FROM parameters WHERE name = 'NETFILTER'"),
        ("70000 physpages", "SELECT 1"),
        (
            "vmbr1 devnodes",
            """SELECT count(DISTINCT container) FROM uses JOIN parameters USING (container)
            WHERE kind = 'bridge' AND uses.value = 'vmbr1' AND name = 'DEVNODES'""",
        ),
        ("cannot go", "SELECT count(*) FROM plans WHERE state = 'cannot go'"),
    ],
)
def test_the_search_knows_bridges_macs_codes_and_parameters(look: Any, large: Path, words: str, count: str) -> None:
    search(look, asked(large, words)[0][0] if words.startswith("SELECT") else words)
    ((expected,),) = asked(large, count)
    assert 0 < expected < 10006
    wait(look, f"shown.length === {expected}")


@pytest.mark.browser
def test_a_link_shows_what_its_sender_saw(look: Any, large: Path) -> None:
    search(look, "vmbr1  ext4 &= 100%")
    search(look, "vmbr1")
    look.find_element("css selector", "[data-filter=layout][data-value=ploop]").click()
    look.find_element("css selector", ".card[data-value='needs work']").click()
    look.execute_script("sort('ram'); sort('ram')")
    look.find_element("id", "to-table").click()
    look.find_elements("css selector", ".row")[1].click()
    wait(look, "document.getElementById('detail').open")
    before = rows(look), look.find_element("id", "detail-title").text
    link = look.current_url
    assert link.startswith(f"{large.as_uri()}#")
    go(look, link)
    wait(look, "document.getElementById('detail').open")
    assert (rows(look), look.find_element("id", "detail-title").text) == before
    assert look.find_element("id", "search").get_attribute("value") == "vmbr1"
    chips = [chip.get_attribute("textContent") for chip in look.find_elements("css selector", ".chip")]
    assert chips == ["Layout: ploop ×", "Verdict: needs work ×", "Search: vmbr1 ×"]
    look.find_element("id", "close").click()
    wait(look, "!document.getElementById('detail').open")
    assert "open=" not in look.current_url
    look.find_elements("css selector", ".chip")[0].click()
    assert "layout" not in look.current_url
    look.find_element("id", "clear").click()
    assert look.current_url.partition("#")[2] == "sort=ram&down=1"
    assert not look.find_element("id", "filters").is_displayed()


@pytest.mark.browser
def test_going_back_closes_and_forward_opens(look: Any) -> None:
    search(look, "50003")
    look.find_element("css selector", ".row").click()
    wait(look, "document.getElementById('detail').open")
    look.back()
    wait(look, "!document.getElementById('detail').open")
    assert look.current_url.endswith("#q=50003")
    look.forward()
    wait(look, "document.getElementById('detail').open")
    look.find_element("id", "close").click()
    wait(look, "!location.hash.includes('open')")
    assert shown(look) == 1, "closing changes no filter"
    look.execute_script("location.hash = '#q=50003&verdict=ready&open=50001&nonsense=1&sort=nothing'")
    wait(look, "document.getElementById('detail').open")
    assert shown(look) == 0
    assert look.find_element("id", "detail-title").text.startswith("Container 50001")


@pytest.mark.browser
def test_an_address_can_do_no_harm(look: Any, large: Path) -> None:
    for words in ("open=nobody", "q=%3Cimg%20src=x%3E&template=%3Cb%3E", "%E0%A4%A", "table-part", "verdict=", "open"):
        go(look, f"{large.as_uri()}#{words}")
        wait(look, "document.getElementById('count').textContent")
        assert not look.execute_script("return document.getElementById('detail').open")
    assert look.find_elements("css selector", "img") == []


@pytest.mark.browser
def test_on_paper_stand_all_rows_that_are_shown(look: Any, large: Path) -> None:
    def pages() -> int:
        return base64.b64decode(look.print_page()).count(b"/Type /Page\n")

    go(look, f"{large.as_uri()}#q=50003")
    one = pages()
    go(look, f"{large.as_uri()}#q=vmbr1&layout=ploop")
    assert 100 < shown(look) < 1000
    assert pages() >= one + shown(look) // 60
    assert len(look.find_elements("css selector", ".row")) < 60, "and afterwards those in sight"
    assert look.execute_script("return document.querySelectorAll('details[open]').length") == sum(
        "open" in each for each in re.findall(r"<details[^>]*>", look.page_source)
    )
    emulate(look, print_=True, dark=True)
    for part in (".tools", "#copy", ".hint", "#clear"):
        assert not look.find_element("css selector", part).is_displayed()
    assert look.find_element("css selector", ".card").is_displayed()
    assert look.execute_script("return getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert look.execute_script("return getComputedStyle(document.querySelector('#host')).maxHeight") == "none"
    look.execute_script("open_(placeOf('50003'))")
    wait(look, "document.getElementById('detail').open")
    assert not look.find_element("css selector", "main").is_displayed()
    assert look.find_element("id", "conf").is_displayed()


@pytest.mark.browser
def test_who_stays_with_openvz_sees_what_became_of_them(driver: Any, tmp_path: Path) -> None:
    page = make_page(tmp_path, 30, "--driver", "openvz")
    emulate(driver)
    go(driver, page.as_uri())
    assert sections(driver)[:2] == ["What became of them", "Containers"]
    assert "--driver lxc" in driver.find_element("id", "verdicts").text
    for card in driver.find_elements("css selector", ".card"):
        card.click()
        assert shown(driver) == number(card.text)
        card.click()
    assert [row["Id"] for row in rows(driver)][:2] == ["101", "102"]
    assert "Turn" not in rows(driver)[0]
    driver.find_element("css selector", ".row").click()
    wait(driver, "document.getElementById('detail').open")
    assert driver.find_element("id", "plan").text == ""
    assert complaints(driver) == []


def test_a_source_with_scripts_and_a_vz_conf_has_not_changed(tmp_path: Path, vzvirt: Run) -> None:
    write_fleet(tmp_path / "conf", 2, dirty=0)
    (tmp_path / "conf/101.mount").write_text("#!/bin/bash\n")
    (tmp_path / "vz.conf").write_text('TEMPLATE="/vz/template"\n')
    vzvirt("convert", "conf", "-o", "out", "--driver", "lxc", "-q", code=None)
    assert blocks_of(tmp_path, vzvirt).count("has changed") == 0
    (tmp_path / "conf/101.mount").write_text("#!/bin/bash\n# other\n")
    assert blocks_of(tmp_path, vzvirt).count("has changed") == 1
    (tmp_path / "vz.conf").write_text('TEMPLATE="/other"\n')
    assert blocks_of(tmp_path, vzvirt).count("has changed") == 2


def test_a_private_area_of_another_layout_makes_another_document(tmp_path: Path, vzvirt: Run) -> None:
    """Which ``--resume`` makes, though the conf says what it said; and the page still knows the conf again."""
    area = tmp_path / "private"
    area.mkdir()
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf" / "101.conf").write_text(f'VE_PRIVATE="{area}"\nPHYSPAGES="0:512M"\nSWAPPAGES="0:0"\n')
    convert = ("convert", "conf", "-o", "out", "--driver", "lxc", "--resume")
    vzvirt(*convert)
    assert blocks_of(tmp_path, vzvirt).count("has changed") == 0
    before = (tmp_path / "out" / "101.xml").read_text()
    (area / "root.hdd").mkdir()
    (area / "root.hdd" / "DiskDescriptor.xml").touch()
    assert "done before" not in vzvirt(*convert, code=1).stderr
    assert (tmp_path / "out" / "101.xml").read_text() != before
    assert "1 of them done before" in vzvirt(*convert, code=1).stderr
    assert blocks_of(tmp_path, vzvirt).count("has changed") == 0


def test_a_record_shows_no_file_that_it_does_not_know(tmp_path: Path, vzvirt: Run) -> None:
    """Whoever made the record may name any file in it, and whoever makes the page may be root."""
    write_fleet(tmp_path / "conf", 4, dirty=0)
    vzvirt("convert", "conf", "-o", "out", "--driver", "lxc", "-q", code=None)
    (tmp_path / "secret").write_text("A SECRET\n")
    with closing(sqlite3.connect(tmp_path / "out/vzvirt.db")) as record, record:
        where = str(tmp_path / "secret")
        record.execute("UPDATE containers SET source = ? WHERE ctid = '101'", (where,))
        record.execute("UPDATE containers SET source = 'secret', source_digest = NULL WHERE ctid = '102'")
        record.execute("UPDATE containers SET target = '../secret' WHERE ctid = '103'")
        record.execute("UPDATE containers SET target = ?, target_digest = NULL WHERE ctid = '104'", (where,))
    shown = blocks_of(tmp_path, vzvirt)
    assert "A SECRET" not in shown
    assert shown.count("has changed since it was converted, and is not shown") == 2
    assert shown.count("OSTEMPLATE") >= 3, "what the record remembers is shown"


def test_a_page_takes_the_place_of_nothing_that_it_is_made_from(tmp_path: Path, vzvirt: Run) -> None:
    write_fleet(tmp_path / "conf", 2, dirty=0)
    (tmp_path / "conf/101.mount").write_text("#!/bin/bash\n")
    (tmp_path / "vz.conf").write_text('TEMPLATE="/vz/template"\n')
    vzvirt("convert", "conf", "-o", "out", "--driver", "lxc", "-q", code=None)
    (tmp_path / "link").symlink_to("conf/102.conf")
    files = ("conf/101.conf", "out/102.xml", "conf/101.mount", "vz.conf", "link")
    before = {name: (tmp_path / name).read_bytes() for name in files}
    for name in files:
        done = vzvirt("fleet", "report", "--record", "out", "-o", name, "--force", code=2)
        assert "is read for the page" in done.stderr
    assert {name: (tmp_path / name).read_bytes() for name in files} == before


def test_a_page_on_standard_output(tmp_path: Path, vzvirt: Run) -> None:
    write_fleet(tmp_path / "conf", 2, dirty=0)
    vzvirt("convert", "conf", "-o", "out", "-q")
    page = vzvirt("fleet", "report", "--record", "out", "-o", "-").stdout
    assert not (tmp_path / "-").exists()
    vzvirt("fleet", "report", "--record", "out", "-o", "page.html")
    assert page == (tmp_path / "page.html").read_text()


def blocks_of(folder: Path, vzvirt: Run) -> str:
    """Return the texts that are packed in a page made now."""
    import zlib

    vzvirt("fleet", "report", "--record", "out", "-o", "page.html", "--force")
    packed = re.findall(r'id="block-\d+">(.*?)</script>', (folder / "page.html").read_text())
    return "".join(zlib.decompress(base64.b64decode(each)).decode() for each in packed)
