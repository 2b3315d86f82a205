"""What was seen of pods and Jobs, kept in the state folder: a past that outlives the cluster's memory and ktui's."""
