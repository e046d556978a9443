"""Requests: what people ask for, who has to agree, and what happens then."""
