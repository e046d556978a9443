"""One search over people, departments, requests, pages, and what plugins offer."""
