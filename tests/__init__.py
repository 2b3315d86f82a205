"""The tests of ktui: fast ones by package, those on a real cluster in `cluster`, the lab they run on in `lab`."""
