"""`make crash`: two hundred rounds of load and sudden death, or as many as ROUNDS says, half on each database.

SEED is that of the first round; ROUNDS=1 with the seed, DATABASE and VICTIM of a round that failed plays it again.
"""

import os
import sys
import time

from tests.crash.trial import VICTIMS, Broken, Trial, stage

LOAD = 0.8  # seconds of load in a round


def main() -> int:
    """Play the rounds; return 1 if one of them found something."""
    rounds, seed = int(os.environ.get("ROUNDS") or 200), int(os.environ.get("SEED") or time.time())
    wanted = os.environ.get("DATABASE")
    dialects = [wanted] if wanted else list(VICTIMS)
    failed, begun = [], time.monotonic()
    for place, dialect in enumerate(dialects):
        share = rounds // len(dialects) + (place < rounds % len(dialects))
        with stage(dialect) as trial:
            failed += play(trial, [seed + place * rounds + offset for offset in range(share)])
            print(trial.summary(), flush=True)
    verdict = f"FAILED with the seeds {', '.join(map(str, failed))}" if failed else "nothing lost, nothing twice"
    print(f"{rounds} rounds in {time.monotonic() - begun:.0f} s: {verdict}", flush=True)
    return 1 if failed else 0


def play(trial: Trial, seeds: list[int]) -> list[int]:
    """Play a round for each seed, one victim after the other, until one fails; return the seed that did."""
    victims = [os.environ["VICTIM"]] if os.environ.get("VICTIM") else VICTIMS[trial.dialect]
    for place, seed in enumerate(seeds):
        try:
            print(trial.play(seed, victims[place % len(victims)], LOAD), flush=True)
        except Broken as broken:
            print(f"BROKEN {broken}", flush=True)
            return [seed]
    return []


if __name__ == "__main__":
    sys.exit(main())
