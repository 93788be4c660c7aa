"""The platform as processes of their own: PostgreSQL, Redis, a process per subgraph and the router."""
