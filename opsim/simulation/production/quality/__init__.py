"""How units are spoilt and found out: processes, checks, control charts."""
