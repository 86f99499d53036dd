#!/usr/bin/env python3
"""Every public header compiles by itself.

A user of the library includes the header that he needs, in any order. A header that leans on
another one being there first works in our own sources, and not in his.

    self_contained_headers_test.py COMPILER INCLUDE_DIRECTORY
"""

import concurrent.futures
import os
import pathlib
import subprocess
import sys


def main():
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    compiler, directory = sys.argv[1], pathlib.Path(sys.argv[2])
    headers = sorted(directory.rglob("*.h"))
    if not headers:
        print(f"{directory} has no headers: nothing was checked", file=sys.stderr)
        return 2

    def errors_of(header):
        # Included twice: it has to have its guard, too.
        source = f'#include "{header.relative_to(directory)}"\n' * 2
        run = subprocess.run(
            [compiler, "-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Werror",
             f"-I{directory}", "-x", "c++", "-"],
            input=source, capture_output=True, text=True, check=False)
        return run.stderr if run.returncode != 0 else None

    broken = 0
    with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        for header, errors in zip(headers, pool.map(errors_of, headers)):
            if errors is not None:
                broken += 1
                print(f"{header.relative_to(directory)} does not compile by itself:\n{errors}")
    print(f"{len(headers)} headers, {broken} broken")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
