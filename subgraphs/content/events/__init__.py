"""What content announces, a module per concern; `all_events` knows them all."""
