"""Other places where people have an identity, and how those are asked who somebody is. Nothing here is stored."""
