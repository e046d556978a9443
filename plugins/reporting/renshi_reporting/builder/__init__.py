"""Reports built from a dataset: what is asked, the statement it becomes, and its answer."""
