"""Notifications: what a learner is told, kept in an inbox and delivered live."""
