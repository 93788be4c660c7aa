"""The tables of this domain, a module per concern; `registry` knows them all."""
