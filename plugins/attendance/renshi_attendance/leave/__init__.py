"""Leave: the request, its days, the types of a company."""
