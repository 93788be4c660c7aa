"""How learners are examined: what is asked, what counts as right, and what follows from it. Knows no database."""
