"""A query plan in, the answer to the client out."""
