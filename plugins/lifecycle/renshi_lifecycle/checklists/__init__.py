"""Tasks of onboarding, transfer, secondment and leaving, made from templates."""
