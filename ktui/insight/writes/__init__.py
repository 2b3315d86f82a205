"""From an object as the server has it to a change that is ready to be sent: pure, one file for each sort of change."""
