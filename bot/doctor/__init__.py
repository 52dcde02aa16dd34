"""Does everything work, and if not, what is to be done? What ``paperround doctor`` finds out."""
