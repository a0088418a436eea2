"""What administrators do with each other: one always remains."""

from sqlalchemy.orm import Session

from tests.domain.racers import take_administrator
from tests.domain.together import in_processes
from tests.factories import make_user


def test_of_two_who_take_the_right_from_each_other_one_keeps_it(shared, file_url):
    with Session(shared) as session:
        ada, eve = (make_user(session, administrator=True).id for _ in range(2))
        make_user(session, administrator=True).active = False  # who cannot log in does not count
        session.commit()

    assert sorted(in_processes(file_url, take_administrator, [(ada, eve), (eve, ada)])) == [False, True]
