"""Does the model of vzctl answer as vzctl 4.11.1 itself did?"""

from __future__ import annotations

from typing import Any

import pytest

from tests.recorded import command_answers
from tests.vzctl.meaning import differences, said_by
from tests.vzctl.model import run

ANSWERS = command_answers()


@pytest.mark.parametrize("answer", ANSWERS, ids=[answer["case"] for answer in ANSWERS])
def test_as_it_was_recorded(answer: dict[str, Any]) -> None:
    codes, conf = run(answer["commands"])
    assert codes == answer["codes"]
    assert (conf is None) == (answer["conf"] is None)
    assert differences(said_by(conf or ""), said_by(answer["conf"] or "")) == {}


def test_the_recording_has_every_kind_of_answer() -> None:
    codes = {code for answer in ANSWERS for code in answer["codes"]}
    assert codes == {0, 20, 21, 28, 63, 82, 109}
    assert len(ANSWERS) > 500
