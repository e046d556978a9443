"""The catalogue of the employee file: what fields there are, and who may see and change each."""
