// Casework: first files follow.
