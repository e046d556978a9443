"""Writing the generated group into the platform, day by day, with the platform's clock moved along."""
