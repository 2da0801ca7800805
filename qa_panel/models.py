"""The QA Panel's side: who has taken a submission, and how the panel saw each answered area."""
