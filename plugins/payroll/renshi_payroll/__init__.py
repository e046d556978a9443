"""Renshi payroll: a pure engine (``engine``), dated parameters (``parameters``, ``data``) and the plugin
around them.
"""
