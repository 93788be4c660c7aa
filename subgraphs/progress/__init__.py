"""Progress: experience points, levels, streaks by the learner's own days, and leaderboards."""
