"""Who people are: users, how they sign in, and the profile they show."""
