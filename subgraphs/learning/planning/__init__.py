"""How much can be learnt by when: pure reckoning, which knows neither tables nor requests."""
