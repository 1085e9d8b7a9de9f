"""How work goes on: machines, their queues, and the ways between them."""
