"""Programs to tell stories with: the images of the manifests, and what containers commonly die of."""
