"""Tests against a real cluster: `pytest -m cluster`, with KTUI_TEST_KUBECONFIG or the lab of tests/lab."""
