// Connectors: first files follow.
