"""What administrators do with each other: one always remains."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from eventreg.models import User
from tests.domain.racers import close_account, do, take_administrator
from tests.domain.together import in_processes
from tests.factories import make_user


def test_of_two_who_take_the_right_from_each_other_one_keeps_it(shared, file_url):
    with Session(shared) as session:
        ada, eve = (make_user(session, administrator=True).id for _ in range(2))
        make_user(session, administrator=True).active = False  # who cannot log in does not count
        session.commit()

    assert sorted(in_processes(file_url, take_administrator, [(ada, eve), (eve, ada)])) == [False, True]


@pytest.mark.parametrize("works", [(close_account, close_account), (close_account, take_administrator)])
def test_of_two_who_close_each_others_account_one_stays(shared, file_url, works):
    with Session(shared) as session:
        ada, eve = (make_user(session, administrator=True).id for _ in range(2))
        session.commit()
    jobs = [(work, pair) for work, pair in zip(works, ((ada, eve), (eve, ada)), strict=True)]

    assert sorted(in_processes(file_url, do, jobs)) == [False, True]
    with Session(shared) as session:
        assert session.scalar(select(func.count()).where(User.administrator, User.active)) == 1
