"""Proof of a chapter's graders: what must pass passes, what must fail fails, nothing is idle."""
