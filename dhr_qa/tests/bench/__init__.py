"""Measures the busiest pages, plans and packs as ratios to floors that are measured in the same run.

`python -m dhr_qa.tests.bench` prints Markdown tables. It makes a scratch database (in a scratch
folder, or beside the one that DATABASE_URL names) and takes it away again, also when it is
interrupted. What the numbers mean is in docs/performance.md.
"""
