"""How a text that a learner met becomes cards: reading it, finding its words, choosing among them."""
