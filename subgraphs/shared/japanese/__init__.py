"""The Japanese writing system as data and rules; knows nothing of databases or GraphQL."""
