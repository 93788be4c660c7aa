from tests.federation.seeded_home import home, seeded_home

__all__ = ["home", "seeded_home"]
