"""Why a pod is as it is, and why its containers were started again: one cause, one sentence, the evidence for it."""
