"""Long runs of random cases: `python -m tests.fuzz --cases N --seed S`."""
