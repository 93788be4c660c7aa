"""What a learner's reviews and cards say, as figures and as pictures; knows nothing of databases or GraphQL."""
