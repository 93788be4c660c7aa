"""Root mutation fields, a module per concern; `mutation` is all of them."""
