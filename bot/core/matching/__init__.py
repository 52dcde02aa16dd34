"""What a reader asked for, and how well a paper answers it: language, folding, statistics, score."""
