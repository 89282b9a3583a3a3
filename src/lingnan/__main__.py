"""`python -m lingnan` is the command `lingnan`."""

from lingnan.web.cli import main

main()
