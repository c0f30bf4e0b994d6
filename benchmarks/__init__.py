"""Measurements: ratios within one run, never in the tests."""
