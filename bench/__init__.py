"""Measurements: what a request costs the router and its peers, as ratios in one run."""
