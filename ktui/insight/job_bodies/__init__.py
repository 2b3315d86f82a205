"""The Jobs that ktui makes: one from a CronJob, one that runs another Job again; their names, what to know first."""
