"""Production management: the factory floor. It is handed callables for what it needs from outside."""
