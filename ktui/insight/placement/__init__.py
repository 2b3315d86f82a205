"""Which nodes a pod may run on: node selectors, node affinity, taints, and what a DaemonSet makes of them.

The rules are those of the scheduler and of the DaemonSet controller (kubernetes/kubernetes 1.35,
`component-helpers/scheduling/corev1` and `pkg/controller/daemon`). Objects are decoded JSON; what is missing, null or
odd in them matches nothing, and nothing in them makes a function here fail.
"""
