"""Questions asked in vain become entries: the queue, what a keeper sees, the trial before a change."""
