"""CreateGet: ``get(create(x)) ≈ x − loss`` for a document ``x``; our own documents lose nothing."""

from __future__ import annotations

from hypothesis import given

from tests.laws.translation import get, shape
from tests.strategies import clean_confs, confs
from translator import domain_to_conf


@given(clean_confs())
def test_a_document_is_made_again_from_the_conf_that_it_makes(conf: str) -> None:
    document = get(domain_to_conf(get(conf)).text)
    assert shape(get(domain_to_conf(document).text)) == shape(document)


@given(confs())
def test_creation_settles(conf: str) -> None:
    once = domain_to_conf(get(conf)).text
    twice = domain_to_conf(get(once)).text
    assert domain_to_conf(get(twice)).text == twice
