"""The use cases: decisions put in order, over protocols. What they do, a door could not tell from what a test does."""
