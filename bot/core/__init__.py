"""Those who decide: pure functions of their arguments. No clock, no input or output, no framework."""
