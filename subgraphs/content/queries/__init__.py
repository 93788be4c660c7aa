"""Root query fields, a module per concern; `query` is all of them."""
