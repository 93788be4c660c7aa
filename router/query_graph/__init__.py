"""Where the planner and the satisfiability check search: nodes, and the moves between them."""
