"""The platform: one package per domain, and what two of them already share."""
