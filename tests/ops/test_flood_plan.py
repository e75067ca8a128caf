"""The invented day: the same seed plans the same one, with the mixture that it promises."""

from collections import Counter

from balarea.ops.flood.plan import AGAIN, EMERGENCIES, PASTED, Message, plan
from balarea.ops.flood.wording import NOISE

DAY = plan(2400, 1, 7)
WRITTEN = [each for each in DAY if not each.again]


def share(some: list[Message], kinds: tuple[str, ...]) -> float:
    return sum(each.kind in kinds for each in some) / len(some)


def test_the_same_seed_plans_the_same_day() -> None:
    assert plan(2400, 1, 7) == DAY
    assert plan(2400, 1, 8) != DAY


def test_every_message_has_an_id_of_its_own_and_comes_within_the_day() -> None:
    assert len(WRITTEN) == len({each.id for each in WRITTEN}) == 2400
    assert [each.at for each in WRITTEN] == sorted(each.at for each in WRITTEN)
    assert 59 < max(each.at for each in WRITTEN) <= 60


def test_noise_is_most_of_the_beginning_and_less_later() -> None:
    first, last = WRITTEN[:800], WRITTEN[-800:]
    assert 0.72 < share(first, NOISE) < 0.86
    assert 0.35 < share(last, NOISE) < 0.6


def test_emergencies_come_evenly() -> None:
    assert abs(share(WRITTEN, ("emergency",)) - EMERGENCIES) < 0.002


def test_a_pasted_text_goes_to_four_accounts_by_one_person() -> None:
    pasted = [each for each in WRITTEN if each.kind == "pasted"]
    by_author = Counter(each.author for each in pasted)
    assert set(by_author.values()) <= {PASTED, pasted[-1:] and by_author[pasted[-1].author]}
    one = [each.text for each in pasted if each.author == pasted[0].author]
    plain = {" ".join(word for word in text.split() if not word.startswith("@")) for text in one}
    assert (len(set(one)), len(plain)) == (PASTED, 1)


def test_replies_and_repetitions_name_what_was_written_before() -> None:
    at = {each.id: each.at for each in WRITTEN}
    assert all(at[each.reply_to] < each.at for each in WRITTEN if each.reply_to)
    again = [each for each in DAY if each.again]
    assert len(again) == int(2400 * AGAIN)
    assert all(at[each.id] < each.at for each in again)
