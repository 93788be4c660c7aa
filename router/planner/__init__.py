"""A validated operation in, a query plan out."""
