"""Fields that a tenant adds to the employee file at run time: their definitions, values and index."""
