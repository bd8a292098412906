#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A festival of 1,400 people on four laptops, with a network that is there and gone, and a real server. Prints TAP.

usage: test-festival.py TSUNAGICTL TSUNAGI-SERVER
"""

import json
import subprocess
import sys

import place as scene
from place import Device, Relay

BOOKED, WALK_INS, ROUNDS = 1100, 300, 3
TWICE = 5  # a round and laptop: who is checked in at the next one, too; and whose family registers him there again


def name(number):
    """Of a person; readings do not repeat."""
    syllables = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワ"
    n = len(syllables)
    return "マツリ" + syllables[number // n // n] + syllables[number // n % n] + syllables[number % n]


def parallel(jobs):
    """Runs all (device, words, standard input) at once; gives for each how it ended and what it said."""
    running = []
    for device, words, _ in jobs:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        running.append(subprocess.Popen(device.command("--json", *words), encoding="utf-8", **pipes))
    for process, (_, _, said) in zip(running, jobs):
        process.stdin.write(said)
        process.stdin.close()
        process.stdin = None
    return [(*process.communicate(), process.returncode) for process in running]


def must(jobs):
    """The same for what has to work; gives the JSON values."""
    results = parallel(jobs)
    for (device, words, _), (_, err, code) in zip(jobs, results):
        assert code == 0, (device.data, words, err)
    return [[json.loads(line) for line in out.splitlines()] for out, _, _ in results]


def import_people(laptops, numbers):
    """New people on each laptop; gives their ids."""
    everywhere = [(laptop, ("person", "list"), "") for laptop in laptops]
    before = [{person["id"] for person in people} for people in must(everywhere)]
    jobs = []
    for laptop, those in zip(laptops, numbers):
        path = laptop.data + ".csv"
        with open(path, "w", encoding="utf-8") as stream:
            stream.write("Name,Reading\r\n" + "".join("祭　%d,%s\r\n" % (number, name(number)) for number in those))
        jobs.append((laptop, ("import", "person", path), ""))
    must(jobs)
    return [[person["id"] for person in people if person["id"] not in known] for people, known in zip(must(everywhere), before)]


def check_in(place, queues):
    """All doors at once; every answer is remembered."""
    jobs = [(laptop, ("attend", place.event, "-"), "".join(id + "\n" for id in queue)) for laptop, queue in zip(place.laptops, queues)]
    for queue, answers in zip(queues, must(jobs)):
        assert len(answers) == len(queue), (len(answers), len(queue))
        place.confirmed.update(answer["attendance"] for answer in answers)
        place.came.update(queue)


def sync_all(place):
    return parallel([(laptop, ("sync",), "") for laptop in place.laptops])


def test_before(place):
    """Four laptops, and the list of those who are expected."""
    place.laptops = [place.desk] + [Device(place, "reception-%d" % i) for i in range(3)]
    for laptop in place.laptops[1:]:
        place.enrol(laptop, "reception")
    (event,) = place.desk.json("event", "add", "--title", "健康まつり", "--type", "festival", "--date", "2026-11-30")
    place.event, place.confirmed, place.came = event["id"], set(), set()
    (place.booked,) = import_people([place.desk], [range(BOOKED)])
    assert len(place.booked) == BOOKED
    place.desk.ok("sync")
    for out, err, code in sync_all(place):
        assert code == 0, err
        assert json.loads(out)["digest"] == "same", out


def test_day(place):
    """In each round all four work without a network; then it comes back, and is gone again while they sync."""
    booked, walk_ins = iter(place.booked), BOOKED
    place.registered = BOOKED
    for this in range(ROUNDS):
        place.relay.gone()
        left = BOOKED - len(place.came & set(place.booked))
        queues = [[next(booked) for _ in range(left // (ROUNDS - this) // 4)] for _ in place.laptops]
        n_new = WALK_INS // ROUNDS // 4
        new = [list(range(walk_ins + i * n_new, walk_ins + (i + 1) * n_new)) for i in range(4)]
        walk_ins += 4 * n_new
        new = [those + new[i - 1][:TWICE] for i, those in enumerate(new)]  # registered at two doors
        ids = import_people(place.laptops, new)
        place.registered += sum(len(those) for those in ids)
        queues = [queue + queues[i - 1][:TWICE] + ids[i] for i, queue in enumerate(queues)]  # checked in at two doors
        check_in(place, queues)
        for _, err, code in sync_all(place):
            assert code == 1 and "cannot be reached" in err, err
        place.relay.back()
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        jobs = [subprocess.Popen(laptop.command("sync"), **quiet) for laptop in place.laptops]
        jobs[this].wait()
        place.relay.gone()  # in the middle of the others, or not: what counts is what holds afterwards
        for job in jobs:
            job.wait()
    place.relay.back()
    check_in(place, [list(booked), [], [], []])


def test_equal(place):
    """In the end all hold the same, and everything that was answered at a door is among it."""
    for _ in range(2):
        results = sync_all(place)
    for out, err, code in results:
        assert code == 0, err
        result = json.loads(out)
        assert result["waiting"] == result["refused"] == result["rejected"] == 0, result
    checks = [check for (check,) in must([(laptop, ("check",), "") for laptop in place.laptops])]
    assert len({check["digests"]["reception"] for check in checks}) == 1, checks
    assert not any(check["problems"] for check in checks), checks
    for people in must([(laptop, ("person", "list"), "") for laptop in place.laptops]):
        assert len({person["id"] for person in people}) == place.registered + 1, len(people)  # one was there before
    for participations in must([(laptop, ("attendance", "list"), "") for laptop in place.laptops]):
        assert {one["id"] for one in participations} == place.confirmed
        assert {one["person"] for one in participations} == place.came
        assert len(place.came) == len(place.confirmed) == place.registered >= BOOKED + WALK_INS
    print("# %d people, %d participations on four laptops" % (place.registered, len(place.confirmed)))


def test_known_elsewhere(place):
    """Who was let in at one door is known at all of them."""
    person = sorted(place.came)[len(place.came) // 2]
    for laptop in place.laptops:
        (answer,) = laptop.json("attend", place.event, person)
        assert answer["admission"] == "already", answer


if __name__ == "__main__":
    functions = [function for name, function in globals().items() if name.startswith("test_")]
    sys.exit(scene.run(sys.argv[1], sys.argv[2], functions, relayed=True))
