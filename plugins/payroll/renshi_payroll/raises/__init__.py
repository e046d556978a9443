"""Pay adjusted for many people at once (批量调薪): from a sheet to one request, and to terms in one transaction."""
