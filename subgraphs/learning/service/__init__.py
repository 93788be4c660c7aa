"""What a learner may do, and what learning does by itself."""
