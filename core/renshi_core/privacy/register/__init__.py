"""The register of processing, and impact assessments (个人信息保护法 arts. 51, 55, 56)."""
