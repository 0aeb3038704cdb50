// Service: first files follow.
