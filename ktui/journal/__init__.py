"""What was changed in which cluster: one user's own record, in the state folder."""
