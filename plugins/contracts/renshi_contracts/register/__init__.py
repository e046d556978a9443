"""The register of contracts and agreements."""
