"""How people sign in to a group: passwords, sessions, second factors, networks."""
