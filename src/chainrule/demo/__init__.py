"""The demo: a class of 24, right, wrong and damaged, from the release to the feedback."""
